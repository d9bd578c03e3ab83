import type { Input, Inputs } from "@pulumi/pulumi";
import { Output } from "@pulumi/pulumi";
import type { SubnetSpec } from "./layout";

/** Arguments of `awsx:ec2:Vpc` that shape its layout, which awsx takes as plain values only. */
export interface VpcShape {
    readonly zones: readonly string[] | undefined;
    readonly numberOfZones: number | undefined;
    readonly zoneMask: number | undefined;
    readonly cidrBlock: string;
    readonly natStrategy: "None" | "Single" | "OnePerAz";
    readonly allocationIds: readonly Input<string>[];
    readonly specs: readonly SubnetSpec[] | undefined;
    readonly nameTagByZone: boolean;
    readonly endpoints: readonly Inputs[];
}

/** What the stand-in does not lay out, and would have to guess. */
const refusals: Readonly<Record<string, readonly string[]>> = {
    subnetStrategy: ["Legacy", "AutoMerge"],
    vpcEndpointStrategy: ["Auto"],
};

/** Reads and checks the shape, or throws with what awsx, or this stand-in, does not accept. */
export function shapeFrom(inputs: Inputs): VpcShape {
    const plain = (key: string): unknown => {
        const value: unknown = inputs[key];
        if (Output.isInstance(value))
            throw new Error(
                `awsx:ec2:Vpc takes ${key} as a plain value: it decides how many resources there are.`,
            );
        return value;
    };
    for (const [key, refused] of Object.entries(refusals)) {
        const value = plain(key) ?? (key === "subnetStrategy" ? "Legacy" : undefined);
        if (typeof value === "string" && refused.includes(value))
            throw new Error(
                `The rehearsal's stand-in for awsx does not lay out ${key} ${value}. Write ` +
                    `${key === "subnetStrategy" ? '"Auto"' : "the endpoints in full"}, or teach it in ` +
                    "rehearsal/providers/awsx/.",
            );
    }
    if (plain("availabilityZoneNames") !== undefined && plain("numberOfAvailabilityZones") !== undefined)
        throw new Error(
            "Only one of [availabilityZoneNames] and [numberOfAvailabilityZones] can be specified",
        );
    const nat = (plain("natGateways") ?? {}) as {
        strategy?: string;
        elasticIpAllocationIds?: Input<string>[];
    };
    const shape: VpcShape = {
        zones: plain("availabilityZoneNames") as string[] | undefined,
        numberOfZones: plain("numberOfAvailabilityZones") as number | undefined,
        zoneMask: plain("availabilityZoneCidrMask") as number | undefined,
        cidrBlock: (plain("cidrBlock") ?? "10.0.0.0/16") as string,
        natStrategy: natStrategyFrom(nat.strategy),
        allocationIds: nat.elasticIpAllocationIds ?? [],
        specs: plain("subnetSpecs") as SubnetSpec[] | undefined,
        nameTagByZone: plain("subnetNameTagStrategy") === "AvailabilityZone",
        endpoints: (plain("vpcEndpointSpecs") ?? []) as Inputs[],
    };
    if (shape.natStrategy !== "None" && shape.specs !== undefined) {
        const kinds = new Set(shape.specs.map(({ type }) => type));
        if (!kinds.has("Public") || !kinds.has("Private"))
            throw new Error(
                "If NAT Gateway strategy is 'OnePerAz' or 'Single', both private and public subnets must be declared.",
            );
    }
    return shape;
}

function natStrategyFrom(given = "OnePerAz"): VpcShape["natStrategy"] {
    const strategies = ["None", "Single", "OnePerAz"] as const;
    const strategy = strategies.find((known) => known.toLowerCase() === given.toLowerCase());
    if (strategy === undefined) throw new Error(`Unknown NAT Gateway strategy '${given}'`);
    return strategy;
}
