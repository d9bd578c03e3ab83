import { partitionOf, type Zone, zonesOf } from "./regions";

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

/**
 * A file system that exists before the program runs, as the kit asks for by default; undefined for an id that none has. Ids
 * of those that programs make here start with 0, and once one of them is deleted AWS has none of its id: so an id that starts
 * with another digit is one that somebody else made.
 *
 * Its properties are those of the provider's resource: https://www.pulumi.com/registry/packages/aws/api-docs/efs/filesystem
 */
export function adoptedFileSystem(id: string, region: string, accountId: string) {
    if (!/^fs-[1-9a-f][0-9a-f]{16}$/.test(id)) return undefined;
    const { name: partition, dnsSuffix } = partitionOf(region);
    return {
        arn: `arn:${partition}:elasticfilesystem:${region}:${accountId}:file-system/${id}`,
        availabilityZoneId: "",
        availabilityZoneName: "",
        creationToken: "somebody-elses",
        dnsName: `${id}.efs.${region}.${dnsSuffix}`,
        encrypted: true,
        id,
        kmsKeyId: `arn:${partition}:kms:${region}:${accountId}:key/${id.slice(3, 11)}-0000-4000-8000-000000000000`,
        lifecyclePolicies: [
            { transitionToIa: "AFTER_30_DAYS" },
            { transitionToArchive: "AFTER_90_DAYS" },
            { transitionToPrimaryStorageClass: "AFTER_1_ACCESS" },
        ],
        name: "",
        numberOfMountTargets: 0,
        ownerId: accountId,
        performanceMode: "generalPurpose",
        protection: { replicationOverwrite: "ENABLED" },
        provisionedThroughputInMibps: 0,
        region,
        sizeInBytes: [{ value: 6144, valueInIa: 0, valueInStandard: 6144 }],
        tags: {},
        tagsAll: {},
        throughputMode: "elastic",
    };
}
