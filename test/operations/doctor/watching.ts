import type { ExportedResource } from "../../../state/exported";
import { arn, documents, pattern, resource } from "./deployed";

const metric = {
    alarmActions: [arn("sns", "alarms")],
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    evaluationPeriods: 3,
};

const ofBucket = (type: string, outputs: Readonly<Record<string, unknown>>) =>
    resource(`aws:s3/${type[0]?.toLowerCase()}${type.slice(1)}:${type}`, "trail", "trail-files", {
        bucket: "trail-files",
        ...outputs,
    });

/** What records and what tells, in the stack that the doctor looks at. */
export const watching: readonly ExportedResource[] = [
    resource("aws:cloudtrail/trail:Trail", "trail", arn("cloudtrail", "trail/prod"), {
        name: "prod",
        arn: arn("cloudtrail", "trail/prod"),
        s3BucketName: "trail-files",
        kmsKeyId: arn("kms", "key/k-1"),
        isMultiRegionTrail: true,
        includeGlobalServiceEvents: true,
        enableLogFileValidation: true,
    }),
    ofBucket("Bucket", { arn: "arn:aws:s3:::trail-files" }),
    ofBucket("BucketPolicy", { policy: documents.bucket }),
    ofBucket("BucketPublicAccessBlock", {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
    }),
    ofBucket("BucketOwnershipControls", { rule: { objectOwnership: "BucketOwnerEnforced" } }),
    ofBucket("BucketVersioning", { versioningConfiguration: { status: "Enabled" } }),
    ofBucket("BucketServerSideEncryptionConfiguration", {
        rules: [
            {
                applyServerSideEncryptionByDefault: {
                    sseAlgorithm: "aws:kms",
                    kmsMasterKeyId: arn("kms", "key/k-1"),
                },
            },
        ],
    }),
    ofBucket("BucketObjectLockConfiguration", {
        rule: { defaultRetention: { mode: "GOVERNANCE", days: 400 } },
    }),
    ofBucket("BucketLifecycleConfiguration", {
        rules: [
            {
                id: "expire",
                status: "Enabled",
                filter: { prefix: "" },
                expiration: { days: 400 },
                noncurrentVersionExpiration: { noncurrentDays: 400 },
                abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
            },
        ],
    }),
    ofBucket("BucketLogging", { targetBucket: "access-files", targetPrefix: "trail/" }),
    resource("aws:cfg/recorderStatus:RecorderStatus", "recorder", "default", { name: "default" }),
    resource("aws:cfg/conformancePack:ConformancePack", "pack", "prod", { name: "prod" }),
    resource("aws:ec2/flowLog:FlowLog", "flows", "fl-1", {
        eniId: "eni-1",
        logDestination: arn("logs", "log-group:/flows"),
        trafficType: "ALL",
    }),
    resource("aws:cloudwatch/logGroup:LogGroup", "agents", "/jenkins-efs/prod/agents", {
        name: "/jenkins-efs/prod/agents",
        arn: arn("logs", "log-group:/jenkins-efs/prod/agents"),
        retentionInDays: 365,
        kmsKeyId: arn("kms", "key/k-1"),
    }),
    resource("aws:cloudwatch/metricAlarm:MetricAlarm", "burst", "burst", {
        ...metric,
        name: "burst",
        namespace: "AWS/EFS",
        metricName: "BurstCreditBalance",
        insufficientDataActions: [arn("sns", "alarms")],
        alarmDescription: "No credits are left. Runbook: docs/runbooks/burst-credits-low.md",
    }),
    resource("aws:cloudwatch/metricAlarm:MetricAlarm", "connected", "connected", {
        ...metric,
        name: "connected",
        namespace: "JenkinsEfs/Agent",
        metricName: "AgentConnected",
        dimensions: { AgentName: "linux-1", Environment: "jenkins-efs-prod" },
        alarmDescription: "No connection. Runbook: docs/runbooks/agent-disconnected.md",
    }),
    resource("aws:cloudwatch/eventRule:EventRule", "failed", "failed", {
        name: "failed",
        arn: arn("events", "rule/failed"),
        eventBusName: "default",
        eventPattern: pattern,
    }),
    resource("aws:cloudwatch/eventTarget:EventTarget", "failed", "failed", {
        rule: "failed",
        arn: arn("sns", "alarms"),
    }),
    resource("aws:sns/topic:Topic", "alarms", arn("sns", "alarms"), {
        name: "alarms",
        arn: arn("sns", "alarms"),
        kmsMasterKeyId: arn("kms", "key/k-1"),
    }),
    resource("aws:sns/topicPolicy:TopicPolicy", "alarms", arn("sns", "alarms"), {
        arn: arn("sns", "alarms"),
        policy: documents.topic,
    }),
    resource("aws:sns/topicSubscription:TopicSubscription", "on-call", `${arn("sns", "alarms")}:1`, {
        topic: arn("sns", "alarms"),
        protocol: "email",
        endpoint: "on-call@example.com",
    }),
    resource("aws:cloudwatch/logMetricFilter:LogMetricFilter", "rejected", "rejected", {
        name: "rejected",
        logGroupName: "/jenkins-efs/prod/agents",
        pattern: "REJECT",
        metricTransformation: { name: "Rejected", namespace: "Kit", value: "1" },
    }),
];
