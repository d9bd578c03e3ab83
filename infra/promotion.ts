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
 */
export async function promotionFaults(
    { promotedReplicaId: id, replicationRegion: region }: Config["storage"],
    tags: EnvironmentTags,
): Promise<Fault[]> {
    if (id === undefined || region === undefined) return [];
    const [fileSystem, groups] = await Promise.all([
        fileSystemOf({ fileSystemId: id, region }),
        aws.ec2.getSecurityGroups({ tags, region }),
    ]);
    const mounted = await mountInterfacesBehind(groups.ids, region);
    const known = [...new Set(mounted.map(({ fileSystemId }) => fileSystemId))];
    const fault = (problem: string): Fault => ({
        ...faultAt(["storage", "promotedReplicaId"], id, problem),
        remedy: `npm run failover -- --stack ${pulumi.getStack()}`,
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
