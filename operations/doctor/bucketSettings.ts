import {
    GetBucketEncryptionCommand,
    GetBucketLifecycleConfigurationCommand,
    GetBucketLoggingCommand,
    GetBucketOwnershipControlsCommand,
    GetBucketVersioningCommand,
    GetObjectLockConfigurationCommand,
    GetPublicAccessBlockCommand,
    type S3Client,
} from "@aws-sdk/client-s3";
import { isRecord } from "../../state/exported";
import { type Resource, recordsOf } from "../../state/graph";
import type { Settings } from "./compare";

/** What a bucket has settings of, each with its own call. */
export type Aspect = "public" | "owners" | "versions" | "key" | "lock" | "lifecycle" | "logging";

interface Asking {
    /** Of the resource that sets it. */
    readonly type: string;
    /** As IAM calls it. */
    readonly action: string;
    wanted(resource: Resource): Settings;
    /**
     * What S3 has. Most throw an error of their own where nothing is set: `NoSuchPublicAccessBlockConfiguration`,
     * `OwnershipControlsNotFoundError`, `ServerSideEncryptionConfigurationNotFoundError`, `NoSuchLifecycleConfiguration`,
     * `ObjectLockConfigurationNotFoundError`, as a policy's `NoSuchBucketPolicy`.
     * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
     */
    get(client: S3Client, bucket: { readonly Bucket: string }): Promise<Settings>;
}

const at = (value: unknown, key: string): unknown => (isRecord(value) ? value[key] : undefined);

/** A rule as far as it decides what goes when; the last are of what nobody but a hand sets. */
const ruleOf = (
    id: unknown,
    status: unknown,
    days: unknown,
    noncurrentDays: unknown,
    uploadDays: unknown,
    ...more: readonly unknown[]
) => ({
    id,
    status,
    days,
    noncurrentDays,
    uploadDays,
    ...(more.some((one) => one !== undefined && one !== "") && { more }),
});

/** How the state and S3 say each of them. */
export const asks: Readonly<Record<Aspect, Asking>> = {
    public: {
        type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        action: "s3:GetBucketPublicAccessBlock",
        wanted: ({ props }) => ({
            "blocks public ACLs": props.blockPublicAcls,
            "ignores public ACLs": props.ignorePublicAcls,
            "blocks public policies": props.blockPublicPolicy,
            "restricts public buckets": props.restrictPublicBuckets,
        }),
        async get(client, bucket) {
            const { PublicAccessBlockConfiguration: found } = await client.send(
                new GetPublicAccessBlockCommand(bucket),
            );
            return {
                "blocks public ACLs": found?.BlockPublicAcls,
                "ignores public ACLs": found?.IgnorePublicAcls,
                "blocks public policies": found?.BlockPublicPolicy,
                "restricts public buckets": found?.RestrictPublicBuckets,
            };
        },
    },
    owners: {
        type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        action: "s3:GetBucketOwnershipControls",
        wanted: ({ props }) => ({ ownership: at(props.rule, "objectOwnership") }),
        async get(client, bucket) {
            const { OwnershipControls } = await client.send(new GetBucketOwnershipControlsCommand(bucket));
            return { ownership: OwnershipControls?.Rules?.[0]?.ObjectOwnership };
        },
    },
    versions: {
        type: "aws:s3/bucketVersioning:BucketVersioning",
        action: "s3:GetBucketVersioning",
        wanted: ({ props }) => ({ versioning: at(props.versioningConfiguration, "status") }),
        // S3 answers with no status at all where it never was enabled.
        get: async (client, bucket) => ({
            versioning: (await client.send(new GetBucketVersioningCommand(bucket))).Status,
        }),
    },
    key: {
        type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        action: "s3:GetEncryptionConfiguration",
        wanted(resource) {
            const [rule] = recordsOf(resource, "rules");
            const byDefault = rule?.applyServerSideEncryptionByDefault;
            return {
                algorithm: at(byDefault, "sseAlgorithm"),
                key: at(byDefault, "kmsMasterKeyId") || undefined,
                "bucket key": rule?.bucketKeyEnabled === true,
            };
        },
        async get(client, bucket) {
            const { ServerSideEncryptionConfiguration: found } = await client.send(
                new GetBucketEncryptionCommand(bucket),
            );
            const [rule] = found?.Rules ?? [];
            return {
                algorithm: rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
                key: rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
                "bucket key": rule?.BucketKeyEnabled === true,
            };
        },
    },
    lock: {
        type: "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
        action: "s3:GetBucketObjectLockConfiguration",
        wanted({ props }) {
            const retention = at(props.rule, "defaultRetention");
            return { mode: at(retention, "mode"), days: at(retention, "days") };
        },
        async get(client, bucket) {
            const { ObjectLockConfiguration } = await client.send(
                new GetObjectLockConfigurationCommand(bucket),
            );
            const retention = ObjectLockConfiguration?.Rule?.DefaultRetention;
            return { mode: retention?.Mode, days: retention?.Days };
        },
    },
    lifecycle: {
        type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        action: "s3:GetLifecycleConfiguration",
        wanted: (resource) => ({
            rules: recordsOf(resource, "rules").map((rule) =>
                ruleOf(
                    rule.id,
                    rule.status,
                    at(rule.expiration, "days"),
                    at(rule.noncurrentVersionExpiration, "noncurrentDays"),
                    at(rule.abortIncompleteMultipartUpload, "daysAfterInitiation"),
                ),
            ),
        }),
        async get(client, bucket) {
            const { Rules = [] } = await client.send(new GetBucketLifecycleConfigurationCommand(bucket));
            return {
                rules: Rules.map((rule) => {
                    const { Prefix, ...filter } = rule.Filter ?? {};
                    return ruleOf(
                        rule.ID,
                        rule.Status,
                        rule.Expiration?.Days,
                        rule.NoncurrentVersionExpiration?.NoncurrentDays,
                        rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
                        Prefix,
                        ...Object.values(filter),
                        rule.Expiration?.Date,
                        rule.NoncurrentVersionExpiration?.NewerNoncurrentVersions,
                        rule.Transitions,
                        rule.NoncurrentVersionTransitions,
                    );
                }),
            };
        },
    },
    logging: {
        type: "aws:s3/bucketLogging:BucketLogging",
        action: "s3:GetBucketLogging",
        wanted: ({ props }) => ({ bucket: props.targetBucket, prefix: props.targetPrefix }),
        async get(client, bucket) {
            // S3 answers with nothing where it logs no access.
            const { LoggingEnabled } = await client.send(new GetBucketLoggingCommand(bucket));
            return { bucket: LoggingEnabled?.TargetBucket, prefix: LoggingEnabled?.TargetPrefix };
        },
    },
};
