import * as aws from "@pulumi/aws";
import { type Config, type Fault, faultAt } from "./config";

/**
 * How many rules one for a list of AWS's own counts as, by the end of its name; those that are not here count as one.
 * https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
 */
const weights: Readonly<Record<string, number>> = {
    "cloudfront.origin-facing": 55,
    "ec2-instance-connect": 2,
    "route53-healthchecks": 25,
    "vpc-lattice": 10,
};

const missing = /no matching|NotFound|couldn't find resource|empty result/i;

/** What EC2 says of the prefix lists that are named, and what keeps them from being egress rules. */
export interface PrefixLists {
    /** By a list's id, how many rules of a security group one for it counts as. */
    readonly entries: Readonly<Record<string, number>>;
    readonly faults: readonly Fault[];
}

/** Asks EC2 for the lists that `network.egress` names: a rule for one that is not there fails half way. */
export async function surveyPrefixLists({ egress }: Pick<Config["network"], "egress">): Promise<PrefixLists> {
    const entries: Record<string, number> = {};
    const faults: Fault[] = [];
    const ask = async (id: string, at: number): Promise<void> => {
        const fault = (problem: string) =>
            faults.push(faultAt(["network", "egress", at, "prefixListId"], id, problem));
        try {
            const { addressFamily, maxEntries, name } = await aws.ec2.getManagedPrefixList({ id });
            if (addressFamily !== "IPv4") fault(`holds ${addressFamily} addresses; agents have IPv4 only`);
            const ending = Object.keys(weights).find(
                (end) => name.startsWith("com.amazonaws.") && name.endsWith(end),
            );
            // EC2 tells no size of AWS's own.
            entries[id] = maxEntries || (weights[ending ?? ""] ?? 1);
        } catch (error) {
            if (!missing.test(String(error))) throw error;
            fault("is no prefix list of this account and region, nor shared with it");
        }
    };
    const lists = egress.flatMap(({ prefixListId }, at) =>
        prefixListId === undefined ? [] : [ask(prefixListId, at)],
    );
    await Promise.all(lists);
    return { entries, faults };
}
