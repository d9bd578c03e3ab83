import type { Account } from "../../account/account";
import type { Guarded } from "../../account/document";
import type { KeyPurpose } from "../../account/parts";
import { type Call, type Context, calls, type Jobs, keysFor, through } from "./call";

/** Copies go to a vault of another region. */
const copyVaults = ({ vaults, region }: Account) => vaults.filter((vault) => vault.region !== region);
const ownVaults = ({ vaults, region }: Account) => vaults.filter((vault) => vault.region === region);
const onVault = ({ arn, policy }: Guarded, ...actions: readonly string[]) => calls(actions, arn, { policy });

/** A recovery point belongs to a vault, whose policy guards it, but its ARN does not say to which. */
const onPoint = ({ arn, policy }: Guarded, action: string, context: Context = {}) =>
    calls(
        [action],
        arn.replace(/:backup-vault:.*$/, ":recovery-point:00000000-0000-4000-8000-000000000000"),
        {
            policy,
            context,
        },
    );

/** Use of a key through a service, and lending it; AWS's managed policies also let the key be described directly. */
function onKey(account: Account, key: Guarded, use: Context, actions: readonly string[]): readonly Call[] {
    const { arn, policy } = key;
    return [
        ...calls(["kms:DescribeKey"], arn, { policy }),
        ...calls(actions, arn, { policy, context: use }),
        ...calls(["kms:CreateGrant"], arn, {
            policy,
            context: { ...use, "kms:GrantIsForAWSResource": "true", "kms:CallerAccount": account.id },
        }),
    ];
}

function onVaultKeys(account: Account, purposes: readonly KeyPurpose[], actions: readonly string[]) {
    return keysFor(account, ...purposes).flatMap((key) => {
        const context = { "kms:EncryptionContextKeys": ["aws:backup:backup-vault"] };
        return onKey(account, key, { ...through("backup", key, account), ...context }, actions);
    });
}

const encryption = ["kms:Decrypt", "kms:GenerateDataKey"];

/** Into a file system that the restore makes; in AWS's text "CreateFilesystem", which is the same to IAM. */
const restoreAnew = (account: Account): readonly Call[] => [
    // IAM's reference has no resource for it.
    ...calls(["elasticfilesystem:CreateFileSystem"], "*"),
    ...calls(
        ["DeleteFileSystem", "DescribeFileSystems", "Restore", "TagResource"].map(
            (name) => `elasticfilesystem:${name}`,
        ),
        account.fileSystem.arn.replace(/[^/]+$/, "fs-0fedcba9876543210"),
    ),
    ...keysFor(account, "data").flatMap((key) =>
        onKey(account, key, through("elasticfilesystem", key, account), [
            "kms:Decrypt",
            "kms:GenerateDataKeyWithoutPlaintext",
        ]),
    ),
];

/** What AWS Backup does with the kit's roles, from the statements of AWS's managed policies that concern EFS. */
export const backupJobs: Jobs = {
    // EFSPermissions, GetResourcesPermissions, BackupVaultPermissions, KMSPermissions, and since 30 September 2025 for
    // plans that tag recovery points RecoveryPointTaggingPermissions.
    // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
    "back up": (account) => [
        ...calls(["elasticfilesystem:Backup", "elasticfilesystem:DescribeTags"], account.fileSystem.arn, {
            policy: account.fileSystem.policy,
        }),
        ...calls(["tag:GetResources"], "*"),
        ...ownVaults(account).flatMap((vault) => [
            ...onVault(vault, "backup:DescribeBackupVault"),
            ...onPoint(vault, "backup:TagResource"),
        ]),
        ...onVaultKeys(account, ["vault"], encryption),
    ],
    // The same, and BackupVaultCopyPermissions.
    "copy to the second region": (account) => {
        const from = ownVaults(account);
        return copyVaults(account).flatMap((target) => [
            ...from.flatMap((vault) =>
                onPoint(vault, "backup:CopyFromBackupVault", { "backup:CopyTargets": [target.arn] }),
            ),
            ...onVault(target, "backup:DescribeBackupVault", "backup:CopyIntoBackupVault"),
            ...onPoint(target, "backup:TagResource"),
            ...onVaultKeys(account, ["vault", "copy"], encryption),
        ]);
    },
    // EFSPermissions, KMSDescribePermissions, KMSPermissions, KMSCreateGrantPermissions.
    // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForRestores.html
    restore: (account) => [
        ...restoreAnew(account),
        ...calls(["elasticfilesystem:Restore"], account.fileSystem.arn, {
            policy: account.fileSystem.policy,
        }),
        ...onVaultKeys(account, ["vault"], ["kms:Decrypt"]),
    ],
    // A restore into a new file system with the same role; a service-linked role deletes it afterwards.
    // https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html
    "restore as a test": restoreAnew,
};
