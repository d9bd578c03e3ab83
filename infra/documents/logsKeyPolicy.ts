import { policyDocument, type Statement } from "./document";
import { administer, type Place, root } from "./keyPolicies";

/** What the logs key serves, each by a name that is known before it exists. */
export interface LogsKeyUses {
    /** Log groups by ARN without a trailing `:*`. */
    readonly logGroupArns: readonly string[];
    /** The topic of the alarms. */
    readonly topicArn: string;
    /** The trail that is made here, if one is. */
    readonly trailArn?: string;
    /** Whether AWS Config delivers to a bucket made here. */
    readonly configDelivery: boolean;
    /** Whether flow logs are delivered to a bucket made here. */
    readonly flowLogDelivery: boolean;
}

/**
 * The key of everything that tells who did what: exactly these log groups, this trail, this topic, and the files in the
 * audit buckets, which principals of the account read through S3 where IAM allows them to.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function logsKeyPolicy(place: Place, administratorArns: readonly string[], uses: LogsKeyUses): string {
    return policyDocument(
        administer(place, administratorArns),
        {
            Sid: "UseByLogGroups",
            Effect: "Allow",
            Principal: { Service: `logs.${place.region}.${place.dnsSuffix}` },
            Action: [
                "kms:Decrypt*",
                "kms:Describe*",
                "kms:Encrypt*",
                "kms:GenerateDataKey*",
                "kms:ReEncrypt*",
            ],
            Resource: "*",
            Condition: { ArnEquals: { "kms:EncryptionContext:aws:logs:arn": uses.logGroupArns } },
        },
        ...(uses.trailArn === undefined ? [] : useByTrail(place, uses.trailArn)),
        ...(uses.configDelivery ? [useByConfig(place)] : []),
        ...(uses.flowLogDelivery ? [useByFlowLogs(place)] : []),
        {
            Sid: "PublishByCloudWatchAlarms",
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
            Resource: "*",
            Condition: {
                StringEquals: { "aws:SourceAccount": place.accountId },
                ArnLike: {
                    "aws:SourceArn": `arn:${place.partition}:cloudwatch:${place.region}:${place.accountId}:alarm:*`,
                },
            },
        },
        {
            // SNS: aws:SourceAccount and aws:SourceArn are "not supported for EventBridge-to-encrypted topics" in a key's
            // policy. What holds it to this environment is the topic in the encryption context, whose own policy names
            // the rules.
            // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
            Sid: "PublishByEventBridge",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
            Resource: "*",
            Condition: { StringEquals: { "kms:EncryptionContext:aws:sns:topicArn": uses.topicArn } },
        },
        {
            Sid: "ReadThroughS3",
            Effect: "Allow",
            Principal: { AWS: root(place) },
            Action: "kms:Decrypt",
            Resource: "*",
            Condition: {
                StringEquals: {
                    "kms:CallerAccount": place.accountId,
                    "kms:ViaService": `s3.${place.region}.${place.dnsSuffix}`,
                },
            },
        },
    );
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html */
function useByTrail({ partition, accountId }: Place, trailArn: string): Statement[] {
    const common = {
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Resource: "*",
    } as const;
    return [
        {
            Sid: "EncryptByTrail",
            ...common,
            Action: "kms:GenerateDataKey*",
            Condition: {
                StringEquals: { "aws:SourceArn": trailArn },
                StringLike: {
                    "kms:EncryptionContext:aws:cloudtrail:arn": `arn:${partition}:cloudtrail:*:${accountId}:trail/*`,
                },
            },
        },
        {
            Sid: "DescribeByTrail",
            ...common,
            Action: "kms:DescribeKey",
            Condition: { StringEquals: { "aws:SourceArn": trailArn } },
        },
    ];
}

/** https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html */
function useByConfig({ accountId }: Place): Statement {
    return {
        Sid: "EncryptByConfig",
        Effect: "Allow",
        Principal: { Service: "config.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    };
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-cmk-policy.html */
function useByFlowLogs({ partition, region, accountId }: Place): Statement {
    return {
        Sid: "EncryptByFlowLogs",
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        Resource: "*",
        Condition: {
            StringEquals: { "aws:SourceAccount": accountId },
            ArnLike: { "aws:SourceArn": `arn:${partition}:logs:${region}:${accountId}:*` },
        },
    };
}
