import { conditionsOn, documentOf, isForEveryone, pins, type Statement } from "../kernel/iam";
import { eachStatement } from "../kernel/policies";
import { resourceRule, stackRule } from "../kernel/rule";
import { texts, wholeNumber } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { flag, items, number, present, see, show, text, UNKNOWN } from "../kernel/values";

/** Log groups are encrypted with a customer managed key. */
export const logsEncrypted = resourceRule({
    control: "log-group-encrypted",
    types: [tokens.logGroup],
    check(group, report) {
        if (present(see(group.props, "kmsKeyId"))) return;
        report.breach(
            group,
            "kmsKeyId is absent, so CloudWatch's own key is used",
            "be a customer managed key",
            "Set kmsKeyId",
        );
    },
});

/** Log groups are kept for a year. */
export const logsKept = resourceRule({
    control: "log-group-retention",
    types: [tokens.logGroup],
    settings: { minimumDays: wholeNumber("Shortest time that logs are kept, in days", 365, 1, 3653) },
    check(group, report, { minimumDays }) {
        const days = see(group.props, "retentionInDays");
        if (days === UNKNOWN) return report.wait(group, "retentionInDays");
        // 0 keeps for ever. So does absent, but nobody decided that.
        if (number(days) === 0 || (number(days) ?? -1) >= minimumDays) return;
        report.breach(
            group,
            `retentionInDays is ${show(days)}`,
            `be at least ${minimumDays}, or 0 for ever`,
            `Set retentionInDays to ${minimumDays}`,
        );
    },
});

/** SNS topics are encrypted with a customer managed key. */
export const topicEncrypted = resourceRule({
    control: "sns-topic-encrypted",
    types: [tokens.topic],
    check(topic, report) {
        const key = see(topic.props, "kmsMasterKeyId");
        const managed = /(^|[:/])alias\/aws\//.test(text(key) ?? "");
        if (present(key) && !managed) return;
        report.breach(
            topic,
            managed
                ? `kmsMasterKeyId is ${show(key)}, which the services that publish alarms cannot use`
                : "kmsMasterKeyId is absent",
            "be a customer managed key",
            "Set kmsMasterKeyId, and allow the publishing services in the key's policy",
        );
    },
});

/** Keys by which a condition says who publishes or reads. */
const callers = [
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOwner",
    "aws:PrincipalOrgID",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
];

function isOpen(statement: Statement): boolean {
    const everyone = isForEveryone(statement) || statement.notPrincipals;
    return statement.allow && everyone && !callers.some((name) => conditionsOn(statement, name).some(pins));
}

/** SNS topics admit no anonymous publisher or subscriber. */
export const topicPrivate = resourceRule({
    control: "sns-topic-private",
    types: [tokens.topic, tokens.topicPolicy],
    check(resource, report) {
        const found = { where: "its policy", document: documentOf(see(resource.props, "policy")) };
        eachStatement(resource, found, report, (statement, where) => {
            if (!isOpen(statement)) return;
            report.breach(
                resource,
                `${where} allows everyone without a condition on the caller`,
                "name principals, or pin the caller",
                'Add Condition: { StringEquals: { "aws:SourceAccount": "ACCOUNT" } }',
            );
        });
    },
});

/** Alarms tell somebody. */
export const alarmsAct = resourceRule({
    control: "alarms-have-actions",
    types: [tokens.metricAlarm, "aws:cloudwatch/compositeAlarm:CompositeAlarm"],
    check(alarm, report) {
        const actions = see(alarm.props, "alarmActions");
        const enabled = see(alarm.props, "actionsEnabled");
        if (actions !== UNKNOWN && items(actions).length === 0) {
            report.breach(
                alarm,
                "alarmActions is empty, so nobody hears it",
                "name a topic",
                "Set alarmActions: [topic.arn]",
            );
        }
        if (flag(enabled) === UNKNOWN) report.wait(alarm, "actionsEnabled");
        else if (flag(enabled) === false) {
            report.breach(
                alarm,
                "actionsEnabled is false, so nobody hears it",
                "be true or absent",
                "Remove actionsEnabled",
            );
        }
    },
});

/** Secrets are encrypted with a customer managed key. */
export const secretEncrypted = resourceRule({
    control: "secret-customer-key",
    types: [tokens.secret],
    check(secret, report) {
        const key = see(secret.props, "kmsKeyId");
        const managed = /(^|[:/])alias\/aws\//.test(text(key) ?? "");
        if (present(key) && !managed) return;
        report.breach(
            secret,
            managed
                ? `kmsKeyId is ${show(key)}, a key that AWS manages`
                : "kmsKeyId is absent, so AWS's own key is used",
            "be a customer managed key",
            "Set kmsKeyId",
        );
    },
});

/** Secrets admit no anonymous reader. */
export const secretPrivate = resourceRule({
    control: "secret-policy",
    types: [tokens.secret, tokens.secretPolicy],
    check(resource, report) {
        const found = { where: "its policy", document: documentOf(see(resource.props, "policy")) };
        eachStatement(resource, found, report, (statement, where) => {
            if (!isOpen(statement)) return;
            report.breach(
                resource,
                `${where} allows everyone without a condition on the caller`,
                "name the roles that read the secret",
                "Set Principal to the role's ARN",
            );
        });
    },
});

/** Secrets rotate. */
export const secretRotates = stackRule({
    control: "secret-rotation",
    trigger: tokens.secret,
    check(stack, report) {
        const rotated = new Set(
            stack
                .of(tokens.secretRotation)
                .flatMap((rotation) => stack.link(rotation, ["secretId"], [tokens.secret]).to),
        );
        for (const secret of stack.of(tokens.secret).filter((node) => !rotated.has(node))) {
            report.breach(
                secret,
                "it has no rotation",
                "rotate, unless what it holds cannot: a Jenkins agent's secret is constant for its name",
                "Add an aws.secretsmanager.SecretRotation, or an exemption that says why it cannot rotate",
            );
        }
    },
});

const taggable = [
    tokens.accessPoint,
    tokens.backupPlan,
    tokens.fileSystem,
    tokens.instance,
    tokens.instanceProfile,
    tokens.key,
    tokens.launchTemplate,
    tokens.logGroup,
    tokens.metricAlarm,
    tokens.policy,
    tokens.role,
    tokens.secret,
    tokens.subnet,
    tokens.topic,
    tokens.trail,
    tokens.vault,
    tokens.vpc,
    tokens.vpcEndpoint,
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:s3/bucket:Bucket",
] as const;

/** Resources carry the required tags. */
export const requiredTags = resourceRule({
    control: "required-tags",
    types: taggable,
    settings: { requiredTags: texts("Tags that every taggable resource carries") },
    check(resource, report, { requiredTags }) {
        if (requiredTags.length === 0) return report.skip("The configuration requires no tag");
        const all = see(resource.props, "tagsAll");
        const own = see(resource.props, "tags");
        const tagged = (tag: string) =>
            [all, own].some((tags) => tags !== UNKNOWN && present(see(tags, tag)));
        const missing = requiredTags.filter((tag) => !tagged(tag));
        if (missing.length === 0) return;
        if (all === UNKNOWN || own === UNKNOWN) return report.wait(resource, "tags");
        report.breach(
            resource,
            `it lacks the tag(s) ${missing.join(", ")}`,
            `carry ${requiredTags.join(", ")}`,
            "Set them in defaultTags of the provider",
        );
    },
});
