import type { Site } from "../site";
import { policyDocument } from "./document";

/**
 * The trail writes to streams that it names after the account and region.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
 */
export function trailRolePolicy({ accountId, region }: Site, logGroupArn: string): string {
    return policyDocument({
        Sid: "WriteEvents",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${logGroupArn}:log-stream:${accountId}_CloudTrail_${region}*`,
    });
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html */
export function flowLogRolePolicy(logGroupArn: string): string {
    return policyDocument(
        {
            Sid: "WriteFlows",
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            Resource: [logGroupArn, `${logGroupArn}:log-stream:*`],
        },
        // Lists by prefix, and so has no single group as its resource.
        { Sid: "FindGroup", Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
    );
}

/** What EventBridge's role needs to publish to the encrypted topic. */
export function publisherRolePolicy({ region, dnsSuffix }: Site, topicArn: string, keyArn: string): string {
    return policyDocument(
        { Sid: "Publish", Effect: "Allow", Action: "sns:Publish", Resource: topicArn },
        {
            Sid: "EncryptThroughSns",
            Effect: "Allow",
            Action: ["kms:Decrypt", "kms:GenerateDataKey"],
            Resource: keyArn,
            Condition: {
                StringEquals: {
                    "kms:ViaService": `sns.${region}.${dnsSuffix}`,
                    "kms:EncryptionContext:aws:sns:topicArn": topicArn,
                },
            },
        },
    );
}

/** What EventBridge's role needs to hand events to the event bus of another region. */
export const forwarderRolePolicy = (busArn: string): string =>
    policyDocument({ Sid: "Forward", Effect: "Allow", Action: "events:PutEvents", Resource: busArn });

/** Alarms of this account publish; everybody else needs IAM. */
export function topicPolicy({ partition, region, accountId }: Site, topicArn: string): string {
    return policyDocument({
        Sid: "PublishByAlarms",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: {
            StringEquals: { "aws:SourceAccount": accountId },
            ArnLike: { "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:*` },
        },
    });
}
