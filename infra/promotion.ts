import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { fileSystemOf } from "./adoption";
import { type Config, type Fault, faultAt } from "./config";
import { mountInterfacesBehind } from "./mountInterfaces";
import type { EnvironmentTags } from "./tags";

/**
 * What keeps a file system from being the promoted replica on which agents run. EFS gives a replica no tags, so the standby's own
 * is told by the mount targets that it has there; one that is deployed only now has none yet.
 * @param tags the standby's
 * @param environment the one that it stands by for
 */
export async function promotionFaults(
    { promotedReplicaId: id, replicationRegion: region }: Config["storage"],
    tags: EnvironmentTags,
    environment: string,
): Promise<Fault[]> {
    if (id === undefined || region === undefined) return [];
    const stack = pulumi.getStack();
    const [fileSystem, groups] = await Promise.all([
        fileSystemOf({ fileSystemId: id, region }),
        aws.ec2.getSecurityGroups({ tags, region }),
    ]);
    const mounted = await mountInterfacesBehind(groups.ids, region);
    const known = [...new Set(mounted.map(({ fileSystemId }) => fileSystemId))];
    const fault = (problem: string): Fault => ({
        ...faultAt(["storage", "promotedReplicaId"], id, problem),
        remedy: `npm run failover -- --stack ${stack}${environment === stack ? "" : ` --environment ${environment}`}`,
    });
    if (known.length > 0 && !known.includes(id))
        return [
            fault(
                `is not what stands by: ${tags.environment} has its mount targets on ${known.join(", ")}, and would leave that for this one`,
            ),
        ];
    if (fileSystem === undefined)
        return [fault(`is no file system of this account in ${region}; the plan tells the replica`)];
    const [protection] = fileSystem.protections;
    return protection?.replicationOverwrite === "REPLICATING"
        ? [
              fault(
                  `is a replica yet, which only its source writes: agents would stop here and could write nothing in ${region}. Promote it first, with --yes, or remove the key`,
              ),
          ]
        : [];
}

/**
 * An environment runs on what AWS was asked of: its own configuration may differ from its stack's.
 * @param id the replica that it has by its own
 * @param asked those that AWS was asked of, by environment
 * @throws RunError where that is another
 */
export function refuseUnasked(
    environment: string,
    id: string | undefined,
    asked: Readonly<Record<string, string | undefined>> = {},
): void {
    if (id === asked[environment]) return;
    throw new pulumi.RunError(
        `Environment ${environment} has ${id ?? "none"} as storage.promotedReplicaId, and AWS was asked of ${asked[environment] ?? "none"}: ` +
            "whether that is writable, and what stands by, nobody knows. Give surveySite each environment's own " +
            `configuration by its name, as examples/two-environments does: surveySite(config, { ${JSON.stringify(environment)}: own }).`,
    );
}
