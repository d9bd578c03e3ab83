import { tokens } from "../../policy-pack/kernel/tokens";
import { bucketPart, type Mutant, set } from "./mutant";

/** Breaks of the kit for the rules on backups and audit. */
export const operationsMutants = {
    "backup-vault-customer-key": { mutate: set(tokens.vault, { forceDestroy: true }) },
    "backup-plan-frequency-and-retention": {
        mutate: (plan) =>
            plan.setIn(tokens.backupPlan, "rules", (element) =>
                Object.assign(element, { schedule: "cron(0 3 ? * SUN *)" }),
            ),
    },
    "backup-plan-copies-offsite": {
        mutate: (plan) =>
            plan.setIn(tokens.backupPlan, "rules", (element) => Object.assign(element, { copyActions: [] })),
    },
    "backup-vault-locked": {
        mutate: set(tokens.vaultLock, { maxRetentionDays: 31, minRetentionDays: 30 }, "backup-lock"),
    },
    "backup-vault-policy-denies-deletion": { mutate: (plan) => plan.remove(tokens.vaultPolicy) },
    "backup-restore-tested": {
        mutate: set(tokens.restoreTestingSelection, { restoreMetadataOverrides: undefined }),
    },
    "cloudtrail-multi-region-on": { mutate: set(tokens.trail, { isMultiRegionTrail: false }) },
    "cloudtrail-kms": { mutate: set(tokens.trail, { kmsKeyId: undefined }) },
    "cloudtrail-validation": { mutate: set(tokens.trail, { enableLogFileValidation: false }) },
    "cloudtrail-cloudwatch": { mutate: set(tokens.trail, { cloudWatchLogsGroupArn: undefined }) },
    "cloudtrail-bucket-hardened": {
        mutate: set(
            bucketPart("Versioning"),
            { versioningConfiguration: { status: "Suspended" } },
            "auditing-trail",
        ),
    },
    "log-group-encrypted": { mutate: set(tokens.logGroup, { kmsKeyId: undefined }) },
    "log-group-retention": { mutate: set(tokens.logGroup, { retentionInDays: 30 }) },
    "config-recorder-complete": {
        mutate: (plan) =>
            plan.add(tokens.configRecorder, { name: "added", recordingGroup: { allSupported: true } }),
    },
    "config-efs-rules-deployed": {
        mutate: (plan) => {
            plan.remove(tokens.conformancePack);
            plan.add(tokens.deliveryChannel, { s3BucketName: "a" });
            plan.add(tokens.configRecorderStatus, { name: "added", isEnabled: true });
            plan.add(tokens.configRecorder, {
                name: "added",
                recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
            });
        },
    },
    "sns-topic-encrypted": { mutate: set(tokens.topic, { kmsMasterKeyId: "alias/aws/sns" }) },
    "sns-topic-private": {
        mutate: (plan) =>
            plan.document(tokens.topicPolicy, ({ Statement }) =>
                Statement.push({ Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: "*" }),
            ),
    },
    "alarms-have-actions": { mutate: set(tokens.metricAlarm, { alarmActions: [] }) },
    "secret-customer-key": { mutate: set(tokens.secret, { kmsKeyId: undefined }) },
    "secret-policy": {
        mutate: (plan) =>
            plan.add(tokens.secretPolicy, {
                policy: JSON.stringify({
                    Statement: {
                        Effect: "Allow",
                        Principal: "*",
                        Action: "secretsmanager:GetSecretValue",
                        Resource: "*",
                    },
                }),
            }),
    },
    "secret-rotation": {
        mutate: (plan) =>
            plan.add(tokens.secret, { name: "added", kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/1" }),
    },
    "required-tags": {
        mutate: (plan) => plan.set(tokens.topic, { tags: {}, tagsAll: {} }),
        config: { requiredTags: ["project"] },
    },
} satisfies Readonly<Record<string, Mutant>>;
