/** A file system that the program finds in the account, as AWS describes it where nothing else is said. */
export interface ExistingFileSystem {
    readonly id: string;
    /** Where it is, if that is not the stack's own region. */
    readonly region?: string;
    /** @default none; `environment`: whatever tags the program looks for */
    readonly tags?: Readonly<Record<string, string>> | "environment";
    /** What the function `getFileSystem` says, in place of a file system that has all that the kit asks for by default. */
    readonly described?: Readonly<Record<string, unknown>>;
    /** What the function `getKey` says of its key. @default a customer's, in use */
    readonly key?: Readonly<Record<string, unknown>>;
    /** Its mount targets: the zone, the security group, and whose that is where it is not everybody's `ownGroup`. @default none */
    readonly mountTargets?: readonly {
        readonly zone: string;
        readonly group: string;
        readonly environment?: string;
        readonly description?: string;
    }[];
}

const account = "111122223333";

/** The environment's own security group, where it has one already. */
export const ownGroup = "sg-0123456789abcdef0";

/** ARN of the key of an existing file system. */
export const existingKeyArn = `arn:aws:kms:us-east-1:${account}:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9`;

/** What the provider reads of one: its function and its resource have the same properties, save the protection's name. */
function describe({
    id,
    region = "us-east-1",
    tags,
    described,
}: ExistingFileSystem): Record<string, unknown> {
    return {
        id,
        fileSystemId: id,
        arn: `arn:aws:elasticfilesystem:${region}:${account}:file-system/${id}`,
        encrypted: true,
        kmsKeyId: existingKeyArn,
        availabilityZoneName: "",
        performanceMode: "generalPurpose",
        throughputMode: "elastic",
        provisionedThroughputInMibps: 0,
        lifecyclePolicies: [
            { transitionToIa: "AFTER_30_DAYS", transitionToArchive: "", transitionToPrimaryStorageClass: "" },
            { transitionToIa: "", transitionToArchive: "AFTER_90_DAYS", transitionToPrimaryStorageClass: "" },
            {
                transitionToIa: "",
                transitionToArchive: "",
                transitionToPrimaryStorageClass: "AFTER_1_ACCESS",
            },
        ],
        protections: [{ replicationOverwrite: "ENABLED" }],
        tags: typeof tags === "object" ? tags : {},
        ...described,
    };
}

/** What a program reads of one as a resource. */
export function stateOf(all: readonly ExistingFileSystem[], id: string): Record<string, unknown> {
    const found = all.find((fileSystem) => fileSystem.id === id);
    if (found === undefined) throw new Error(`no file system ${id} in the account`);
    return describe(found);
}

/** The network interfaces of their mount targets, as EC2 has them. */
const interfacesOf = (all: readonly ExistingFileSystem[]) =>
    all.flatMap(({ id, mountTargets = [] }) =>
        mountTargets.map(({ zone, group, description }, at) => ({
            id: `eni-of-${id}-${at}`,
            description: description ?? `EFS mount target for ${id} (fsmt-0000000000000000${at})`,
            availabilityZone: zone,
            vpcId: "vpc-0f0e0d0c0b0a09080",
            securityGroups: [group],
        })),
    );

/** What AWS answers to the calls that ask for file systems, their mount targets and their keys. */
export function fileSystemAnswers(
    everywhere: readonly ExistingFileSystem[],
    inputs: Readonly<Record<string, unknown>>,
    fail: (details: string) => never,
): Record<string, () => Record<string, unknown>> {
    const all = everywhere.filter(({ region }) => region === inputs.region);
    return {
        "aws:efs/getFileSystem:getFileSystem": () => {
            const asked = Object.entries(Object(inputs.tags));
            const [only, another] = all.filter(
                ({ id, tags = {} }) =>
                    (inputs.fileSystemId ?? id) === id &&
                    (tags === "environment" || asked.every(([tag, value]) => tags[tag] === value)),
            );
            if (only === undefined) return fail("no matching EFS file system found");
            return another === undefined ? describe(only) : fail("multiple EFS file systems matched");
        },
        "aws:ec2/getNetworkInterfaces:getNetworkInterfaces": () => {
            const filters = Object.fromEntries(
                (inputs.filters as { name: string; values: string[] }[]).map(({ name, values }) => [
                    name,
                    values,
                ]),
            );
            const described = filters.description?.map((value) => value.replaceAll("*", ""));
            const found = interfacesOf(all).filter(
                ({ description, securityGroups }) =>
                    (described ?? [""]).some((part) => description.includes(part)) &&
                    (filters["group-id"] ?? securityGroups).some((id) => securityGroups.includes(id)),
            );
            return { ids: found.map(({ id }) => id) };
        },
        "aws:ec2/getNetworkInterface:getNetworkInterface": () => ({
            ...interfacesOf(all).find(({ id }) => id === inputs.id),
        }),
        "aws:kms/getKey:getKey": () => ({
            keyManager: "CUSTOMER",
            keyState: "Enabled",
            ...all.find((fileSystem) => describe(fileSystem).kmsKeyId === inputs.keyId)?.key,
        }),
    };
}

/** What of an account's content decides which file systems are in it. */
interface Present {
    readonly fileSystems?: readonly ExistingFileSystem[];
    readonly deployed?: { readonly transitionToArchive?: string };
}

/** The file systems of the account, with the one that an earlier update made. */
export const fileSystemsOf = ({ deployed, fileSystems = [] }: Present): readonly ExistingFileSystem[] => [
    ...(deployed
        ? [
              {
                  id: "fs-0123456789abcdef0",
                  tags: "environment" as const,
                  described: {
                      lifecyclePolicies: [
                          { transitionToArchive: "", transitionToIa: "AFTER_30_DAYS" },
                          { transitionToArchive: deployed.transitionToArchive ?? "", transitionToIa: "" },
                      ],
                  },
              },
          ]
        : []),
    ...fileSystems,
];

/** The security groups that an earlier update made for an environment, or in another region for its standby. */
export const groupsOf = (
    { deployed, fileSystems = [] }: Present,
    { region, tags }: { readonly region?: string; readonly tags?: { readonly environment?: string } },
): readonly string[] => {
    const behind = fileSystems
        .filter((each) => each.region === region)
        .flatMap(({ mountTargets = [] }) => mountTargets)
        .filter(({ group, environment }) =>
            environment === undefined ? group === ownGroup : environment === tags?.environment,
        )
        .map(({ group }) => group);
    return [...new Set([...(deployed !== undefined && region === undefined ? [ownGroup] : []), ...behind])];
};
