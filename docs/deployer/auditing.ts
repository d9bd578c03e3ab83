import { packs } from "./conformance";
import type { Part } from "./statement";

/** By the names of parts, which Pulumi makes up the rest of; an environment's own name comes first. */
const named = (kind: string): string[] =>
    ["auditing-*", "*-auditing-*"].map((name) => `arn:aws:${kind}${name}`);

/** What an update of the auditing changes. */
export const auditing: readonly Part[] = [
    {
        sid: "Trail",
        resource: "arn:aws:cloudtrail:*:*:trail/jenkins-efs-*",
        calls: {
            "cloudtrail/trail:Trail":
                "cloudtrail: AddTags CreateTrail DeleteTrail PutEventSelectors RemoveTags StartLogging StopLogging UpdateTrail",
        },
    },
    {
        sid: "AuditBuckets",
        resource: "arn:aws:s3:::jenkins-efs-*",
        calls: {
            "s3/bucket:Bucket": "s3: CreateBucket DeleteBucket PutBucketTagging",
            "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "s3: PutLifecycleConfiguration",
            "s3/bucketLogging:BucketLogging": "s3: PutBucketLogging",
            "s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration":
                "s3: PutBucketObjectLockConfiguration",
            "s3/bucketOwnershipControls:BucketOwnershipControls": "s3: PutBucketOwnershipControls",
            "s3/bucketPolicy:BucketPolicy": "s3: DeleteBucketPolicy PutBucketPolicy",
            "s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "s3: PutBucketPublicAccessBlock",
            "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
                "s3: PutEncryptionConfiguration",
            "s3/bucketVersioning:BucketVersioning": "s3: PutBucketVersioning",
        },
    },
    {
        sid: "FlowLogs",
        resource: "*",
        calls: {
            "ec2/flowLog:FlowLog":
                "ec2: CreateFlowLogs DeleteFlowLogs; logs: CreateLogDelivery DeleteLogDelivery",
        },
    },
    {
        sid: "Config",
        resource: "*",
        calls: {
            "cfg/deliveryChannel:DeliveryChannel": "config: DeleteDeliveryChannel PutDeliveryChannel",
            "cfg/recorder:Recorder": "config: DeleteConfigurationRecorder PutConfigurationRecorder",
            "cfg/recorderStatus:RecorderStatus":
                "config: StartConfigurationRecorder StopConfigurationRecorder",
        },
    },
    {
        sid: "ConformancePacks",
        resource: packs,
        calls: { "cfg/conformancePack:ConformancePack": "config: DeleteConformancePack" },
    },
    {
        sid: "EventRules",
        resource: named("events:*:*:rule/"),
        calls: {
            "cloudwatch/eventRule:EventRule": "events: DeleteRule PutRule TagResource UntagResource",
            "cloudwatch/eventTarget:EventTarget": "events: PutTargets RemoveTargets",
        },
    },
    {
        sid: "MetricAlarms",
        resource: named("cloudwatch:*:*:alarm:"),
        calls: {
            "cloudwatch/metricAlarm:MetricAlarm":
                "cloudwatch: DeleteAlarms PutMetricAlarm TagResource UntagResource",
        },
    },
    {
        sid: "Findings",
        resource: "*",
        calls: {
            "cloudwatch/dashboard:Dashboard": "cloudwatch: DeleteDashboards PutDashboard",
            "cloudwatch/logMetricFilter:LogMetricFilter": "logs: DeleteMetricFilter PutMetricFilter",
            "cloudwatch/queryDefinition:QueryDefinition": "logs: DeleteQueryDefinition PutQueryDefinition",
            // IAM has no resource for these, though they take the ARN of a subscription.
            "sns/topicSubscription:TopicSubscription": "sns: SetSubscriptionAttributes Unsubscribe",
        },
    },
    {
        sid: "AlarmTopic",
        resource: "arn:aws:sns:*:*:jenkins-efs-*",
        calls: {
            "sns/topic:Topic": "sns: CreateTopic DeleteTopic SetTopicAttributes TagResource UntagResource",
            "sns/topicPolicy:TopicPolicy": "sns: SetTopicAttributes",
            "sns/topicSubscription:TopicSubscription": "sns: Subscribe",
        },
    },
    {
        sid: "PassRoles",
        resource: [
            "arn:aws:iam::*:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
            "arn:aws:iam::*:role/jenkins-efs/*",
        ],
        condition: {
            StringEquals: {
                "iam:PassedToService": [
                    "cloudtrail.amazonaws.com",
                    "config.amazonaws.com",
                    "events.amazonaws.com",
                    "vpc-flow-logs.amazonaws.com",
                ],
            },
        },
        calls: {
            "cfg/recorder:Recorder": "iam: PassRole",
            "cloudtrail/trail:Trail": "iam: PassRole",
            "cloudwatch/eventTarget:EventTarget": "iam: PassRole",
            "ec2/flowLog:FlowLog": "iam: PassRole",
        },
    },
];
