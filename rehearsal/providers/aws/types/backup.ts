import { describeTypes, type Instance, text } from "../resourceType";

const vaultArn = (i: Instance): string => i.arn("backup", `backup-vault:${text(i.inputs.backupVaultName)}`);

const uuid = (hex: Instance["hex"]): string =>
    [hex(8, "a"), hex(4, "b"), hex(4, "c"), hex(4, "d"), hex(12, "e")].join("-");

const vaultName = /^[a-zA-Z0-9_-]{2,50}$/;
const otherName = /^[a-zA-Z0-9_.-]{1,50}$/;

/** Restore testing names take no hyphen, so the official provider's auto-naming does not fit them. */
const restoreTestingName = /^[a-zA-Z0-9_]{1,50}$/;

/** AWS Backup: vaults and what is set on them, plans, selections, restore tests. */
export const backup = describeTypes({
    "aws:backup/vault:Vault": {
        replaces: "kmsKeyArn name",
        autoName: { maxLength: 50 },
        texts: { name: vaultName },
        defaults: { forceDestroy: false },
        id: ({ inputs }) => text(inputs.name),
        computed: (i) => ({
            arn: i.arn("backup", `backup-vault:${i.id}`),
            kmsKeyArn: i.arn("kms", `key/${uuid(i.hex)}`),
            recoveryPoints: 0,
        }),
    },
    "aws:backup/vaultPolicy:VaultPolicy": {
        overwrites: true,
        replaces: "backupVaultName",
        id: ({ inputs }) => text(inputs.backupVaultName),
        computed: (i) => ({ backupVaultArn: vaultArn(i) }),
    },
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": {
        overwrites: true,
        replaces: "backupVaultName changeableForDays maxRetentionDays minRetentionDays",
        id: ({ inputs }) => text(inputs.backupVaultName),
        computed: (i) => ({ backupVaultArn: vaultArn(i) }),
    },
    "aws:backup/vaultNotifications:VaultNotifications": {
        overwrites: true,
        replaces: "backupVaultEvents backupVaultName snsTopicArn",
        id: ({ inputs }) => text(inputs.backupVaultName),
        computed: (i) => ({ backupVaultArn: vaultArn(i) }),
    },
    "aws:backup/plan:Plan": {
        replaces: "name",
        autoName: { maxLength: 50 },
        texts: { name: otherName, "rules.ruleName": otherName, "rules.targetVaultName": vaultName },
        id: ({ hex }) => uuid(hex),
        computed: (i) => ({ arn: i.arn("backup", `backup-plan:${i.id}`), version: i.hex(32, "version") }),
        unknownOnUpdate: (changed) => (changed.some((key) => key !== "tags") ? ["version"] : []),
    },
    "aws:backup/selection:Selection": {
        replaces: "conditions iamRoleArn name notResources planId resources selectionTags",
        autoName: { maxLength: 50 },
        texts: { name: otherName },
        holds: "planId",
        id: ({ hex }) => uuid(hex),
        computed: () => ({ conditions: [], notResources: [] }),
    },
    "aws:backup/restoreTestingPlan:RestoreTestingPlan": {
        replaces: "name",
        autoName: { maxLength: 50 },
        texts: { name: restoreTestingName },
        id: ({ inputs }) => text(inputs.name),
        computed: (i) => ({
            arn: i.arn("backup", `restore-testing-plan:${i.id}-${uuid(i.hex)}`),
            scheduleExpressionTimezone: "Etc/UTC",
            startWindowHours: 24,
        }),
    },
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": {
        replaces: "name protectedResourceType restoreTestingPlanName",
        // The Terraform provider's Update (internal/service/backup/restore_testing_selection.go) does not ask whether they changed.
        unsent: "protectedResourceArns",
        autoName: { maxLength: 50 },
        texts: { name: restoreTestingName },
        holds: "restoreTestingPlanName",
        id: ({ inputs }) => `${text(inputs.name)}:${text(inputs.restoreTestingPlanName)}`,
        computed: () => ({ restoreMetadataOverrides: {}, validationWindowHours: 0 }),
    },
});
