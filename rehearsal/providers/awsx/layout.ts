/**
 * Where a VPC's subnets lie, as `awsx:ec2:Vpc` computes it for the strategies Auto and Exact: the VPC's range is
 * divided evenly between the zones, and within a zone the subnets follow each other in the order of their specs, each
 * at the next multiple of its own size.
 */

type SubnetKind = "Public" | "Private" | "Isolated" | "Unused";

/** What a program asks of one subnet per zone, as `awsx.ec2.Vpc` takes it. */
export interface SubnetSpec {
    readonly type: SubnetKind;
    readonly name?: string | undefined;
    readonly cidrMask?: number | undefined;
    readonly cidrBlocks?: readonly string[] | undefined;
    /** The number of addresses, another way to give the mask. */
    readonly size?: number | undefined;
    readonly tags?: unknown;
}

/** A subnet with its zone and its range of addresses. */
export interface PlacedSubnet {
    readonly spec: SubnetSpec;
    readonly zone: string;
    /** The logical name, numbered by the zone's place in the list: `vpc-private-1`. */
    readonly name: string;
    readonly cidrBlock: string;
}

/** A range of IPv4 addresses: its first as a number, and how many leading bits all have in common. */
export interface Block {
    readonly base: number;
    readonly mask: number;
}

const addresses = (mask: number): number => 2 ** (32 - mask);

/** Bits that number `count` equal parts. */
const bitsFor = (count: number): number => Math.ceil(Math.log2(Math.max(1, count)));

/** Reads a range such as `10.40.0.0/16`. Throws where it is none. */
export function parseCidr(cidr: string): Block {
    const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr);
    const numbers = (match ?? []).slice(1).map(Number);
    const [a = 256, b = 256, c = 256, d = 256, mask = 33] = numbers;
    if (match === null || Math.max(a, b, c, d) > 255 || mask > 32)
        throw new Error(`${JSON.stringify(cidr)} is no IPv4 range; write one like 10.0.0.0/16.`);
    const address = ((a * 256 + b) * 256 + c) * 256 + d;
    return { base: address - (address % addresses(mask)), mask };
}

/** Writes a range as `10.40.0.0/16`. */
export function formatCidr({ base, mask }: Block): string {
    const octets = [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(base / unit) % 256);
    return `${octets.join(".")}/${mask}`;
}

/** One private and one public subnet per zone, as awsx lays out a VPC for which nothing else is said. */
function defaultSpecs(zoneMask: number): SubnetSpec[] {
    if (zoneMask > 26)
        throw new Error(`A zone of the VPC has a /${zoneMask}, and automatic subnets need at least a /26.`);
    const mask = Math.max(zoneMask, 16);
    return [
        { type: "Private", cidrMask: mask + 1 },
        { type: "Public", cidrMask: mask + 2 },
    ];
}

/** The VPC to divide among zones. */
export interface LayoutArgs {
    readonly vpcName: string;
    readonly cidrBlock: string;
    readonly zones: readonly string[];
    readonly specs?: readonly SubnetSpec[] | undefined;
    readonly zoneMask?: number | undefined;
}

/** Places every subnet in every zone, where awsx would. Throws where they do not fit. */
export function layOutSubnets(args: LayoutArgs): PlacedSubnet[] {
    const vpc = parseCidr(args.cidrBlock);
    const zoneMask = args.zoneMask ?? vpc.mask + bitsFor(args.zones.length);
    const specs = args.specs ?? defaultSpecs(zoneMask);
    const masks = specs.map((spec) => maskOf(spec) ?? zoneMask + bitsFor(specs.length));
    if (specs.every((spec) => spec.cidrBlocks === undefined)) {
        const needed = masks.reduce((sum, mask) => sum + addresses(mask), 0);
        if (needed > addresses(zoneMask))
            throw new Error(
                `Subnets are too large for VPC. VPC has ${addresses(zoneMask)} addresses per zone, ` +
                    `but subnets require ${needed} addresses.`,
            );
    }
    return args.zones.flatMap((zone, zoneIndex) => {
        let next = vpc.base + zoneIndex * addresses(zoneMask);
        return specs.map((spec, specIndex) => {
            const mask = masks[specIndex] ?? zoneMask;
            const base = Math.ceil(next / addresses(mask)) * addresses(mask);
            next = base + addresses(mask);
            return {
                spec,
                zone,
                name: `${args.vpcName}-${spec.name ?? spec.type.toLowerCase()}-${zoneIndex + 1}`,
                cidrBlock: explicitBlock(spec, args.zones.length, zoneIndex) ?? formatCidr({ base, mask }),
            };
        });
    });
}

function maskOf(spec: SubnetSpec): number | undefined {
    return spec.cidrMask ?? (spec.size === undefined ? undefined : 32 - Math.log2(spec.size));
}

function explicitBlock(spec: SubnetSpec, zoneCount: number, zoneIndex: number): string | undefined {
    if (spec.cidrBlocks !== undefined && spec.cidrBlocks.length !== zoneCount)
        throw new Error(
            `Subnet ${spec.name ?? spec.type} has ${spec.cidrBlocks.length} CIDR blocks for ${zoneCount} availability zones.`,
        );
    return spec.cidrBlocks?.[zoneIndex];
}
