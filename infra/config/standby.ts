import { z } from "zod";
import { leaf, vpcBlock, zoneName } from "./leaf";

/** What of the standby in `storage.replicationRegion` does not follow from the environment itself. */
export const standby = z.strictObject({
    vpcCidr: leaf(vpcBlock, {
        description:
            "Address block of the standby's VPC, apart from network.vpcCidr where both reach one controller. Fixed once deployed.",
        allowed: "an IPv4 block from /16 to /24 whose host bits are zero",
        example: "10.61.0.0/16",
    }).default("10.41.0.0/16"),
    availabilityZones: leaf(z.array(zoneName).min(2).max(3), {
        description: "Zones of the standby. Absent: the first of its region, as many as the environment has.",
        allowed: "two or three different zone names of storage.replicationRegion",
        example: ["us-west-2a", "us-west-2b"],
    }).optional(),
    egress: leaf(z.enum(["at-failover", "ready"]), {
        description:
            "Whether the standby's NAT gateways and interface endpoints, which cost by the hour, are made with the update that fails over, or wait: with ready, agents start though nothing can be deployed at that time.",
        allowed: "at-failover or ready",
        example: "ready",
    }).default("at-failover"),
});
