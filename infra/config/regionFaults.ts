import { type Fault, faultAt, type Path } from "./faults";
import { nearestOf } from "./nearest";
import { partitionOf } from "./partitions";
import { regions } from "./regions";
import type { Config } from "./schema";

/**
 * The fault of a region that the provider does not know; its first call would wait for an address that no name server
 * has. A region newer than the provider passes with the provider's own `aws:skipRegionValidation`.
 */
export function unknownRegion(region: string): Fault[] {
    return regions.includes(region)
        ? []
        : [
              {
                  key: "aws:region",
                  value: region,
                  problem: `is no region that the AWS provider knows; the nearest is ${nearestOf(regions, region)}`,
                  allowed:
                      "an AWS region's name; one that is newer than the provider with aws:skipRegionValidation true",
              },
          ];
}

/** No service copies to the region it copies from, and none beyond its partition, whose accounts, keys and roles are others. */
function secondRegionFaults(
    { storage, backup }: Pick<Partial<Config>, "storage" | "backup">,
    region: string,
): Fault[] {
    const seconds = [
        [["storage", "replicationRegion"], storage?.replicationRegion],
        [["backup", "copyRegion"], backup?.copyRegion],
    ] as const;
    return seconds.flatMap(([path, second]) => {
        if (second === undefined) return [];
        if (second === region) return [faultAt(path, second, "is the stack's own region")];
        const [there, here] = [partitionOf(second), partitionOf(region)];
        return there === here
            ? []
            : [
                  faultAt(
                      path,
                      second,
                      `is in partition ${there} and the stack's region ${region} in ${here}, between which AWS copies nothing`,
                  ),
              ];
    });
}

/**
 * A key policy that names a role of another partition is refused (MalformedPolicyDocument), after half of the rest was made:
 * an ARN's second part is the partition that its account is in.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
function otherPartitionFaults(
    { deployer, keyAdministratorArns }: Pick<Partial<Config>, "deployer" | "keyAdministratorArns">,
    region: string,
): Fault[] {
    const roles: readonly (readonly [Path, string | undefined])[] = [
        [["deployer"], deployer === "caller" ? undefined : deployer],
        ...(keyAdministratorArns ?? []).map((arn, at) => [["keyAdministratorArns", at], arn] as const),
    ];
    return roles.flatMap(([path, arn]) => {
        const [there, here] = [arn?.split(":")[1], partitionOf(region)];
        return there === undefined || there === here
            ? []
            : [
                  faultAt(
                      path,
                      arn,
                      `is of partition ${there} and the stack's region ${region} in ${here}, whose keys take no role of another partition; name a role of an account there`,
                  ),
              ];
    });
}

/**
 * A launch template reads parameters of its own region, and so does the standby's in the other one.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html
 */
function imageFaults(
    { image, agents = [], storage }: Pick<Partial<Config>, "image" | "agents" | "storage">,
    region: string,
): Fault[] {
    const regionsOfAgents = [region, storage?.replicationRegion].filter((each) => each !== undefined);
    const named: readonly (readonly [Path, string | undefined])[] = [
        [["image"], image],
        ...agents.map((agent, at) => [["agents", at, "image"], agent.image] as const),
    ];
    return named.flatMap(([path, name]) => {
        const there = /^arn:[^:]+:ssm:([^:]+):/.exec(name ?? "")?.[1];
        const others = regionsOfAgents.filter((each) => each !== there);
        return there === undefined || others.length === 0
            ? []
            : [
                  faultAt(
                      path,
                      name,
                      `is a parameter of ${there}, and agents in ${others.join(", ")} take their image from one of their own region; name it by its path, /..., and write it there`,
                  ),
              ];
    });
}

/**
 * What no region of this partition takes, of each key that names a region or a role. It cannot be told where the stack's
 * region is not configured, but taken from a profile: "".
 */
export function regionFaults(config: Partial<Config>, region: string): Fault[] {
    if (region === "") return [];
    return [
        ...secondRegionFaults(config, region),
        ...otherPartitionFaults(config, region),
        ...imageFaults(config, region),
    ];
}
