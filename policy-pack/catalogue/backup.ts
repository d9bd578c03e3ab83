import { controls } from "./control";

/** Controls on backup vaults, plans and selections. */
export const backup = controls({
    "backup-vault-customer-key": {
        row: 59,
        title: "Backup vaults use a customer managed key and keep what they hold",
        asserts: "kmsKeyArn is present, and forceDestroy is not true",
        severity: "high",
        level: "mandatory",
        kind: "resource",
        decisive: "preview",
        first: true,
        references: {
            securityHub: ["Backup.1"],
            configRules: ["backup-recovery-point-encrypted"],
            checkov: ["CKV_AWS_166"],
            prowler: ["backup_vaults_encrypted"],
        },
        nist: { by: "Security Hub", controls: ["CP-9(8)", "SI-12"] },
        fix: ['new aws.backup.Vault("vault", { kmsKeyArn: vaultKey.arn }); // no forceDestroy'],
    },
    "backup-plan-frequency-and-retention": {
        row: 60,
        title: "Backup plans run often enough and keep long enough",
        asserts:
            "each rule runs at least every maximumHoursBetween hours, keeps at least minimumRetentionDays, and deletes at least 90 days after the move to cold storage",
        severity: "medium",
        level: "mandatory",
        kind: "resource",
        decisive: "preview",
        references: {
            configRules: [
                "backup-plan-min-frequency-and-min-retention-check",
                "backup-recovery-point-minimum-retention-check",
            ],
            prowler: ["backup_plans_exist"],
        },
        nist: { by: "this pack", controls: ["CP-9", "AU-11"] },
        fix: [
            'rules: [{ ruleName: "daily", targetVaultName: vault.name, schedule: "cron(0 3 * * ? *)", lifecycle: { deleteAfter: 35 } }]',
        ],
    },
    "backup-plan-copies-offsite": {
        row: 61,
        title: "Backup plans copy to another region or account",
        asserts: "at least one rule copies to a vault in another region or account",
        severity: "medium",
        level: "advisory",
        kind: "resource",
        decisive: "create",
        references: { configRules: ["efs-resources-protected-by-backup-plan"] },
        nist: { by: "this pack", controls: ["CP-6(1)", "CP-9(3)"] },
        fix: [
            "copyActions: [{ destinationVaultArn: vaultInOtherRegion.arn, lifecycle: { deleteAfter: 35 } }]",
        ],
    },
    "backup-vault-locked": {
        row: 62,
        title: "Backup vaults are locked, and plans fit the lock",
        asserts:
            "each vault has a VaultLockConfiguration whose bounds hold the retention of the plans that use it; compliance mode where the configuration asks for it",
        severity: "medium",
        level: "advisory",
        kind: "stack",
        decisive: "edges",
        references: { configRules: ["efs-resources-protected-by-backup-plan"] },
        nist: { by: "this pack", controls: ["CP-9(8)", "AU-9(3)"] },
        fix: [
            'new aws.backup.VaultLockConfiguration("vault", { backupVaultName: vault.name, minRetentionDays: 7, maxRetentionDays: 400 });',
        ],
    },
    "backup-vault-policy-denies-deletion": {
        row: 63,
        title: "Backup vaults refuse the deletion of recovery points",
        asserts:
            "each vault has a VaultPolicy that denies everyone DeleteRecoveryPoint and UpdateRecoveryPointLifecycle",
        severity: "high",
        level: "mandatory",
        kind: "stack",
        decisive: "edges",
        references: { configRules: ["backup-recovery-point-manual-deletion-disabled"] },
        nist: { by: "this pack", controls: ["CP-9(8)", "AC-6"] },
        fix: [
            '{ Effect: "Deny", Principal: "*", Resource: "*", Action: ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"] }',
        ],
    },
    "backup-restore-tested": {
        row: 64,
        title: "Restores are tested, with the customer managed key",
        asserts:
            "a RestoreTestingPlan with a selection covers EFS and restores with the customer managed key",
        severity: "medium",
        level: "advisory",
        kind: "stack",
        decisive: "edges",
        references: { configRules: ["efs-meets-restore-time-target"] },
        nist: { by: "this pack", controls: ["CP-4", "CP-10"] },
        fix: [
            'new aws.backup.RestoreTestingSelection("efs", { restoreTestingPlanName: plan.name, protectedResourceType: "EFS", iamRoleArn,',
            '    protectedResourceArns: ["*"], restoreMetadataOverrides: { kmsKeyId: key.arn } });',
        ],
    },
});
