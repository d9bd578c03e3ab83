import type { Site } from "../site";
import { policyDocument, type Statement } from "./document";

type Place = Pick<Site, "accountId" | "partition" | "region">;

/** What a service needs to deliver files to a bucket, given the bucket's ARN. */
export type Delivery = (bucketArn: string) => readonly Statement[];

const ownedByBucket = { "s3:x-amz-acl": "bucket-owner-full-control" } as const;

/** The policy of a bucket with audit files: nothing without TLS, and one service that delivers. */
export function auditBucketPolicy(bucketArn: string, delivery: Delivery): string {
    return policyDocument(
        {
            Sid: "DenyPlaintext",
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [bucketArn, `${bucketArn}/*`],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        ...delivery(bucketArn),
    );
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html */
export function trailDelivery({ accountId }: Place, trailArn: string): Delivery {
    const common = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" } } as const;
    return (bucketArn) => [
        {
            Sid: "CheckByTrail",
            ...common,
            Action: "s3:GetBucketAcl",
            Resource: bucketArn,
            Condition: { StringEquals: { "aws:SourceArn": trailArn } },
        },
        {
            Sid: "DeliverByTrail",
            ...common,
            Action: "s3:PutObject",
            Resource: `${bucketArn}/AWSLogs/${accountId}/*`,
            Condition: { StringEquals: { ...ownedByBucket, "aws:SourceArn": trailArn } },
        },
    ];
}

/** https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html */
export function configDelivery({ accountId }: Place): Delivery {
    const common = { Effect: "Allow", Principal: { Service: "config.amazonaws.com" } } as const;
    return (bucketArn) => [
        {
            Sid: "CheckByConfig",
            ...common,
            Action: ["s3:GetBucketAcl", "s3:ListBucket"],
            Resource: bucketArn,
            Condition: { StringEquals: { "aws:SourceAccount": accountId } },
        },
        {
            Sid: "DeliverByConfig",
            ...common,
            Action: "s3:PutObject",
            Resource: `${bucketArn}/AWSLogs/${accountId}/Config/*`,
            Condition: { StringEquals: { ...ownedByBucket, "aws:SourceAccount": accountId } },
        },
    ];
}

/**
 * The statement ids are AWS's own: EC2 adds statements of these names to a bucket's policy that lacks them, which would
 * be drift.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
 */
export function flowLogDelivery({ partition, region, accountId }: Place): Delivery {
    const common = { Effect: "Allow", Principal: { Service: "delivery.logs.amazonaws.com" } } as const;
    const source = { "aws:SourceAccount": accountId };
    const ArnLike = { "aws:SourceArn": `arn:${partition}:logs:${region}:${accountId}:*` };
    return (bucketArn) => [
        {
            Sid: "AWSLogDeliveryWrite",
            ...common,
            Action: "s3:PutObject",
            Resource: `${bucketArn}/AWSLogs/aws-account-id=${accountId}/*`,
            Condition: { StringEquals: { ...ownedByBucket, ...source }, ArnLike },
        },
        {
            Sid: "AWSLogDeliveryAclCheck",
            ...common,
            Action: "s3:GetBucketAcl",
            Resource: bucketArn,
            Condition: { StringEquals: source, ArnLike },
        },
    ];
}

/**
 * From the audit buckets, whose generated names all start as `bucketPrefix`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export function accessLogDelivery({ partition, accountId }: Place, bucketPrefix: string): Delivery {
    return (bucketArn) => [
        {
            Sid: "DeliverByS3",
            Effect: "Allow",
            Principal: { Service: "logging.s3.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: `${bucketArn}/*`,
            Condition: {
                StringEquals: { "aws:SourceAccount": accountId },
                ArnLike: { "aws:SourceArn": `arn:${partition}:s3:::${bucketPrefix}*` },
            },
        },
    ];
}
