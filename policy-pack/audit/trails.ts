import { resourceRule } from "../kernel/rule";
import { choice } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { flag, present, see, show, UNKNOWN } from "../kernel/values";

/** Both halves of a combined rule read the same configuration, so they know the same settings. */
const trailSettings = { required: choice("Refuse a stack with a file system and no trail", false) };

export const multiRegion = resourceRule({
    name: "cloudtrail-multi-region-on",
    title: "Trails record every region and are on",
    asserts: "isMultiRegionTrail is true; neither enableLogging nor includeGlobalServiceEvents is false",
    severity: "high",
    level: "advisory",
    decisive: "preview",
    references: {
        securityHub: ["CloudTrail.1", "CloudTrail.3"],
        cis: ["3.1"],
        configRules: ["multi-region-cloudtrail-enabled"],
        checkov: ["CKV_AWS_67", "CKV_AWS_251"],
        prowler: ["cloudtrail_multi_region_enabled"],
    },
    nist: { by: "Security Hub", controls: ["AU-2", "AU-3", "AU-12", "AU-14(1)", "CA-7"] },
    fix: [
        'new aws.cloudtrail.Trail("audit", { s3BucketName, isMultiRegionTrail: true, includeGlobalServiceEvents: true, enableLogging: true });',
    ],
    types: [tokens.trail],
    settings: trailSettings,
    check(trail, report) {
        for (const { property, absent } of [
            { property: "isMultiRegionTrail", absent: false },
            { property: "enableLogging", absent: true },
            { property: "includeGlobalServiceEvents", absent: true },
        ]) {
            const value = see(trail.props, property);
            const claim = value === undefined ? absent : flag(value);
            if (claim === UNKNOWN) report.wait(trail, property);
            else if (claim !== true) {
                report.violation(
                    trail,
                    `${property} is ${show(value)}`,
                    "be true, so that no region and no service goes unrecorded",
                    `Set ${property}: true`,
                );
            }
        }
    },
    across: {
        trigger: tokens.fileSystem,
        check(stack, report, { required }) {
            if (!required)
                return report.notApplicable("A trail in the stack is not required by the configuration");
            if (stack.of(tokens.trail).length > 0) return;
            for (const fileSystem of stack.of(tokens.fileSystem))
                report.violation(
                    fileSystem,
                    "no trail of the stack records who changes and mounts it",
                    "have one: the configuration asks for it",
                    'Add an aws.cloudtrail.Trail, or remove "required" where the organisation has a trail of its own',
                );
        },
    },
});

export const encrypted = resourceRule({
    name: "cloudtrail-kms",
    title: "Trails are encrypted with a customer managed key",
    asserts: "kmsKeyId is present",
    severity: "medium",
    level: "advisory",
    decisive: "preview",
    references: {
        securityHub: ["CloudTrail.2"],
        cis: ["3.5"],
        configRules: ["cloud-trail-encryption-enabled"],
        checkov: ["CKV_AWS_35"],
        prowler: ["cloudtrail_kms_encryption_enabled"],
    },
    nist: { by: "Security Hub", controls: ["AU-9", "SC-28(1)"] },
    fix: ['new aws.cloudtrail.Trail("audit", { s3BucketName, kmsKeyId: key.arn });'],
    types: [tokens.trail],
    check(trail, report) {
        if (present(see(trail.props, "kmsKeyId"))) return;
        report.violation(
            trail,
            "kmsKeyId is absent, so whoever reads the bucket reads the trail",
            "be a customer managed key",
            "Set kmsKeyId",
        );
    },
});

export const validated = resourceRule({
    name: "cloudtrail-validation",
    title: "Trails can prove that their files are untouched",
    asserts: "enableLogFileValidation is true; absent is refused",
    severity: "medium",
    level: "advisory",
    decisive: "preview",
    references: {
        securityHub: ["CloudTrail.4"],
        cis: ["3.2"],
        configRules: ["cloud-trail-log-file-validation-enabled"],
        checkov: ["CKV_AWS_36"],
        prowler: ["cloudtrail_log_file_validation_enabled"],
    },
    nist: { by: "Security Hub", controls: ["AU-9", "SI-7(1)"] },
    fix: ['new aws.cloudtrail.Trail("audit", { s3BucketName, enableLogFileValidation: true });'],
    types: [tokens.trail],
    check(trail, report) {
        const value = see(trail.props, "enableLogFileValidation");
        const claim = flag(value);
        if (claim === UNKNOWN) return report.wait(trail, "enableLogFileValidation");
        if (claim === true) return;
        report.violation(
            trail,
            `enableLogFileValidation is ${show(value)}, so a changed file cannot be told from a true one`,
            "be true",
            "Set enableLogFileValidation: true",
        );
    },
});

export const delivered = resourceRule({
    name: "cloudtrail-cloudwatch",
    title: "Trails are delivered to CloudWatch Logs",
    asserts: "cloudWatchLogsGroupArn is present",
    severity: "low",
    level: "advisory",
    decisive: "preview",
    references: {
        securityHub: ["CloudTrail.5"],
        configRules: ["cloud-trail-cloud-watch-logs-enabled"],
        checkov: ["CKV2_AWS_10"],
        prowler: ["cloudtrail_cloudwatch_logging_enabled"],
    },
    nist: { by: "Security Hub", controls: ["AU-6(1)"] },
    fix: [
        'new aws.cloudtrail.Trail("audit", { s3BucketName, cloudWatchLogsGroupArn: group.arn.apply((arn) => arn + ":*"), cloudWatchLogsRoleArn: role.arn });',
    ],
    types: [tokens.trail],
    check(trail, report) {
        if (present(see(trail.props, "cloudWatchLogsGroupArn"))) return;
        report.violation(
            trail,
            "cloudWatchLogsGroupArn is absent, so nothing can raise an alarm on what it records",
            "name a log group",
            "Set cloudWatchLogsGroupArn and cloudWatchLogsRoleArn",
        );
    },
});
