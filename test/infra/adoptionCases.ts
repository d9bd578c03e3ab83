import { type Existing, type ExistingFileSystem, existingKeyArn } from "./existing";

/** The file system that the cases are about. */
export const adoptedId = "fs-0a1b2c3d4e5f60718";

/** What KMS tells of the key. */
const ofKey = (key: object) => ({ getKey: { [existingKeyArn]: key } });

const target = `--region us-east-1 --file-system-id ${adoptedId}`;

/** What differs from a file system that is taken, where the fault is, and what it says. */
export const refusedFileSystems: [
    title: string,
    differing: Partial<ExistingFileSystem>,
    key: string,
    says: readonly string[],
    answers?: Existing["answers"],
][] = [
    ["is not there", { id: "fs-0000000000000dead" }, "fileSystemId", ["is no file system of this account"]],
    ["is in clear", { described: { encrypted: false } }, "fileSystemId", ["is not encrypted", "restore"]],
    [
        "is under AWS's key",
        {},
        "fileSystemId",
        [`encrypted with ${existingKeyArn}, which AWS manages`, "restore"],
        ofKey({ keyManager: "AWS" }),
    ],
    [
        "is under another account's key",
        { described: { kmsKeyId: "arn:aws:kms:us-east-1:999988887777:key/1" } },
        "fileSystemId",
        ["a key of account 999988887777"],
    ],
    [
        "has a disabled key",
        {},
        "fileSystemId",
        ["is Disabled", `aws kms enable-key --region us-east-1 --key-id ${existingKeyArn}`],
        ofKey({ keyState: "Disabled" }),
    ],
    [
        "has a key that is about to go",
        {},
        "fileSystemId",
        [
            "is PendingDeletion",
            `aws kms cancel-key-deletion --region us-east-1 --key-id ${existingKeyArn} &&`,
        ],
        ofKey({ keyState: "PendingDeletion" }),
    ],
    [
        "is in one zone",
        { described: { availabilityZoneName: "us-east-1a" } },
        "fileSystemId",
        ["One Zone and lost with us-east-1a", "restore"],
    ],
    [
        "is a replica",
        { described: { protection: { replicationOverwrite: "REPLICATING" } } },
        "fileSystemId",
        ["is a replica", `aws efs describe-replication-configurations ${target}`],
    ],
    [
        "may be overwritten",
        { described: { protection: { replicationOverwrite: "DISABLED" } } },
        "fileSystemId",
        [`aws efs update-file-system-protection ${target} --replication-overwrite-protection ENABLED`],
    ],
    [
        "is another environment's",
        { tags: { project: "jenkins-efs", environment: "prod" } },
        "fileSystemId",
        [
            "belongs to environment prod",
            `aws efs tag-resource --region us-east-1 --resource-id ${adoptedId} --tags Key=environment,Value=test`,
        ],
    ],
    [
        "has a mount target of others",
        { mountTargets: [{ zone: "us-east-1c", group: "sg-0fedcba9876543210" }] },
        "fileSystemId",
        [
            "fsmt-00000000000000000 in us-east-1c of vpc-0f0e0d0c0b0a09000, behind sg-0fedcba9876543210",
            "aws efs delete-mount-target --region us-east-1 --mount-target-id fsmt-00000000000000000",
        ],
    ],
    [
        "has a mount target whose interface is described as in EFS's reference",
        { mountTargets: [{ zone: "us-east-1a", group: "sg-0fedcba9876543210" }] },
        "fileSystemId",
        ["fsmt-0b in us-east-1a"],
        {
            getNetworkInterface: {
                [`eni-of-${adoptedId}-0`]: {
                    description: `Mount target fsmt-0b for file system ${adoptedId}`,
                },
            },
        },
    ],
    [
        "has another performance mode",
        { described: { performanceMode: "maxIO" } },
        "performanceMode",
        [
            "EFS does not change",
            "pulumi config set --stack test --path 'jenkins-efs:storage.performanceMode' 'maxIO'",
        ],
    ],
    [
        "has another throughput mode",
        { described: { throughputMode: "bursting" } },
        "throughputMode",
        ["which has bursting", `aws efs update-file-system ${target} --throughput-mode elastic`],
    ],
    [
        "moves files later",
        {
            described: {
                lifecyclePolicies: [
                    { transitionToIa: "AFTER_60_DAYS" },
                    { transitionToArchive: "AFTER_90_DAYS" },
                    { transitionToPrimaryStorageClass: "AFTER_1_ACCESS" },
                ],
            },
        },
        "transitionToIaAfterDays",
        [
            "means TransitionToIA AFTER_30_DAYS, and fs-0a1b2c3d4e5f60718 has AFTER_60_DAYS",
            `aws efs put-lifecycle-configuration ${target} --lifecycle-policies '[{"TransitionToIA":"AFTER_30_DAYS"},{"TransitionToArchive":"AFTER_90_DAYS"},{"TransitionToPrimaryStorageClass":"AFTER_1_ACCESS"}]'`,
        ],
    ],
];
