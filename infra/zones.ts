import * as aws from "@pulumi/aws";
import { type Fault, faultAt } from "./config";
import type { Path } from "./config/faults";

/** One availability zone of the network, and its private subnet where that exists already. */
export interface Zone {
    readonly name: string;
    readonly subnetId?: string;
}

/** Those of an existing VPC's private subnets, and what keeps it from being the network. */
export async function adoptedZones(
    vpcId: string,
    subnetIds: readonly string[],
): Promise<{ zones: Zone[]; faults: Fault[] }> {
    const [vpc, subnets] = await Promise.all([
        aws.ec2.getVpc({ id: vpcId }),
        Promise.all(subnetIds.map((id) => aws.ec2.getSubnet({ id }))),
    ]);
    const faults: Fault[] = [];
    if (!vpc.enableDnsSupport || !vpc.enableDnsHostnames)
        faults.push(
            faultAt(
                ["network", "vpcId"],
                vpcId,
                "has DNS support or DNS hostnames off; mount targets are found by DNS name",
            ),
        );
    const zoneOf = new Map<string, string>();
    subnets.forEach(({ id, vpcId: home, availabilityZone, mapPublicIpOnLaunch }, at) => {
        const fault = (problem: string) =>
            faults.push(faultAt(["network", "privateSubnetIds", at], id, problem));
        const other = zoneOf.get(availabilityZone);
        if (home !== vpcId) fault(`belongs to ${home}, not to network.vpcId ${vpcId}`);
        if (mapPublicIpOnLaunch) fault("gives instances public addresses, so it is no private subnet");
        if (other !== undefined)
            fault(
                `shares zone ${availabilityZone} with ${other}; a file system has one mount target per zone`,
            );
        zoneOf.set(availabilityZone, id);
    });
    return { zones: [...zoneOf].map(([name, subnetId]) => ({ name, subnetId })), faults };
}

/** Where a VPC is to be made. */
interface Place {
    /** The key that names its zones. */
    readonly key: Path;
    /** How many zones it has where that names none. */
    readonly count: number;
    /** @default the stack's own */
    readonly region?: string;
}

/** Those of a VPC to make, `wanted` or the region's first, and what keeps it from having them. */
export async function ownZones(
    wanted: readonly string[] | undefined,
    { key, count, region }: Place = { key: ["network", "availabilityZones"], count: 2 },
): Promise<{ zones: Zone[]; faults: Fault[] }> {
    // Local Zones and zones that need an opt-in have no EFS.
    const { names } = await aws.getAvailabilityZones({
        ...(region === undefined ? {} : { region }),
        state: "available",
        filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
    const zones = wanted ?? names.toSorted().slice(0, count);
    const faults = zones
        .filter((zone) => !names.includes(zone))
        .map((zone) =>
            faultAt(
                key,
                zone,
                `is not available ${region === undefined ? "here" : `in ${region}`}; the region has ${names.join(", ")}`,
            ),
        );
    return { zones: zones.map((name) => ({ name })), faults };
}
