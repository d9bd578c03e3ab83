import {
    AutoScalingClient,
    DescribeAutoScalingGroupsCommand,
    UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { codeOf, isOut } from "../aws/errors";
import type { Session } from "../aws/session";
import type { Side } from "./sides";

/**
 * Names of the groups of a side that do not have so many instances wanted, also those that are not there where one is; undefined
 * where its region is out.
 */
export async function othersThan(
    session: Session,
    { region, groups }: Side,
    wanted: 0 | 1,
): Promise<readonly string[] | undefined> {
    const found = new Map<string | undefined, boolean>();
    try {
        // AWS takes 100 names of a call at most.
        for (let from = 0; from < groups.length; from += 100) {
            const { AutoScalingGroups = [] } = await session.client(AutoScalingClient, region).send(
                new DescribeAutoScalingGroupsCommand({
                    AutoScalingGroupNames: groups.slice(from, from + 100).map(({ name }) => name),
                    MaxRecords: 100,
                }),
            );
            for (const { AutoScalingGroupName, MinSize, MaxSize, DesiredCapacity } of AutoScalingGroups)
                found.set(
                    AutoScalingGroupName,
                    [MinSize, MaxSize, DesiredCapacity].every((size) => size === wanted),
                );
        }
    } catch (error) {
        if (isOut(error)) return undefined;
        throw error;
    }
    return groups.map(({ name }) => name).filter((name) => (found.get(name) ?? wanted === 0) === false);
}

/** Auto Scaling's word for a group that is not there is one for all that it does not take. */
const isAbsent = (error: unknown): boolean =>
    codeOf(error) === "ValidationError" && error instanceof Error && /not found/.test(error.message);

/** What Auto Scaling says while it is at work on a group, or another asks the same of it. */
const isBusy = (error: unknown): boolean =>
    /^(ResourceContention|ScalingActivityInProgress)/.test(codeOf(error));

const patience = { everySeconds: 15, minutes: 5 };

/**
 * Has each group want so many instances, as the program says of them from then on; one that is not there is the update's to make.
 * @throws Error where a group stays busy for five minutes
 */
export async function scale(
    session: Session,
    region: string,
    names: readonly string[],
    instances: 0 | 1,
): Promise<void> {
    for (const AutoScalingGroupName of names) {
        const resize = async () => {
            try {
                await session.client(AutoScalingClient, region).send(
                    new UpdateAutoScalingGroupCommand({
                        AutoScalingGroupName,
                        MinSize: instances,
                        MaxSize: instances,
                        DesiredCapacity: instances,
                    }),
                );
                return true;
            } catch (error) {
                if (isBusy(error)) return undefined;
                if (!isAbsent(error)) throw error;
                session.say(`${region} has no group ${AutoScalingGroupName}: an update makes it.`);
                return true;
            }
        };
        if ((await resize()) === undefined)
            await session.until(`group ${AutoScalingGroupName} is no longer busy`, patience, resize, true);
    }
}
