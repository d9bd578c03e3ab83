import { type Fault, faultAt } from "./faults";
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

/**
 * No service copies to the region it copies from, and none beyond its partition, whose accounts, keys and roles are others.
 * Neither can be told where the stack's region is not configured, but taken from a profile: "".
 */
export function secondRegionFaults(
    { storage, backup }: { readonly [Section in "storage" | "backup"]: Config[Section] | undefined },
    region: string,
): Fault[] {
    const seconds = [
        [["storage", "replicationRegion"], storage?.replicationRegion],
        [["backup", "copyRegion"], backup?.copyRegion],
    ] as const;
    return seconds.flatMap(([path, second]) => {
        if (second === undefined || region === "") return [];
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
