import { resourceRule } from "../kernel/rule";
import { longestGapHours } from "../kernel/schedule";
import { wholeNumber } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { flag, items, number, present, see, show, text, UNKNOWN } from "../kernel/values";

export const frequencyAndRetention = resourceRule({
    name: "backup-plan-frequency-and-retention",
    title: "Backup plans run often enough and keep long enough",
    asserts:
        "each rule runs at least every maximumHoursBetween hours, keeps at least minimumRetentionDays, and deletes at least 90 days after the move to cold storage",
    severity: "medium",
    level: "advisory",
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
    types: [tokens.backupPlan],
    settings: {
        maximumHoursBetween: wholeNumber("Longest time between two backups, in hours", 24, 1),
        minimumRetentionDays: wholeNumber("Shortest time that a recovery point is kept, in days", 7, 1),
    },
    check(plan, report, { maximumHoursBetween, minimumRetentionDays }) {
        const rules = items(see(plan.props, "rules"));
        const schedules = rules.map((rule) => see(rule, "schedule"));
        const continuous = rules.some((rule) => flag(see(rule, "enableContinuousBackup")) === true);
        const gaps = schedules.filter((schedule) => schedule !== UNKNOWN).map(gapOf);
        const best = Math.min(...gaps.map((gap) => gap ?? Number.POSITIVE_INFINITY));
        if (best > maximumHoursBetween && !continuous) {
            if (schedules.includes(UNKNOWN)) report.wait(plan, "the schedule of a rule");
            else {
                report.violation(
                    plan,
                    rules.length === 0
                        ? "it has no rule"
                        : `no rule of it runs every ${maximumHoursBetween} hours (${schedules.map(show).join(", ")})`,
                    `run at least every ${maximumHoursBetween} hours`,
                    'Set schedule, for example "cron(0 3 * * ? *)" for daily',
                );
            }
        }
        for (const [index, rule] of rules.entries()) {
            const where = text(see(rule, "ruleName")) ?? `rule ${index + 1}`;
            const kept = see(rule, "lifecycle", "deleteAfter");
            const cold = see(rule, "lifecycle", "coldStorageAfter");
            if (kept === UNKNOWN || cold === UNKNOWN) {
                report.wait(plan, `the lifecycle of ${where}`);
                continue;
            }
            // Absent keeps for ever.
            if (present(kept) && (number(kept) ?? 0) < minimumRetentionDays)
                report.violation(
                    plan,
                    `${where} keeps ${show(kept)} days`,
                    `keep at least ${minimumRetentionDays}`,
                    `Set lifecycle.deleteAfter to ${minimumRetentionDays} or more`,
                );
            if (present(cold) && present(kept) && (number(kept) ?? 0) < (number(cold) ?? 0) + 90)
                report.violation(
                    plan,
                    `${where} moves to cold storage after ${show(cold)} days and deletes after ${show(kept)}`,
                    "delete at least 90 days after the move, which AWS charges for in any case",
                    `Set lifecycle.deleteAfter to ${(number(cold) ?? 0) + 90} or more`,
                );
        }
    },
});

export const copiesOffsite = resourceRule({
    name: "backup-plan-copies-offsite",
    title: "Backup plans copy to another region or account",
    asserts: "at least one rule copies to a vault in another region or account",
    severity: "medium",
    level: "advisory",
    decisive: "create",
    references: { configRules: ["efs-resources-protected-by-backup-plan"] },
    nist: { by: "this pack", controls: ["CP-6(1)", "CP-9(3)"] },
    fix: ["copyActions: [{ destinationVaultArn: vaultInOtherRegion.arn, lifecycle: { deleteAfter: 35 } }]"],
    types: [tokens.backupPlan],
    check(plan, report) {
        const rules = items(see(plan.props, "rules"));
        const copies = rules.flatMap((rule) => items(see(rule, "copyActions")));
        const destinations = copies.map((copy) => see(copy, "destinationVaultArn"));
        const here = text(see(plan.props, "region"));
        const away = destinations.filter((arn) => typeof arn === "string" && arn.split(":")[3] !== here);
        if (away.length > 0) return;
        if (destinations.includes(UNKNOWN)) return report.wait(plan, "the destination of a copy");
        report.violation(
            plan,
            destinations.length === 0
                ? "no rule of it copies its recovery points"
                : "its copies stay in its own region",
            "copy to a vault in another region or account",
            "Add copyActions: [{ destinationVaultArn }] to a rule",
        );
    },
});

/** A schedule's longest gap, with AWS's default when it has none: daily at 5:00 UTC. */
function gapOf(schedule: unknown): number | undefined {
    return present(schedule) ? longestGapHours(text(schedule) ?? "") : 24;
}
