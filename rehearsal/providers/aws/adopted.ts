import { type Zone, zonesOf } from "./regions";

/**
 * Networks that exist before the program runs, such as a VPC that it adopts by id. Their properties are read from the
 * ids, so that any number of them can be named in a stack's configuration:
 *
 * - A subnet lies in the VPC whose id has the same first 15 hexadecimal digits.
 * - Its 16th digit is 1 for a public subnet, and anything else for a private one.
 * - Its 17th digit, modulo the number of zones, is its availability zone: 0 is the first.
 *
 * So `subnet-0a1b2c3d4e5f60702` is a private subnet in the third zone of `vpc-0a1b2c3d4e5f60700`.
 */
export interface AdoptedSubnet {
    readonly id: string;
    readonly vpcId: string;
    readonly isPublic: boolean;
    readonly zone: Zone;
    readonly cidrBlock: string;
}

const pattern = /^subnet-([0-9a-f]{15})([0-9a-f])([0-9a-f])$/;

/** The subnet of this id, or undefined where no AWS subnet could have such an id. */
export function adoptedSubnet(id: unknown, region: string): AdoptedSubnet | undefined {
    const [, network, kind, place] = (typeof id === "string" ? pattern.exec(id) : undefined) ?? [];
    if (network === undefined || kind === undefined || place === undefined) return undefined;
    const zones = zonesOf(region);
    const index = Number.parseInt(place, 16) % zones.length;
    const zone = zones[index];
    const isPublic = kind === "1";
    return (
        zone && {
            id: String(id),
            vpcId: `vpc-${network}00`,
            isPublic,
            zone,
            cidrBlock: `10.${isPublic ? 1 : 0}.${16 * Number.parseInt(place, 16)}.0/20`,
        }
    );
}

/** The private and public subnets that an adopted VPC is taken to have: one of each in every zone. */
export function adoptedSubnetsOf(vpcId: string, region: string): AdoptedSubnet[] {
    const network = vpcId.replace(/^vpc-/, "").slice(0, 15);
    return zonesOf(region).flatMap((_, index) =>
        ["0", "1"].flatMap(
            (kind) => adoptedSubnet(`subnet-${network}${kind}${index.toString(16)}`, region) ?? [],
        ),
    );
}
