import { refuseAnybody } from "../kernel/policies";
import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";
import { identifies, type Node, type Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { flag, items, present, see, show, text, UNKNOWN } from "../kernel/values";

export const topicEncrypted = resourceRule({
    name: "sns-topic-encrypted",
    title: "SNS topics are encrypted with a customer managed key",
    asserts: "kmsMasterKeyId is present and not alias/aws/sns, which blocks the services that publish alarms",
    severity: "medium",
    level: "advisory",
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

const composite = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

const alarmTypes = [tokens.metricAlarm, composite];

export const alarmsAct = resourceRule({
    name: "alarms-have-actions",
    title: "Alarms tell somebody",
    asserts:
        "alarmActions is not empty, or a composite alarm of the stack hears the alarm, and actionsEnabled is not false",
    severity: "medium",
    level: "advisory",
    decisive: "edges",
    references: {
        securityHub: ["CloudWatch.15", "CloudWatch.17"],
        configRules: ["cloudwatch-alarm-action-check"],
        checkov: ["CKV_AWS_319"],
        prowler: ["cloudwatch_alarm_actions_enabled"],
    },
    nist: { by: "this pack", controls: ["AU-6(5)", "SI-4(12)"] },
    fix: ['new aws.cloudwatch.MetricAlarm("mount-failed", { ...alarm, alarmActions: [topic.arn] });'],
    types: alarmTypes,
    check(alarm, report) {
        const enabled = see(alarm.props, "actionsEnabled");
        if (flag(enabled) === UNKNOWN) report.wait(alarm, "actionsEnabled");
        else if (flag(enabled) === false && hasActions(alarm)) {
            report.violation(
                alarm,
                "actionsEnabled is false, so nobody hears it",
                "be true or absent",
                "Remove actionsEnabled",
            );
        }
        if (alarm.type === composite && !hasActions(alarm)) refuseSilent(alarm, report);
    },
    across: {
        trigger: tokens.metricAlarm,
        check(stack, report) {
            const composites = stack.of(composite);
            for (const alarm of stack.of(tokens.metricAlarm)) {
                if (hasActions(alarm) || composites.some((over) => hears(stack, over, alarm))) continue;
                if (composites.some((over) => see(over.props, "alarmRule") === UNKNOWN))
                    report.wait(alarm, "the alarmRule of a composite alarm");
                else refuseSilent(alarm, report);
            }
        },
    },
});

function hasActions({ props }: Resource | Node): boolean {
    const actions = see(props, "alarmActions");
    return actions === UNKNOWN || items(actions).length > 0;
}

/** Whether a composite alarm tells when this one rings: its rule names it, as `ALARM("name")` or by ARN. */
function hears(stack: Stack, over: Node, alarm: Node): boolean {
    const rule = see(over.props, "alarmRule");
    if (rule === UNKNOWN) return stack.fed(over, "alarmRule", [tokens.metricAlarm]).includes(alarm);
    const named = [...String(rule).matchAll(/\(\s*["']?([^"')]+?)["']?\s*\)/g)].map(([, name = ""]) => name);
    return named.some((name) => identifies(alarm, name));
}

function refuseSilent(alarm: Resource | Node, report: Report): void {
    report.violation(
        alarm,
        "alarmActions is empty, and no composite alarm of the stack hears it, so nobody does",
        "name a topic",
        "Set alarmActions: [topic.arn], or name it in the alarmRule of a composite alarm that has them",
    );
}
