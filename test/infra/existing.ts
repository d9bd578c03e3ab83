import type { AccountRecord } from "../../rehearsal/providers/aws/account";
import { adoptedFileSystem } from "../../rehearsal/providers/aws/adopted";
import { accountId } from "../../state/rehearsed";

/** A network with a file system that an earlier update left in the account, as AWS describes them. */
export interface DeployedNetwork {
    readonly vpcId: string;
    readonly cidrBlock: string;
    /** Tag of the VPC; undefined for one that was adopted. */
    readonly environment: string | undefined;
    /** Of `network-private-1` and so on. */
    readonly zones: readonly string[];
    /** Of its file system's lifecycle, as `AFTER_90_DAYS`. @default none */
    readonly transitionToArchive?: string;
}

/** A file system that the program finds in the account, as AWS describes it where nothing else is said. */
export interface ExistingFileSystem {
    readonly id: string;
    /** Where it is, if that is not the stack's own region. */
    readonly region?: string;
    /** @default none */
    readonly tags?: Readonly<Record<string, string>>;
    /** What the provider's resource says, in place of a file system that has all that the kit asks for by default. */
    readonly described?: Readonly<Record<string, unknown>>;
    /** Its mount targets: the zone, the security group, and whose that is where it is not `ownGroup`. @default none */
    readonly mountTargets?: readonly {
        readonly zone: string;
        readonly group: string;
        readonly environment?: string;
    }[];
}

/** What is in the account before the program runs. */
export interface Existing {
    /**
     * What a function (`getAmi`) tells of what one of its arguments names in place of what the rehearsal's stand-in tells of it;
     * undefined for what is not there.
     */
    readonly answers?: Readonly<Record<string, Readonly<Record<string, object | undefined>>>>;
    /** @default us-east-1 */
    readonly region?: string;
    readonly deployed?: DeployedNetwork;
    /** File systems beside the one that `deployed` describes. @default none */
    readonly fileSystems?: readonly ExistingFileSystem[];
    /** Name of AWS Config's recorder where somebody stopped it. */
    readonly stoppedRecorder?: string;
}

/** The environment's own security group, where it has one already. */
export const ownGroup = "sg-0123456789abcdef0";

/** The tags of what environment `test` made, or in another region its standby. */
export const ownTags = { project: "jenkins-efs", environment: "test", "managed-by": "pulumi" };

/** Where stacks are, unless a test says so. */
export const home = "us-east-1";

/** An existing file system of a region with all that the kit asks for by default; the stand-in knows one by an id of any other digits. */
const anyFileSystem = (region: string) => adoptedFileSystem(`fs-${"1".repeat(17)}`, region, accountId);

/** ARN of the key of an existing file system. */
export const existingKeyArn = String(anyFileSystem(home)?.kmsKeyId);

/** The id of the account's own image, encrypted and of x86_64. */
export const ownImage = "ami-0a1b2c3d4e5f60718";

type Content = Pick<AccountRecord, "token" | "id" | "region" | "outputs">;

/** A file system, its mount targets, and the environment's group where that is in front of one. */
function contentOf({
    id,
    region = home,
    tags = {},
    described,
    mountTargets = [],
}: ExistingFileSystem): Content[] {
    const arn = `arn:aws:elasticfilesystem:${region}:${accountId}:file-system/${id}`;
    const own = region === home ? ownTags.environment : `${ownTags.environment}-standby`;
    return [
        {
            token: "aws:efs/fileSystem:FileSystem",
            id,
            region,
            outputs: { ...anyFileSystem(region), id, arn, tags, ...described },
        },
        ...mountTargets.map(({ zone, group }, at) => ({
            token: "aws:efs/mountTarget:MountTarget",
            id: `fsmt-0000000000000000${at}`,
            region,
            outputs: {
                fileSystemId: id,
                availabilityZoneName: zone,
                networkInterfaceId: `eni-of-${id}-${at}`,
                securityGroups: [group],
                subnetId: "subnet-0f0e0d0c0b0a09000",
            },
        })),
        ...mountTargets.flatMap(({ group, environment = group === ownGroup ? own : undefined }) =>
            environment === undefined ? [] : networkIn(region, environment, group),
        ),
    ];
}

/** An environment's security group, in its VPC. */
const networkIn = (
    region: string,
    environment: string,
    group = ownGroup,
    vpc: object = { tags: { environment } },
    vpcId = "vpc-0123456789abcdef0",
): Content[] => [
    { token: "aws:ec2/vpc:Vpc", id: vpcId, region, outputs: { cidrBlock: "10.40.0.0/16", ...vpc } },
    {
        token: "aws:ec2/securityGroup:SecurityGroup",
        id: group,
        region,
        outputs: { tags: { ...ownTags, environment }, vpcId },
    },
];

const networkContent = ({
    vpcId,
    cidrBlock,
    environment,
    zones,
    transitionToArchive,
}: DeployedNetwork): Content[] => [
    ...networkIn(home, ownTags.environment, ownGroup, { cidrBlock, tags: { environment } }, vpcId),
    ...zones
        .map((zone, at) => ({
            token: "aws:ec2/subnet:Subnet",
            id: `subnet-private-${zone}`,
            region: home,
            outputs: {
                availabilityZone: zone,
                tags: { Name: `network-private-${at + 1}`, SubnetType: "Private" },
                vpcId,
            },
        }))
        .toReversed(),
    ...contentOf({
        id: "fs-0123456789abcdef0",
        tags: ownTags,
        described: {
            lifecyclePolicies: [
                { transitionToIa: "AFTER_30_DAYS" },
                ...(transitionToArchive === undefined ? [] : [{ transitionToArchive }]),
            ],
        },
    }),
];

/** The account as the stand-in looks things up in it. */
export function accountOf({ deployed, fileSystems = [] }: Existing) {
    const contents = [
        {
            token: "aws:ec2/ami:Ami",
            id: ownImage,
            region: home,
            outputs: { architecture: "x86_64", name: "agents" },
        },
        ...(deployed === undefined ? [] : networkContent(deployed)),
        ...fileSystems.flatMap(contentOf),
    ].map((each) => ({ urn: "", generation: 1, holds: [], ...each }));
    return {
        all: () => contents,
        get: ({ token, id, region }: Pick<AccountRecord, "token" | "id" | "region">) =>
            contents.find((each) => each.token === token && each.id === id && each.region === region),
    };
}
