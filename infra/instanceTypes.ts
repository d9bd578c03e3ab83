import * as aws from "@pulumi/aws";
import { architecture } from "./agentIdentity";
import { type AgentConfig, type Fault, faultAt } from "./config";
import { nearestOf } from "./config/nearest";

/** A type of the configuration, as EC2 knows it in this region. */
interface Offer {
    /** The zones that have it, of all of the region. */
    readonly zones: readonly string[];
    /** Such as `x86_64`, and besides it `i386` with the oldest. */
    readonly architectures: readonly string[];
    /** Whether it has NVMe instance store, which AWS encrypts. */
    readonly instanceStore: boolean;
}

/**
 * Instance store that is none over NVMe is not encrypted, and no image knows it by its name. Of the types before Nitro only these have it
 * over NVMe.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ssd-instance-store.html
 */
const hasNvmeStore = (type: aws.ec2.GetInstanceTypeResult): boolean =>
    type.instanceStorageSupported && (type.hypervisor !== "xen" || /^(i3|f1)\./.test(type.instanceType));

/**
 * Asks EC2 for the agents' instance types, because a launch template takes any text and a group that cannot start an instance
 * tries for ever. Which types there are is EC2's to say: one that is newer than the SDK is none the worse for it.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypeOfferings.html
 * @param region @default the stack's own
 */
export async function offersOf(
    agents: readonly AgentConfig[],
    region?: string,
): Promise<ReadonlyMap<string, Offer>> {
    const where = region === undefined ? {} : { region };
    const types = [...new Set(agents.map(({ instanceType }) => instanceType))];
    const { instanceTypes, locations } = await aws.ec2.getInstanceTypeOfferings({
        ...where,
        locationType: "availability-zone",
        filters: [{ name: "instance-type", values: types }],
    });
    const offered = types.filter((type) => instanceTypes.includes(type));
    const offers = offered.map(async (type) => {
        const answer = await aws.ec2.getInstanceType({ ...where, instanceType: type });
        const zones = locations.filter((_, at) => instanceTypes[at] === type);
        return [
            type,
            { zones, architectures: answer.supportedArchitectures, instanceStore: hasNvmeStore(answer) },
        ] as const;
    });
    return new Map(await Promise.all(offers));
}

/**
 * What stands in the way of the agents' instance types in these zones of the network: faults for agents that could not
 * start, warnings for zones that lack a type which another has, so that its agent does not survive the loss of the others.
 */
export function instanceTypeFindings(
    agents: readonly AgentConfig[],
    offers: ReadonlyMap<string, Offer>,
    zones: readonly string[],
): { readonly faults: readonly Fault[]; readonly warnings: readonly string[] } {
    const faults: Fault[] = [];
    const warnings: string[] = [];
    for (const [at, { name, instanceType, availabilityZone, instanceStore }] of agents.entries()) {
        const wanted = availabilityZone === undefined ? zones : [availabilityZone];
        const offer = offers.get(instanceType);
        const without = wanted.filter((zone) => offer?.zones.includes(zone) !== true);
        const problem = problemOf(instanceType, offer, wanted);
        if (problem !== undefined)
            faults.push(faultAt(["agents", at, "instanceType"], instanceType, problem));
        else if (instanceStore && offer?.instanceStore === false)
            faults.push(
                faultAt(
                    ["agents", at, "instanceStore"],
                    true,
                    `is no choice with ${instanceType}, which has no NVMe instance store; types whose name has a d before the dot have, such as m7gd.large`,
                ),
            );
        else if (without.length > 0)
            warnings.push(
                `Agent ${name} cannot start in ${without.join(", ")}: ${instanceType} is not offered there.`,
            );
    }
    return { faults, warnings };
}

function problemOf(
    instanceType: string,
    offer: Offer | undefined,
    wanted: readonly string[],
): string | undefined {
    if (offer === undefined) return unoffered(instanceType);
    const machine = architecture(instanceType);
    if (!offer.architectures.includes(machine))
        return `is ${offer.architectures.join(" and ")} to EC2, and ${machine} by its name, whose image would not start`;
    return wanted.some((zone) => offer.zones.includes(zone))
        ? undefined
        : `is not offered in ${wanted.join(", ")}, where the agent would live; it is in ${offer.zones.join(", ")}`;
}

function unoffered(instanceType: string): string {
    const known: readonly string[] = Object.values(aws.types.enums.ec2.InstanceType);
    return known.includes(instanceType)
        ? "is not offered in this region"
        : `is no instance type of EC2 in this region; the nearest of all regions is ${nearestOf(known, instanceType)}`;
}
