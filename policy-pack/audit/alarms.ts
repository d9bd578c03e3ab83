import { refuseAnybody } from "../kernel/policies";
import { resourceRule } from "../kernel/rule";
import { tokens } from "../kernel/tokens";
import { flag, items, present, see, show, text, UNKNOWN } from "../kernel/values";

export const topicEncrypted = resourceRule({
    name: "sns-topic-encrypted",
    title: "SNS topics are encrypted with a customer managed key",
    asserts: "kmsMasterKeyId is present and not alias/aws/sns, which blocks the services that publish alarms",
    severity: "medium",
    level: "mandatory",
    decisive: "preview",
    references: {
        securityHub: ["SNS.1"],
        configRules: ["sns-encrypted-kms"],
        checkov: ["CKV_AWS_26"],
        prowler: ["sns_topics_kms_encryption_at_rest_enabled"],
    },
    nist: { by: "Security Hub", controls: ["SC-28(1)", "SC-13"] },
    fix: ['new aws.sns.Topic("alarms", { kmsMasterKeyId: key.arn });'],
    types: [tokens.topic],
    check(topic, report) {
        const key = see(topic.props, "kmsMasterKeyId");
        const managed = /(^|[:/])alias\/aws\//.test(text(key) ?? "");
        if (present(key) && !managed) return;
        report.violation(
            topic,
            managed
                ? `kmsMasterKeyId is ${show(key)}, which the services that publish alarms cannot use`
                : "kmsMasterKeyId is absent",
            "be a customer managed key",
            "Set kmsMasterKeyId, and allow the publishing services in the key's policy",
        );
    },
});

export const topicPrivate = resourceRule({
    name: "sns-topic-private",
    title: "SNS topics admit no anonymous publisher or subscriber",
    asserts: "the topic's policy allows nobody anonymous without a condition on the caller",
    severity: "high",
    level: "mandatory",
    decisive: "create",
    references: {
        securityHub: ["SNS.4"],
        configRules: ["sns-topic-no-public-access"],
        checkov: ["CKV_AWS_169", "CKV_AWS_385"],
        prowler: ["sns_topics_not_publicly_accessible"],
    },
    nist: { by: "this pack", controls: ["AC-3"] },
    fix: [
        '{ Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "sns:Publish", Resource: topicArn,',
        '  Condition: { StringEquals: { "aws:SourceAccount": "ACCOUNT" } } }',
    ],
    types: [tokens.topic, tokens.topicPolicy],
    check(resource, report) {
        refuseAnybody(
            resource,
            report,
            "name principals, or pin the caller",
            'Add Condition: { StringEquals: { "aws:SourceAccount": "ACCOUNT" } }',
        );
    },
});

export const alarmsAct = resourceRule({
    name: "alarms-have-actions",
    title: "Alarms tell somebody",
    asserts: "alarmActions is not empty and actionsEnabled is not false",
    severity: "medium",
    level: "mandatory",
    decisive: "preview",
    references: {
        securityHub: ["CloudWatch.15", "CloudWatch.17"],
        configRules: ["cloudwatch-alarm-action-check"],
        checkov: ["CKV_AWS_319"],
        prowler: ["cloudwatch_alarm_actions_enabled"],
    },
    nist: { by: "this pack", controls: ["AU-6(5)", "SI-4(12)"] },
    fix: ['new aws.cloudwatch.MetricAlarm("mount-failed", { ...alarm, alarmActions: [topic.arn] });'],
    types: [tokens.metricAlarm, "aws:cloudwatch/compositeAlarm:CompositeAlarm"],
    check(alarm, report) {
        const actions = see(alarm.props, "alarmActions");
        const enabled = see(alarm.props, "actionsEnabled");
        if (actions !== UNKNOWN && items(actions).length === 0)
            report.violation(
                alarm,
                "alarmActions is empty, so nobody hears it",
                "name a topic",
                "Set alarmActions: [topic.arn]",
            );
        if (flag(enabled) === UNKNOWN) report.wait(alarm, "actionsEnabled");
        else if (flag(enabled) === false) {
            report.violation(
                alarm,
                "actionsEnabled is false, so nobody hears it",
                "be true or absent",
                "Remove actionsEnabled",
            );
        }
    },
});
