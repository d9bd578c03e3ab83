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

/** What EventBridge's role needs to hand events to the event bus of another region. */
export const forwarderRolePolicy = (busArn: string): string =>
    policyDocument({ Sid: "Forward", Effect: "Allow", Action: "events:PutEvents", Resource: busArn });

/**
 * Alarms of this account publish, and rules whose names start as given; everybody else needs IAM. EventBridge wants no role
 * for a topic: with one, "event delivery may fail, particularly for [...] targets with AWS KMS encryption enabled".
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
export function topicPolicy(
    { partition, region, accountId }: Site,
    topicArn: string,
    ruleNamePrefix: string,
): string {
    const publish = { Effect: "Allow", Action: "sns:Publish", Resource: topicArn } as const;
    const place = `${region}:${accountId}`;
    return policyDocument(
        {
            Sid: "PublishByAlarms",
            ...publish,
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Condition: {
                StringEquals: { "aws:SourceAccount": accountId },
                ArnLike: { "aws:SourceArn": `arn:${partition}:cloudwatch:${place}:alarm:*` },
            },
        },
        {
            Sid: "PublishByRules",
            ...publish,
            Principal: { Service: "events.amazonaws.com" },
            Condition: {
                ArnLike: { "aws:SourceArn": `arn:${partition}:events:${place}:rule/${ruleNamePrefix}*` },
            },
        },
    );
}
