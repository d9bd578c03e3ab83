import {
    CreateBucketCommand,
    type ExpirationStatus,
    type ObjectLockRetentionMode,
    PutBucketEncryptionCommand,
    PutBucketLifecycleConfigurationCommand,
    PutBucketLoggingCommand,
    PutBucketOwnershipControlsCommand,
    PutBucketPolicyCommand,
    PutBucketVersioningCommand,
    PutObjectLockConfigurationCommand,
    PutPublicAccessBlockCommand,
    S3Client,
    type ServerSideEncryption,
} from "@aws-sdk/client-s3";
import { isRecord } from "../../../../state/exported";
import { type Resource, recordsOf, textOf } from "../../../../state/graph";
import { clientOf, type Seeding } from "./seeding";

const within = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

/** Buckets with all that the stack sets of them; those first that others send their access logs to. */
export async function seedBuckets(seeding: Seeding): Promise<void> {
    const { graph } = seeding;
    for (const bucket of graph.all("aws:s3/bucket:Bucket"))
        await clientOf(S3Client, bucket).send(
            new CreateBucketCommand({
                Bucket: bucket.id,
                ObjectLockEnabledForBucket: bucket.props.objectLockEnabled === true,
                ObjectOwnership: "BucketOwnerEnforced",
            }),
        );
    for (const resource of graph.resources.filter(({ type }) => type.startsWith("aws:s3/")))
        await seedSetting(seeding, resource);
}

async function seedSetting(seeding: Seeding, resource: Resource): Promise<unknown> {
    const s3 = clientOf(S3Client, resource);
    const Bucket = textOf(resource, "bucket");
    const { props } = resource;
    const [rule] = recordsOf(resource, "rules");
    switch (resource.type.split(":").at(-1)) {
        case "BucketPublicAccessBlock":
            return s3.send(
                new PutPublicAccessBlockCommand({
                    Bucket,
                    PublicAccessBlockConfiguration: {
                        BlockPublicAcls: props.blockPublicAcls === true,
                        IgnorePublicAcls: props.ignorePublicAcls === true,
                        BlockPublicPolicy: props.blockPublicPolicy === true,
                        RestrictPublicBuckets: props.restrictPublicBuckets === true,
                    },
                }),
            );
        case "BucketOwnershipControls":
            return s3.send(
                new PutBucketOwnershipControlsCommand({
                    Bucket,
                    OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
                }),
            );
        case "BucketVersioning":
            return s3.send(
                new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
            );
        case "BucketServerSideEncryptionConfiguration": {
            const { sseAlgorithm, kmsMasterKeyId } = within(rule?.applyServerSideEncryptionByDefault);
            return s3.send(
                new PutBucketEncryptionCommand({
                    Bucket,
                    ServerSideEncryptionConfiguration: {
                        Rules: [
                            {
                                ApplyServerSideEncryptionByDefault: {
                                    SSEAlgorithm: sseAlgorithm as ServerSideEncryption,
                                    KMSMasterKeyID: kmsMasterKeyId ? seeding.in(kmsMasterKeyId) : undefined,
                                },
                            },
                        ],
                    },
                }),
            );
        }
        case "BucketLifecycleConfiguration":
            return s3.send(
                new PutBucketLifecycleConfigurationCommand({
                    Bucket,
                    LifecycleConfiguration: {
                        Rules: recordsOf(resource, "rules").map((each) => ({
                            ID: String(each.id),
                            Status: each.status as ExpirationStatus,
                            Filter: { Prefix: String(within(each.filter).prefix) },
                            Expiration: { Days: Number(within(each.expiration).days) },
                            NoncurrentVersionExpiration: {
                                NoncurrentDays: Number(
                                    within(each.noncurrentVersionExpiration).noncurrentDays,
                                ),
                            },
                            AbortIncompleteMultipartUpload: {
                                DaysAfterInitiation: Number(
                                    within(each.abortIncompleteMultipartUpload).daysAfterInitiation,
                                ),
                            },
                        })),
                    },
                }),
            );
        case "BucketPolicy":
            return s3.send(
                new PutBucketPolicyCommand({
                    Bucket,
                    // moto 5.2.5 breaks at a principal that is a text, where another bucket logs to this one.
                    Policy: seeding
                        .text(resource, "policy")
                        .replaceAll('"Principal":"*"', '"Principal":{"AWS":"*"}'),
                }),
            );
        case "BucketObjectLockConfiguration": {
            const { mode, days } = within(within(props.rule).defaultRetention);
            return s3.send(
                new PutObjectLockConfigurationCommand({
                    Bucket,
                    ObjectLockConfiguration: {
                        ObjectLockEnabled: "Enabled",
                        Rule: {
                            DefaultRetention: { Mode: mode as ObjectLockRetentionMode, Days: Number(days) },
                        },
                    },
                }),
            );
        }
        case "BucketLogging":
            return s3.send(
                new PutBucketLoggingCommand({
                    Bucket,
                    BucketLoggingStatus: {
                        LoggingEnabled: {
                            TargetBucket: textOf(resource, "targetBucket"),
                            TargetPrefix: textOf(resource, "targetPrefix"),
                        },
                    },
                }),
            );
        default:
            return undefined;
    }
}
