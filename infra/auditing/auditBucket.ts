import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../config/schema";
import { auditBucketPolicy, type Delivery } from "../documents/auditBucketPolicies";
import type { Tags } from "../tags";

/** Who delivers to the bucket, with which key, and how long its files stay. */
export interface AuditBucketArgs {
    /** First part of the bucket's name, by which the policies of who deploys know it: 37 characters at most. */
    readonly namePrefix: string;
    /** Who delivers the files. */
    readonly delivery: Delivery;
    /** Key of the files. Absent: S3's own key, which is all that S3's access logs can be encrypted with. */
    readonly keyArn?: pulumi.Input<string> | undefined;
    /** The bucket that gets a record of every access. Absent: this is that bucket. */
    readonly accessLogs?: AuditBucket;
    /** Days until a file is deleted. @default 400 */
    readonly retentionDays?: number | undefined;
    /** Refuses to delete or overwrite a file before `retentionDays` are over. @default none */
    readonly objectLock?: "governance" | "compliance";
    /** Whether the engine refuses to delete the bucket, and to empty it. @default true */
    readonly protect?: boolean | undefined;
    readonly tags: Tags;
}

/**
 * A bucket for audit files: private, versioned, encrypted, TLS only, owned by the account alone, each access recorded
 * and each file kept for a set time. It has no bucket key, so that each use of the KMS key is an event of its own.
 */
export class AuditBucket extends pulumi.ComponentResource {
    readonly bucket: aws.s3.Bucket;
    /** In force before a service checks whether it may deliver. */
    readonly policy: aws.s3.BucketPolicy;

    constructor(name: string, args: AuditBucketArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:auditing:AuditBucket", name, {}, opts);
        const { keyArn, accessLogs, objectLock, protect = defaults.protect } = args;
        const { retentionDays = defaults.auditing.fileRetentionDays } = args;
        const parent = { parent: this };

        this.bucket = new aws.s3.Bucket(
            name,
            {
                bucketPrefix: args.namePrefix,
                objectLockEnabled: objectLock !== undefined,
                // The provider would bypass a governance lock to delete what is locked.
                forceDestroy: !protect && objectLock === undefined,
                tags: { ...args.tags, Name: name },
            },
            { parent: this, protect },
        );
        const bucket = this.bucket.id;
        const block = new aws.s3.BucketPublicAccessBlock(
            name,
            {
                bucket,
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
            parent,
        );
        new aws.s3.BucketOwnershipControls(
            name,
            { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
            parent,
        );
        const versioning = new aws.s3.BucketVersioning(
            name,
            { bucket, versioningConfiguration: { status: "Enabled" } },
            parent,
        );
        new aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            {
                bucket,
                rules: [
                    {
                        applyServerSideEncryptionByDefault:
                            keyArn === undefined
                                ? { sseAlgorithm: "AES256" }
                                : { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
                    },
                ],
            },
            parent,
        );
        new aws.s3.BucketLifecycleConfiguration(
            name,
            {
                bucket,
                rules: [
                    {
                        id: "expire",
                        status: "Enabled",
                        filter: { prefix: "" },
                        expiration: { days: retentionDays },
                        noncurrentVersionExpiration: { noncurrentDays: retentionDays },
                        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
                    },
                ],
            },
            { parent: this, dependsOn: versioning },
        );
        // S3 refuses changes of the two at the same time.
        this.policy = new aws.s3.BucketPolicy(
            name,
            { bucket, policy: this.bucket.arn.apply((arn) => auditBucketPolicy(arn, args.delivery)) },
            { parent: this, dependsOn: block },
        );
        if (objectLock)
            new aws.s3.BucketObjectLockConfiguration(
                name,
                {
                    bucket,
                    rule: { defaultRetention: { mode: objectLock.toUpperCase(), days: retentionDays } },
                },
                { parent: this, dependsOn: versioning },
            );
        if (accessLogs)
            new aws.s3.BucketLogging(
                name,
                { bucket, targetBucket: accessLogs.bucket.id, targetPrefix: `${name}/` },
                { parent: this, dependsOn: accessLogs.policy },
            );
        this.registerOutputs({ bucketName: this.bucket.id });
    }
}
