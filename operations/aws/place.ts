import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { parseArn } from "../../state/arn";
import { ownFileSystemsIn } from "../../state/environments";
import { type Graph, textOf } from "../../state/graph";
import type { Session } from "./session";

/** Where an environment's file system is. */
export interface Place {
    /** `aws`, `aws-cn` or `aws-us-gov`. */
    readonly partition: string;
    readonly account: string;
    readonly region: string;
}

/**
 * The account and region in which an environment was deployed.
 * @throws Error where its state has no file system of the kit
 */
export function placeOf(graph: Graph): Place {
    const { partition, region, account } = parseArn(textOf(ownFileSystemsIn(graph)[0], "arn") ?? "");
    if (account === "")
        throw new Error(
            `Stack ${graph.stack} has no file system of this kit in its state: nothing is deployed yet, or all of it is destroyed.`,
        );
    return { partition, account, region };
}

/**
 * Holds that the credentials are for the account in which the stack was deployed; returns who asks.
 * @returns the caller's ARN
 * @throws Error that names both accounts
 */
export async function callerIn(session: Session, { account }: Place): Promise<string> {
    const caller = await session.client(STSClient).send(new GetCallerIdentityCommand({}));
    if (caller.Account !== account)
        throw new Error(
            `The stack is in account ${account}, and these credentials (${caller.Arn}) are for ${caller.Account}. Take those of ${account}, with AWS_PROFILE or --profile.`,
        );
    return caller.Arn ?? "";
}
