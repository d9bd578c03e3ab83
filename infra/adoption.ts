import * as aws from "@pulumi/aws";
import { type Config, type Fault, faultAt } from "./config";
import { lifecyclePolicies } from "./lifecycle";
import { type MountInterface, mountInterfacesOf } from "./mountInterfaces";
import type { EnvironmentTags } from "./tags";

type Settings = Config["storage"];

/** A file system as AWS describes it, and what a fault of it is told with. */
interface Found {
    readonly fileSystem: aws.efs.GetFileSystemResult;
    readonly settings: Settings;
    /** Options of every command that mends it. */
    readonly target: string;
    /** A fault of the file system itself, with the command that mends it where there is one. */
    readonly fault: (problem: string, remedy?: string) => Fault;
}

/**
 * What keeps a file system that exists from being an environment's: what cannot be changed any more, what is not as the
 * section `storage` describes it, which the kit sets of none but its own, and who else has to do with it.
 * @param securityGroupIds the environment's own, by which its mount targets are told from those of others
 */
export async function adoptionFaults(
    settings: Settings & { readonly fileSystemId: string },
    tags: EnvironmentTags,
    securityGroupIds: readonly string[],
): Promise<Fault[]> {
    const { fileSystemId } = settings;
    const fileSystem = await fileSystemOf({ fileSystemId });
    const fault = (problem: string, remedy?: string): Fault => ({
        ...faultAt(["storage", "fileSystemId"], fileSystemId, problem),
        ...(remedy === undefined ? {} : { remedy }),
    });
    if (fileSystem === undefined)
        return [
            fault(
                "is no file system of this account and region",
                "aws efs describe-file-systems --query 'FileSystems[].[FileSystemId,Name]' --output text",
            ),
        ];
    const [, , , region = ""] = fileSystem.arn.split(":");
    const found: Found = {
        fileSystem,
        settings,
        target: `--region ${region} --file-system-id ${fileSystemId}`,
        fault,
    };
    const [key, targets] = await Promise.all([keyFaults(found), mountInterfacesOf(fileSystemId)]);
    return [
        ...key,
        ...zoneFaults(found),
        ...replicaFaults(found),
        ...ownerFaults(found, tags),
        ...mountTargetFaults(found, targets, securityGroupIds),
        ...throughputFaults(found),
        ...lifecycleFaults(found),
    ];
}

/** Each environment writes the policy of its file system, and has the one mount target of each zone. */
export const severalOn = (environments: Readonly<Record<string, Pick<Config, "storage">>>): Fault[] =>
    (
        [
            ["fileSystemId", "make a stack of the one that gets it"],
            [
                "promotedReplicaId",
                "give it to the one that was failed over, in the program: the others would stop and lose their replicas",
            ],
        ] as const
    ).flatMap(([key, mend]) => {
        const having = (id: string) =>
            Object.keys(environments).filter((name) => environments[name]?.storage[key] === id);
        const ids = new Set(Object.values(environments).flatMap(({ storage }) => storage[key] ?? []));
        return [...ids]
            .filter((id) => having(id).length > 1)
            .map((id) =>
                faultAt(
                    ["storage", key],
                    id,
                    `is one file system, and the environments ${having(id).join(", ")} of this stack have it: ${mend}`,
                ),
            );
    });

/** A file system by its id or its tags; undefined where there is none, and where several have the tags. */
export async function fileSystemOf(
    asked: aws.efs.GetFileSystemArgs,
): Promise<aws.efs.GetFileSystemResult | undefined> {
    try {
        return await aws.efs.getFileSystem(asked);
    } catch (error) {
        // The provider's words for none, and for several, of which a restored one may be one.
        if (/no matching EFS file system found|multiple EFS file systems matched/.test(String(error)))
            return undefined;
        throw error;
    }
}

const restoreElsewhere =
    "EFS does not change that: restore a recovery point of it into a file system that has it, and name that one";

/** EFS's own key lets in everybody of the account, and one of another account can be taken away by strangers. */
async function keyFaults({ fileSystem, fault }: Found): Promise<Fault[]> {
    const { arn, encrypted, kmsKeyId } = fileSystem;
    if (!encrypted) return [fault(`is not encrypted. ${restoreElsewhere}`)];
    const [, , , , account] = arn.split(":");
    const [, , , region = "", owner] = kmsKeyId.split(":");
    if (owner !== account)
        return [
            fault(
                `is encrypted with ${kmsKeyId}, a key of account ${owner}, whose people decide who reads it. ${restoreElsewhere}`,
            ),
        ];
    const { keyManager, keyState } = await aws.kms.getKey({ keyId: kmsKeyId });
    if (keyManager !== "CUSTOMER")
        return [
            fault(
                `is encrypted with ${kmsKeyId}, which AWS manages and whose policy nobody decides. ${restoreElsewhere}`,
            ),
        ];
    if (keyState === "Enabled") return [];
    const enable = `aws kms enable-key --region ${region} --key-id ${kmsKeyId}`;
    return [
        fault(
            `cannot be read, as its key ${kmsKeyId} is ${keyState}`,
            keyState === "PendingDeletion"
                ? `aws kms cancel-key-deletion --region ${region} --key-id ${kmsKeyId} && ${enable}`
                : enable,
        ),
    ];
}

const zoneFaults = ({ fileSystem: { availabilityZoneName: zone }, fault }: Found): Fault[] =>
    zone === "" ? [] : [fault(`is of class One Zone and lost with ${zone}. ${restoreElsewhere}`)];

/**
 * REPLICATING is the destination of a replication, which takes no write but those of its source.
 * https://docs.aws.amazon.com/efs/latest/ug/API_FileSystemProtectionDescription.html
 */
function replicaFaults({ fileSystem, fault, target }: Found): Fault[] {
    const [protection] = fileSystem.protections;
    if (protection?.replicationOverwrite === "REPLICATING")
        return [
            fault(
                "is a replica, which only its source writes. Promote it: delete the replication, in the source's region and " +
                    "by the source's id, which aws efs describe-replication-configurations tells",
                `aws efs describe-replication-configurations ${target}`,
            ),
        ];
    return protection?.replicationOverwrite === "DISABLED"
        ? [
              fault(
                  "may be overwritten by a replication",
                  `aws efs update-file-system-protection ${target} --replication-overwrite-protection ENABLED`,
              ),
          ]
        : [];
}

/** Two programs that write one file system's policy take turns, and AWS Backup's role keeps out of another environment's. */
function ownerFaults({ fileSystem, fault, target }: Found, tags: EnvironmentTags): Fault[] {
    const differing = (["project", "environment"] as const).filter((tag) => {
        const value = fileSystem.tags[tag];
        return value !== undefined && value !== tags[tag];
    });
    const wanted = differing.map((tag) => `Key=${tag},Value=${tags[tag]}`).join(" ");
    return differing.length === 0
        ? []
        : [
              fault(
                  `belongs to ${differing.map((tag) => `${tag} ${fileSystem.tags[tag]}`).join(" of ")} by its tags. Let that one go of it first`,
                  `aws efs tag-resource ${target.replace("--file-system-id", "--resource-id")} --tags ${wanted}`,
              ),
          ];
}

/** A file system has mount targets in one VPC at a time, one in a zone, and what reaches them is decided by their groups. */
const mountTargetFaults = (
    { fault, target }: Found,
    targets: readonly MountInterface[],
    own: readonly string[],
): Fault[] =>
    targets
        .filter(({ securityGroupIds }) => !securityGroupIds.some((id) => own.includes(id)))
        .map(({ mountTargetId, vpcId, zone, securityGroupIds }) =>
            fault(
                `has a mount target of others, ${mountTargetId} in ${zone} of ${vpcId}, behind ${securityGroupIds.join(", ")}: it takes a zone's only place and lets in who the kit does not know`,
                `aws efs delete-mount-target ${target.replace(/ --file-system-id.*/, "")} --mount-target-id ${mountTargetId}`,
            ),
        );

const notSet = "the kit changes no setting of a file system that it did not make";

function throughputFaults({ fileSystem, settings, target }: Found): Fault[] {
    const { performanceMode, throughputMode, provisionedThroughputMiBps: provisioned } = settings;
    const faults: Fault[] = [];
    if (fileSystem.performanceMode !== performanceMode)
        faults.push({
            ...faultAt(
                ["storage", "performanceMode"],
                performanceMode,
                `is not that of ${settings.fileSystemId}, which EFS does not change`,
            ),
            fix: fileSystem.performanceMode,
        });
    const update = `aws efs update-file-system ${target} --throughput-mode ${throughputMode}${provisioned === undefined ? "" : ` --provisioned-throughput-in-mibps ${provisioned}`}`;
    if (fileSystem.throughputMode !== throughputMode)
        faults.push({
            ...faultAt(
                ["storage", "throughputMode"],
                throughputMode,
                `is not that of ${settings.fileSystemId}, which has ${fileSystem.throughputMode}: ${notSet}. Write that, or change the file system`,
            ),
            remedy: update,
        });
    else if (provisioned !== undefined && fileSystem.provisionedThroughputInMibps !== provisioned)
        faults.push({
            ...faultAt(
                ["storage", "provisionedThroughputMiBps"],
                provisioned,
                `is not that of ${settings.fileSystemId}, which has ${fileSystem.provisionedThroughputInMibps}: ${notSet}. Write that, or change the file system`,
            ),
            remedy: update,
        });
    return faults;
}

/** EFS's name of each transition, the provider's, and the configuration's. */
const transitions = [
    ["TransitionToIA", "transitionToIa", "transitionToIaAfterDays"],
    ["TransitionToArchive", "transitionToArchive", "transitionToArchiveAfterDays"],
    ["TransitionToPrimaryStorageClass", "transitionToPrimaryStorageClass", "transitionToPrimaryOnAccess"],
] as const;

function lifecycleFaults({ fileSystem, settings, target }: Found): Fault[] {
    const wanted = transitions.flatMap(([api, property]) => {
        const value = lifecyclePolicies(settings).find((policy) => policy[property] !== undefined)?.[
            property
        ];
        return value === undefined ? [] : [{ [api]: value }];
    });
    const wantedOf = (api: string) => wanted.find((policy) => api in policy)?.[api] ?? "";
    return transitions.flatMap(([api, property, key]) => {
        const is = fileSystem.lifecyclePolicies.find((policy) => policy[property] !== "")?.[property] ?? "";
        if (is === wantedOf(api)) return [];
        return [
            {
                ...faultAt(
                    ["storage", key],
                    settings[key],
                    `means ${api} ${wantedOf(api) || "absent"}, and ${settings.fileSystemId} has ${is || "none"}: ${notSet}. Write that, or change the file system`,
                ),
                remedy: `aws efs put-lifecycle-configuration ${target} --lifecycle-policies '${JSON.stringify(wanted)}'`,
            },
        ];
    });
}
