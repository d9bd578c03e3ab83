import { type Fault, faultAt } from "./faults";
import { overlap } from "./leaf";
import { blockFaults } from "./networkFaults";
import type { Config } from "./schema";

/** The faults between the keys of the standby, and of those that have no meaning without one. */
export function standbyFaults(
    { storage, standby }: Pick<Config, "storage" | "standby">,
    network: Config["network"] | undefined,
): Fault[] {
    const { replicationRegion: region, promotedReplicaId } = storage;
    const { vpcCidr, availabilityZones: zones = [] } = standby;
    if (region === undefined)
        return [
            ...(promotedReplicaId === undefined
                ? []
                : [
                      faultAt(
                          ["storage", "promotedReplicaId"],
                          promotedReplicaId,
                          "is in no region; write storage.replicationRegion, where it is",
                      ),
                  ]),
            ...(zones.length === 0
                ? []
                : [
                      faultAt(
                          ["standby", "availabilityZones"],
                          zones,
                          "are of a standby that storage.replicationRegion makes, which is missing",
                      ),
                  ]),
        ];
    const elsewhere = zones.filter((zone) => !zone.startsWith(region));
    return [
        ...blockFaults(["standby", "vpcCidr"], vpcCidr),
        ...(elsewhere.length === 0
            ? []
            : [
                  faultAt(
                      ["standby", "availabilityZones"],
                      zones,
                      `has ${elsewhere.join(", ")}, which is not in storage.replicationRegion ${region}`,
                  ),
              ]),
        ...(new Set(zones).size < zones.length
            ? [faultAt(["standby", "availabilityZones"], zones, "names a zone twice")]
            : []),
        // Once failed over, one controller reaches both.
        ...(network !== undefined && network.vpcId === undefined && overlap(network.vpcCidr, vpcCidr)
            ? [
                  faultAt(
                      ["standby", "vpcCidr"],
                      vpcCidr,
                      `has addresses of network.vpcCidr ${network.vpcCidr}: a controller's network can be joined to one of two VPCs that have the same`,
                  ),
              ]
            : []),
    ];
}
