import type { Account } from "../../account/account";
import type { AuditFiles } from "../../account/parts";
import { type Call, type Context, calls, type Jobs, keysFor } from "./call";

const secure = (source: Context): Context => ({ "aws:SecureTransport": "true", ...source });
const sourceOf = (account: string, arn: string): Context => ({
    "aws:SourceAccount": account,
    "aws:SourceArn": arn,
});
const encryption = ["kms:Decrypt", "kms:GenerateDataKey"];

const onLogsKey = (account: Account, actions: readonly string[], context: Context): readonly Call[] =>
    keysFor(account, "logs").flatMap(({ arn, policy }) => calls(actions, arn, { policy, context }));

/** A file that a service puts into a bucket of the kit, and what else it asks of the bucket. */
function onBucket(
    { buckets }: Account,
    files: AuditFiles,
    file: string,
    source: Context,
    checks: readonly string[],
): readonly Call[] {
    const owned = { "s3:x-amz-acl": "bucket-owner-full-control" };
    return buckets
        .filter((bucket) => bucket.files === files)
        .flatMap(({ arn, policy }) => [
            ...calls(checks, arn, { policy, context: secure(source) }),
            ...calls(["s3:PutObject"], `${arn}/${file}`, {
                policy,
                context: { ...secure(source), ...owned },
            }),
        ]);
}

/** What tells who did what: files, log streams and messages that services deliver. */
export const deliveryJobs: Jobs = {
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
    "write the trail to its log group": ({ logGroups, id, region }) => {
        const group = logGroups.find(({ owner }) => owner === "the trail's")?.arn;
        return group === undefined
            ? []
            : calls(
                  ["logs:CreateLogStream", "logs:PutLogEvents"],
                  `${group}:log-stream:${id}_CloudTrail_${region}`,
              );
    },
    // Without CreateLogGroup: the group is there before the flow log.
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    "write flows to their log group": ({ logGroups }) => {
        const group = logGroups.find(({ owner }) => owner === "the flow logs'")?.arn;
        return group === undefined
            ? []
            : [
                  ...calls(
                      ["logs:CreateLogStream", "logs:PutLogEvents"],
                      `${group}:log-stream:eni-0a1b2c3d4e5f60718-all`,
                  ),
                  ...calls(["logs:DescribeLogStreams"], group),
                  ...calls(["logs:DescribeLogGroups"], "*"),
              ];
    },
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
    "hand events of another region on": ({ forwardedTo }) =>
        forwardedTo.flatMap((bus) => calls(["events:PutEvents"], bus)),
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    "deliver the trail's files": (account) => {
        const { trailArn, id, region } = account;
        if (trailArn === undefined) return [];
        const source = { "aws:SourceArn": trailArn };
        const file = `AWSLogs/${id}/CloudTrail/${region}/2026/11/26/file.json.gz`;
        const context = { ...source, "kms:EncryptionContext:aws:cloudtrail:arn": trailArn };
        return [
            ...onBucket(account, "trail", file, source, ["s3:GetBucketAcl"]),
            ...onLogsKey(account, ["kms:GenerateDataKey"], context),
            ...onLogsKey(account, ["kms:DescribeKey"], source),
        ];
    },
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-cmk-policy.html
    "deliver flow files": (account) => {
        const { partition, region, id, hasFlowFiles } = account;
        if (!hasFlowFiles) return [];
        const source = sourceOf(id, `arn:${partition}:logs:${region}:${id}:*`);
        const file = `AWSLogs/aws-account-id=${id}/aws-service=vpcflowlogs/file.log.parquet`;
        const onKey = [
            ...encryption,
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo",
        ];
        return [
            ...onBucket(account, "flows", file, source, ["s3:GetBucketAcl"]),
            ...onLogsKey(account, onKey, source),
        ];
    },
    // A recorder with the service-linked role delivers in its own name.
    // https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
    // https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html
    "deliver configuration": (account) => {
        const { id, region, hasRecorder } = account;
        if (!hasRecorder) return [];
        const source = { "aws:SourceAccount": id };
        const file = `AWSLogs/${id}/Config/${region}/2026/11/26/ConfigHistory/file.json.gz`;
        const checks = ["s3:GetBucketAcl", "s3:ListBucket"];
        return [
            ...onBucket(account, "configuration", file, source, checks),
            ...onLogsKey(account, encryption, source),
        ];
    },
    // From each bucket that logs, under the name and into the folder that it was given.
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    "deliver access logs": ({ accessLogs, id }) =>
        accessLogs.flatMap(({ sourceArn, prefix, target: { arn, policy } }) =>
            calls(["s3:PutObject"], `${arn}/${prefix}2026-11-26-00-00-00-0123456789ABCDEF`, {
                policy,
                context: secure(sourceOf(id, sourceArn)),
            }),
        ),
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    "tell an alarm": (account) => {
        const { partition, region, id, topics } = account;
        const context = sourceOf(id, `arn:${partition}:cloudwatch:${region}:${id}:alarm:mount-missing`);
        return topics.flatMap(({ arn, policy }) => [
            ...calls(["sns:Publish"], arn, { policy, context }),
            ...onLogsKey(account, encryption, context),
        ]);
    },
    // By each rule whose target the topic is, as EventBridge itself; with a role "event delivery may fail".
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    "tell an event": (account) =>
        account.topics.flatMap(({ arn, policy }) => [
            ...account.ruleArns.flatMap((rule) =>
                calls(["sns:Publish"], arn, { policy, context: { "aws:SourceArn": rule } }),
            ),
            ...onLogsKey(account, encryption, { "kms:EncryptionContext:aws:sns:topicArn": arn }),
        ]),
};
