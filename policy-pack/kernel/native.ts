import { nativeMachines } from "./nativeMachines";
import { each, from, type Native, type Reader, read, same, tags } from "./nativeReader";
import { nativeRoles } from "./nativeRoles";
import { tokens } from "./tokens";
import { keys, see } from "./values";

const lifecycle: Reader = {
    make: (given) => ({
        deleteAfter: see(given, "deleteAfterDays"),
        coldStorageAfter: see(given, "moveToColdStorageAfterDays"),
    }),
};

const backupRule = (rule: unknown) =>
    read(rule, {
        ...same("ruleName", "enableContinuousBackup"),
        schedule: from("scheduleExpression"),
        targetVaultName: from("targetBackupVault"),
        lifecycle,
        copyActions: {
            make: each((copy) =>
                read(copy, { destinationVaultArn: from("destinationBackupVaultArn"), lifecycle }),
            ),
        },
    });

const byKey = each((condition) =>
    read(condition, {
        type: from("conditionType"),
        key: from("conditionKey"),
        value: from("conditionValue"),
    }),
);

/** https://www.pulumi.com/registry/packages/aws-native/, whose inputs are the properties of CloudFormation's types. */
export const natives: Readonly<Record<string, Native>> = {
    ...nativeMachines,
    ...nativeRoles,
    "aws-native:efs:FileSystem": {
        type: tokens.fileSystem,
        props: {
            ...same("arn", "id", "fileSystemId", "encrypted", "kmsKeyId", "availabilityZoneName"),
            ...same("throughputMode", "performanceMode", "lifecyclePolicies"),
            protection: {
                from: "fileSystemProtection",
                make: (given) =>
                    read(given, { replicationOverwrite: from("replicationOverwriteProtection") }),
            },
            tags: tags("fileSystemTags"),
        },
        inside: [
            {
                by: "fileSystemPolicy",
                about: "fileSystemId",
                type: tokens.fileSystemPolicy,
                props: {
                    ...same("fileSystemId", "bypassPolicyLockoutSafetyCheck"),
                    policy: from("fileSystemPolicy"),
                },
            },
            {
                by: "backupPolicy",
                about: "fileSystemId",
                type: tokens.backupPolicy,
                props: same("fileSystemId", "backupPolicy"),
            },
            {
                by: "replicationConfiguration",
                about: "fileSystemId",
                type: tokens.replication,
                props: {
                    sourceFileSystemId: from("fileSystemId"),
                    destination: from("replicationConfiguration", "destinations", 0),
                },
            },
        ],
    },
    "aws-native:efs:AccessPoint": {
        type: tokens.accessPoint,
        props: {
            ...same("arn", "id", "fileSystemId", "posixUser", "rootDirectory"),
            tags: tags("accessPointTags"),
        },
    },
    "aws-native:efs:MountTarget": {
        type: tokens.mountTarget,
        props: same("id", "fileSystemId", "subnetId", "securityGroups"),
    },
    "aws-native:kms:Key": {
        type: tokens.key,
        props: {
            ...same("arn", "id", "keyId", "keyUsage", "enableKeyRotation", "rotationPeriodInDays"),
            ...same("bypassPolicyLockoutSafetyCheck", "multiRegion"),
            policy: from("keyPolicy"),
            customerMasterKeySpec: from("keySpec"),
            deletionWindowInDays: from("pendingWindowInDays"),
            isEnabled: from("enabled"),
            tags: tags("tags"),
        },
    },
    "aws-native:kms:ReplicaKey": {
        type: tokens.replicaKey,
        props: {
            ...same("arn", "id", "keyId", "enabled", "primaryKeyArn"),
            policy: from("keyPolicy"),
            deletionWindowInDays: from("pendingWindowInDays"),
            tags: tags("tags"),
        },
    },
    "aws-native:kms:Alias": {
        type: tokens.keyAlias,
        props: { ...same("id", "targetKeyId"), name: from("aliasName") },
    },
    "aws-native:backup:BackupVault": {
        type: tokens.vault,
        props: {
            id: {},
            name: from("backupVaultName"),
            arn: from("backupVaultArn"),
            kmsKeyArn: from("encryptionKeyArn"),
            tags: from("backupVaultTags"),
        },
        inside: [
            {
                by: "accessPolicy",
                about: "backupVaultName",
                type: tokens.vaultPolicy,
                props: { backupVaultName: {}, policy: from("accessPolicy") },
            },
            {
                by: "lockConfiguration",
                about: "backupVaultName",
                type: tokens.vaultLock,
                props: {
                    backupVaultName: {},
                    minRetentionDays: from("lockConfiguration", "minRetentionDays"),
                    maxRetentionDays: from("lockConfiguration", "maxRetentionDays"),
                    changeableForDays: from("lockConfiguration", "changeableForDays"),
                },
            },
        ],
    },
    "aws-native:backup:BackupPlan": {
        type: tokens.backupPlan,
        props: {
            id: {},
            arn: from("backupPlanArn"),
            name: from("backupPlan", "backupPlanName"),
            rules: { ...from("backupPlan", "backupPlanRule"), make: each(backupRule) },
            tags: from("backupPlanTags"),
        },
    },
    "aws-native:backup:BackupSelection": {
        type: tokens.backupSelection,
        props: {
            planId: from("backupPlanId"),
            iamRoleArn: from("backupSelection", "iamRoleArn"),
            resources: from("backupSelection", "resources"),
            notResources: from("backupSelection", "notResources"),
            selectionTags: { ...from("backupSelection", "listOfTags"), make: byKey },
            conditions: {
                ...from("backupSelection", "conditions"),
                make: (given) => [
                    Object.fromEntries(
                        keys(given).map((operator) => [operator, byKey(see(given, operator))]),
                    ),
                ],
            },
        },
    },
    "aws-native:backup:RestoreTestingPlan": {
        type: tokens.restoreTestingPlan,
        props: { name: from("restoreTestingPlanName"), scheduleExpression: {} },
    },
    "aws-native:backup:RestoreTestingSelection": {
        type: tokens.restoreTestingSelection,
        props: same("protectedResourceType", "restoreMetadataOverrides", "restoreTestingPlanName"),
    },
};
