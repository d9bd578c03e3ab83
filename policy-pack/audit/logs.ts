import { resourceRule } from "../kernel/rule";
import { wholeNumber } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { number, present, see, show, UNKNOWN } from "../kernel/values";

export const logsEncrypted = resourceRule({
    name: "log-group-encrypted",
    title: "Log groups are encrypted with a customer managed key",
    asserts: "kmsKeyId is present",
    severity: "medium",
    level: "advisory",
    decisive: "preview",
    references: {
        configRules: ["cloudwatch-log-group-encrypted"],
        checkov: ["CKV_AWS_158"],
        prowler: ["cloudwatch_log_group_kms_encryption_enabled"],
    },
    nist: { by: "Security Hub", controls: ["AU-9(3)"] },
    fix: ['new aws.cloudwatch.LogGroup("builds", { kmsKeyId: key.arn, retentionInDays: 365 });'],
    types: [tokens.logGroup],
    check(group, report) {
        if (present(see(group.props, "kmsKeyId"))) return;
        report.violation(
            group,
            "kmsKeyId is absent, so CloudWatch's own key is used",
            "be a customer managed key",
            "Set kmsKeyId",
        );
    },
});

export const logsKept = resourceRule({
    name: "log-group-retention",
    title: "Log groups are kept for a year",
    asserts: "retentionInDays is at least minimumDays; 0 keeps for ever and passes, absent is refused",
    severity: "medium",
    level: "advisory",
    decisive: "preview",
    references: {
        securityHub: ["CloudWatch.16"],
        configRules: ["cw-loggroup-retention-period-check"],
        checkov: ["CKV_AWS_66", "CKV_AWS_338"],
        prowler: ["cloudwatch_log_group_retention_policy_specific_days_enabled"],
    },
    nist: { by: "Security Hub", controls: ["AU-10", "AU-11"] },
    fix: ['new aws.cloudwatch.LogGroup("builds", { kmsKeyId: key.arn, retentionInDays: 365 });'],
    types: [tokens.logGroup],
    settings: { minimumDays: wholeNumber("Shortest time that logs are kept, in days", 365, 1, 3653) },
    check(group, report, { minimumDays }) {
        const days = see(group.props, "retentionInDays");
        if (days === UNKNOWN) return report.wait(group, "retentionInDays");
        // 0 keeps for ever. So does absent, but nobody decided that.
        if (number(days) === 0 || (number(days) ?? -1) >= minimumDays) return;
        report.violation(
            group,
            `retentionInDays is ${show(days)}`,
            `be at least ${minimumDays}, or 0 for ever`,
            `Set retentionInDays to ${minimumDays}`,
        );
    },
});
