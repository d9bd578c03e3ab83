import type { Part } from "./statement";

/** Pulumi makes up the rest of a vault's name; an environment's own name comes first. */
export const vaults = [
    "arn:aws:backup:*:*:backup-vault:backup-*",
    "arn:aws:backup:*:*:backup-vault:*-backup-*",
];

/** What an update of the backups changes. */
export const backups: readonly Part[] = [
    {
        sid: "BackupVaults",
        resource: vaults,
        calls: {
            "backup/vault:Vault": "backup: CreateBackupVault DeleteBackupVault TagResource UntagResource",
            "backup/vaultLockConfiguration:VaultLockConfiguration":
                "backup: DeleteBackupVaultLockConfiguration PutBackupVaultLockConfiguration",
            "backup/vaultPolicy:VaultPolicy":
                "backup: DeleteBackupVaultAccessPolicy PutBackupVaultAccessPolicy",
        },
    },
    {
        sid: "BackupPlans",
        resource: [
            "arn:aws:backup:*:*:backup-plan:*",
            "arn:aws:backup:*:*:restore-testing-plan:jenkins_efs_*",
        ],
        calls: {
            "backup/plan:Plan":
                "backup: CreateBackupPlan DeleteBackupPlan TagResource UntagResource UpdateBackupPlan",
            "backup/restoreTestingPlan:RestoreTestingPlan":
                "backup: CreateRestoreTestingPlan DeleteRestoreTestingPlan TagResource UntagResource UpdateRestoreTestingPlan",
            "backup/restoreTestingSelection:RestoreTestingSelection":
                "backup: CreateRestoreTestingSelection DeleteRestoreTestingSelection UpdateRestoreTestingSelection",
            "backup/selection:Selection": "backup: CreateBackupSelection DeleteBackupSelection",
        },
    },
    {
        sid: "BackupStorage",
        resource: "*",
        calls: { "backup/vault:Vault": "backup-storage: MountCapsule" },
    },
];
