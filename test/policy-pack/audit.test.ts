import { tokens } from "../../policy-pack/kernel/tokens";
import { fileSystem, key, other } from "./baseline";
import { but, declare, json, of, unknown } from "./plan";
import { rule } from "./table";

const bucket = declare("aws:s3/bucket:Bucket", "trail-bucket");
const trail = declare(tokens.trail, "audit", {
    s3BucketName: of(bucket, "id"),
    isMultiRegionTrail: true,
    enableLogFileValidation: true,
    kmsKeyId: of(key),
    cloudWatchLogsGroupArn: of(declare(tokens.logGroup, "trail-logs")),
});
const required = { required: true };

rule("cloudtrail-multi-region-on", {
    accepts: {
        "a trail over all regions": trail,
        "a required trail": { plan: [fileSystem, key, trail, bucket], config: required },
    },
    refuses: {
        "a trail of one region": {
            plan: but(trail, { isMultiRegionTrail: undefined }),
            says: /isMultiRegionTrail is absent/,
        },
        "a trail that is off": { plan: but(trail, { enableLogging: false }), says: /enableLogging is false/ },
        "a trail without global services": but(trail, { includeGlobalServiceEvents: false }),
        "no trail, where the configuration requires one": {
            plan: [fileSystem, key],
            config: required,
            says: /no trail/,
        },
    },
    waits: { "a value that is not known yet": but(trail, { isMultiRegionTrail: unknown }) },
    ignores: {
        "a stack without a trail, when none is required": [fileSystem, key],
        "another resource": other,
    },
});

rule("cloudtrail-kms", {
    accepts: { "a key of the program": trail },
    refuses: { "no key": { plan: but(trail, { kmsKeyId: undefined }), says: /absent/ } },
    ignores: { "another resource": other },
});

rule("cloudtrail-validation", {
    accepts: { "validated files": trail },
    refuses: {
        false: but(trail, { enableLogFileValidation: false }),
        "a trail that does not say": {
            plan: but(trail, { enableLogFileValidation: undefined }),
            says: /absent/,
        },
    },
    waits: { "a value that is not known yet": but(trail, { enableLogFileValidation: unknown }) },
    ignores: { "another resource": other },
});

rule("cloudtrail-cloudwatch", {
    accepts: { "a log group": trail },
    refuses: { "no log group": but(trail, { cloudWatchLogsGroupArn: undefined }) },
    ignores: { "another resource": other },
});

const name = of(bucket, "id");
const block = declare("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "block", {
    bucket: name,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
});
const tlsOnly = declare("aws:s3/bucketPolicy:BucketPolicy", "policy", {
    bucket: name,
    policy: json({
        Statement: [
            {
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: of(bucket),
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
        ],
    }),
});
const versioning = declare("aws:s3/bucketVersioning:BucketVersioning", "versioning", {
    bucket: name,
    versioningConfiguration: { status: "Enabled" },
});
const encryption = declare(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "encryption",
    {
        bucket: name,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: of(key) } }],
    },
);
const lifecycle = declare("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "lifecycle", {
    bucket: name,
    rules: [],
});
const logging = declare("aws:s3/bucketLogging:BucketLogging", "logging", {
    bucket: name,
    targetBucket: "logs",
});
const hardened = [bucket, trail, key, block, tlsOnly, versioning, encryption, lifecycle, logging];
const lacking = (missing: unknown) => hardened.filter((part) => part !== missing);

rule("cloudtrail-bucket-hardened", {
    accepts: {
        "a bucket with all of it": hardened,
        "the parts under their older names": hardened.map((part) =>
            part === versioning
                ? { ...versioning, type: "aws:s3/bucketVersioningV2:BucketVersioningV2" }
                : part,
        ),
        "object lock where the configuration asks for it": {
            plan: [
                ...hardened,
                declare("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", "lock", {
                    bucket: name,
                }),
            ],
            config: { objectLock: true },
        },
    },
    refuses: {
        "no block of public access": { plan: lacking(block), says: /public access/ },
        "a block in three ways": [...lacking(block), but(block, { ignorePublicAcls: undefined })],
        "no policy": { plan: lacking(tlsOnly), says: /plain HTTP/ },
        "a policy that allows with TLS": [
            ...lacking(tlsOnly),
            but(tlsOnly, {
                policy: JSON.stringify({
                    Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "*" }],
                }),
            }),
        ],
        "no versions": { plan: lacking(versioning), says: /versioned/ },
        "suspended versions": [
            ...lacking(versioning),
            but(versioning, { versioningConfiguration: { status: "Suspended" } }),
        ],
        "S3's own encryption": {
            plan: [
                ...lacking(encryption),
                but(encryption, {
                    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
                }),
            ],
            says: /KMS key/,
        },
        "no lifecycle": { plan: lacking(lifecycle), says: /lifecycle/ },
        "no access logs": { plan: lacking(logging), says: /who reads it/ },
        "no object lock where the configuration asks for it": {
            plan: hardened,
            config: { objectLock: true },
            says: /object lock/,
        },
        "parts of another bucket": lacking(block).concat(but(block, { bucket: "other" })),
    },
    waits: { "a policy that is not known yet": hardened },
    ignores: {
        "a bucket outside the stack": but(trail, { s3BucketName: "central-trail" }),
        "a stack without trails": [bucket],
    },
});

const recorder = declare(tokens.configRecorder, "recorder", {
    recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
});
const status = declare(tokens.configRecorderStatus, "status", {
    name: of(recorder, "name"),
    isEnabled: true,
});
const channel = declare(tokens.deliveryChannel, "channel", { s3BucketName: "config" });

rule("config-recorder-complete", {
    accepts: { "a recorder of everything that is on": [recorder, status, channel] },
    refuses: {
        "some types only": {
            plan: [but(recorder, { recordingGroup: { allSupported: false } }), status, channel],
            says: /allSupported is false/,
        },
        "no global types": {
            plan: [but(recorder, { recordingGroup: { allSupported: true } }), status, channel],
            says: /includeGlobalResourceTypes is absent/,
        },
        "no group": [but(recorder, { recordingGroup: undefined }), status, channel],
        "no status": { plan: [recorder, channel], says: /no RecorderStatus/ },
        "a status that is off": [recorder, but(status, { isEnabled: false }), channel],
        "no channel": { plan: [recorder, status], says: /DeliveryChannel/ },
    },
    waits: { "a group that is not known yet": [but(recorder, { recordingGroup: unknown }), status, channel] },
    ignores: { "a stack without a recorder": [channel] },
});

const configRules = [
    "EFS_ENCRYPTED_CHECK",
    "EFS_IN_BACKUP_PLAN",
    "EFS_ACCESS_POINT_ENFORCE_ROOT_DIRECTORY",
    "EFS_ACCESS_POINT_ENFORCE_USER_IDENTITY",
].map((sourceIdentifier, index) =>
    declare(tokens.configRule, `rule-${index}`, { source: { owner: "AWS", sourceIdentifier } }),
);

rule("config-efs-rules-deployed", {
    accepts: {
        "the four rules": [fileSystem, key, recorder, ...configRules],
        "a conformance pack": [fileSystem, key, recorder, declare(tokens.conformancePack, "pack")],
    },
    refuses: {
        "no rule": { plan: [recorder, fileSystem, key], says: /EFS_ENCRYPTED_CHECK/ },
        "three of four": {
            plan: [recorder, fileSystem, key, ...configRules.slice(1)],
            says: /nothing evaluates EFS_ENCRYPTED_CHECK/,
        },
        "no recorder where the configuration requires one": {
            plan: [fileSystem, key],
            config: { requireRecorder: true },
            says: /no recorder/,
        },
    },
    waits: {
        "a rule whose source is not known yet": [
            recorder,
            fileSystem,
            key,
            declare(tokens.configRule, "late", { source: { sourceIdentifier: unknown } }),
        ],
    },
    ignores: {
        "a stack without a recorder, when none is required": [fileSystem, key],
        "a recorder without file systems": [recorder],
    },
});

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

rule("alarms-have-actions", {
    accepts: {
        "an alarm that tells a topic": [alarm, topic],
        "actions that are not known yet": but(alarm, { alarmActions: unknown }),
    },
    refuses: {
        "no actions": { plan: but(alarm, { alarmActions: undefined }), says: /empty/ },
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
    waits: { "a switch that is not known yet": [but(alarm, { actionsEnabled: unknown }), topic] },
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
        "a secret that does not": { plan: [secret, key], says: /no rotation/ },
        "a rotation of another secret": [
            secret,
            key,
            declare(tokens.secretRotation, "rotation", { secretId: "other" }),
        ],
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
