import { tokens } from "../../policy-pack/kernel/tokens";
import { fileSystem, key, other } from "./baseline";
import { but, declare, of, unknown } from "./plan";
import { rule } from "./table";

const logs = declare(tokens.logGroup, "agents", { kmsKeyId: of(key), retentionInDays: 365 });

rule("log-group-encrypted", {
    accepts: { "a key of the program": [logs, key] },
    refuses: { "no key": but(logs, { kmsKeyId: undefined }) },
    ignores: { "another resource": other },
});

rule("log-group-retention", {
    accepts: {
        "a year": [logs, key],
        "for ever, on purpose": but(logs, { retentionInDays: 0 }),
        "less where the configuration says so": {
            plan: but(logs, { retentionInDays: 30 }),
            config: { minimumDays: 30 },
        },
    },
    refuses: {
        "half a year": { plan: but(logs, { retentionInDays: 180 }), says: /180/ },
        "a group that does not say": { plan: but(logs, { retentionInDays: undefined }), says: /absent/ },
    },
    waits: { "a value that is not known yet": but(logs, { retentionInDays: unknown }) },
    ignores: { "another resource": other },
});

const topic = declare(tokens.topic, "alarms", { kmsMasterKeyId: of(key) });

const publishing = (Statement: unknown) =>
    declare(tokens.topicPolicy, "policy", { arn: "t", policy: JSON.stringify({ Statement }) });

const publish = {
    Effect: "Allow",
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: "sns:Publish",
    Resource: "*",
};

rule("sns-topic-encrypted", {
    accepts: { "a key of the program": [topic, key] },
    refuses: {
        "no key": but(topic, { kmsMasterKeyId: undefined }),
        "AWS's own key": { plan: but(topic, { kmsMasterKeyId: "alias/aws/sns" }), says: /cannot use/ },
    },
    ignores: { "another resource": other },
});

rule("sns-topic-private", {
    accepts: {
        "a service": publishing(publish),
        "everyone of this account": publishing({
            ...publish,
            Principal: "*",
            Condition: { StringEquals: { "aws:SourceOwner": "111122223333" } },
        }),
        "a topic without a policy": topic,
    },
    refuses: {
        everyone: { plan: publishing({ ...publish, Principal: "*" }), says: /everyone/ },
        "everyone as an object": publishing({ ...publish, Principal: { AWS: ["*"] } }),
        "everyone by protocol": publishing({
            ...publish,
            Principal: "*",
            Condition: { StringEquals: { "SNS:Protocol": "https" } },
        }),
        "a policy in the topic": but(topic, {
            policy: JSON.stringify({ Statement: { ...publish, Principal: "*" } }),
        }),
        "text that is not JSON": but(publishing(publish), { policy: "{" }),
    },
    waits: { "a document that is not known yet": but(publishing(publish), { policy: unknown }) },
    ignores: { "another resource": other },
});

const alarm = declare(tokens.metricAlarm, "mount-failed", { alarmActions: [of(topic)] });

const hearing = (alarmRule: unknown) =>
    declare("aws:cloudwatch/compositeAlarm:CompositeAlarm", "all", {
        alarmRule,
        alarmActions: ["arn:aws:sns:us-east-1:111122223333:alarms"],
    });

rule("alarms-have-actions", {
    accepts: {
        "an alarm that tells a topic": [alarm, topic],
        "actions that are not known yet": but(alarm, { alarmActions: unknown }),
        "an alarm that a composite alarm hears": [
            but(alarm, { name: "mount", alarmActions: undefined, actionsEnabled: false }),
            hearing('ALARM("mount") OR ALARM(disk)'),
        ],
    },
    refuses: {
        "no actions": { plan: but(alarm, { alarmActions: undefined }), says: /empty/ },
        "an alarm beside a composite alarm of another": [
            but(alarm, { name: "mount", alarmActions: undefined }),
            hearing('ALARM("mounts") OR ALARM(disk)'),
        ],
        "an empty list": but(alarm, { alarmActions: [] }),
        "actions that are off": {
            plan: [but(alarm, { actionsEnabled: false }), topic],
            says: /actionsEnabled/,
        },
        "a composite alarm without actions": declare(
            "aws:cloudwatch/compositeAlarm:CompositeAlarm",
            "all",
            {},
        ),
    },
    waits: {
        "a switch that is not known yet": [but(alarm, { actionsEnabled: unknown }), topic],
        "an alarm beside a composite alarm whose rule is not known yet": [
            but(alarm, { alarmActions: undefined }),
            hearing(of(other, "rule")),
        ],
    },
    ignores: { "another resource": other },
});

const secret = declare(tokens.secret, "agent", { kmsKeyId: of(key) });

const reading = (Principal: unknown) =>
    declare(tokens.secretPolicy, "policy", {
        policy: JSON.stringify({
            Statement: [
                { Effect: "Allow", Principal, Action: "secretsmanager:GetSecretValue", Resource: "*" },
            ],
        }),
    });

rule("secret-customer-key", {
    accepts: { "a key of the program": [secret, key] },
    refuses: {
        "no key": { plan: but(secret, { kmsKeyId: undefined }), says: /absent/ },
        "AWS's own key": but(secret, { kmsKeyId: "alias/aws/secretsmanager" }),
    },
    ignores: { "another resource": other },
});

rule("secret-policy", {
    accepts: {
        "a named role": reading({ AWS: "arn:aws:iam::111122223333:role/agent" }),
        "a secret without a policy": secret,
    },
    refuses: {
        everyone: { plan: reading("*"), says: /everyone/ },
        "everyone as an object": reading({ AWS: "*" }),
        "a policy in the secret": but(secret, { policy: reading("*").props.policy }),
        "text that is not JSON": but(reading("*"), { policy: "{" }),
    },
    waits: { "a document that is not known yet": but(reading("*"), { policy: unknown }) },
    ignores: { "another resource": other },
});

rule("secret-rotation", {
    accepts: {
        "a secret that rotates": [
            secret,
            key,
            declare(tokens.secretRotation, "rotation", { secretId: of(secret, "id") }),
        ],
    },
    refuses: {
        "a secret that does not": { plan: [secret, key], says: /no rotation/, preview: "advises" },
        "a rotation of another secret": {
            plan: [secret, key, declare(tokens.secretRotation, "rotation", { secretId: "other" })],
            preview: "advises",
        },
    },
    ignores: { "another resource": other },
});

const tags = { requiredTags: ["project", "owner"] };

const tagged = but(fileSystem, {
    tags: { project: "jenkins" },
    tagsAll: { project: "jenkins", owner: "ci" },
});

rule("required-tags", {
    accepts: {
        "own and default tags together": { plan: [tagged, key].slice(0, 1), config: tags },
        "own tags only": {
            plan: but(tagged, { tags: { project: "a", owner: "b" }, tagsAll: undefined }),
            config: tags,
        },
    },
    refuses: {
        "one tag missing": {
            plan: but(tagged, { tagsAll: { project: "jenkins" } }),
            config: tags,
            says: /lacks the tag\(s\) owner/,
        },
        "an empty tag": { plan: but(tagged, { tagsAll: { project: "jenkins", owner: "" } }), config: tags },
        "no tags": {
            plan: but(tagged, { tags: undefined, tagsAll: undefined }),
            config: tags,
            says: /project, owner/,
        },
    },
    waits: { "tags that are not known yet": { plan: but(tagged, { tagsAll: unknown }), config: tags } },
    ignores: {
        "everything, when no tag is required": but(tagged, { tags: undefined, tagsAll: undefined }),
        "a resource that takes no tags": { plan: other, config: tags },
    },
});
