import cronValidate from "cron-validate";
import { z } from "zod";
import { days, leaf, otherRegion } from "./leaf";

/** AWS Backup schedules are EventBridge cron expressions; more often than hourly is refused by AWS Backup. */
function isBackupSchedule(expression: string): boolean {
    const fields = /^cron\((.+)\)$/.exec(expression)?.[1];
    if (fields === undefined || !/^\d+\s/.test(fields)) return false;
    return cronValidate(fields, { preset: "aws-cloud-watch" }).isValid();
}

/** When AWS Backup runs, how long it keeps what it made, and how the vault is locked. */
export const backup = z.strictObject({
    schedule: leaf(z.string().refine(isBackupSchedule), {
        description: "When backups start, as an AWS cron expression in UTC.",
        allowed:
            "cron(minute hour day-of-month month day-of-week year), one of the day fields ?, at most hourly and at least every 166 hours",
        example: "cron(0 3 * * ? *)",
    }).default("cron(0 3 * * ? *)"),
    retentionDays: days("Days until a recovery point is deleted.", 1, 36500, 35).default(35),
    coldStorageAfterDays: days(
        "Days until a recovery point moves to cold storage. Absent: it stays warm.",
        1,
        36410,
        30,
    ).optional(),
    copyRegion: otherRegion(
        "Region of a second vault that gets a copy of every recovery point. Absent: none.",
    ),
    restoreTestSchedule: leaf(
        z.string().refine((expression) => expression === "never" || isBackupSchedule(expression)),
        {
            description: "When the latest backup is restored as a test, as an AWS cron expression in UTC.",
            allowed: "an expression as for backup.schedule, or never",
            example: "cron(0 6 1 * ? *)",
        },
    ).default("cron(0 6 1 * ? *)"),
    vaultLock: leaf(z.enum(["none", "governance", "compliance"]), {
        description:
            "Vault lock: governance can be lifted by privileged principals, compliance by nobody once its cooling-off days are over.",
        allowed: "none, governance or compliance",
        example: "governance",
    }).default("governance"),
    vaultLockMinRetentionDays: days("Shortest retention that the locked vault accepts.", 1, 36500, 7).default(
        7,
    ),
    vaultLockMaxRetentionDays: days(
        "Longest retention that the locked vault accepts.",
        1,
        36500,
        730,
    ).default(730),
    vaultLockCoolingOffDays: days(
        "Days in which a compliance lock can still be lifted; with compliance only.",
        3,
        36500,
        14,
    ).optional(),
    destroyDeletesRecoveryPoints: leaf(z.boolean(), {
        description:
            "Deletes every recovery point when pulumi destroy deletes the vaults, so that an environment goes in one go. Otherwise destroy stops at a vault that holds any.",
        allowed: "true or false; true without protect and without a vault lock only",
        example: true,
    }).default(false),
});
