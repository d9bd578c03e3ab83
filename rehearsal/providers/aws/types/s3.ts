import { describeTypes, text } from "../resourceType";

const byBucket = ({ inputs }: { inputs: Readonly<Record<string, unknown>> }): string => text(inputs.bucket);

/** S3: buckets and what is set on them. */
export const s3 = describeTypes({
    "aws:s3/bucket:Bucket": {
        inputs: `accelerationStatus acl bucket^ bucketNamespace^ bucketPrefix^ corsRules forceDestroy grants
            lifecycleRules logging objectLockConfiguration objectLockEnabled^ policy region^ replicationConfiguration
            requestPayer serverSideEncryptionConfiguration tags versioning website`,
        autoName: { property: "bucket", maxLength: 63, lowerCase: true },
        namePattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        defaults: { forceDestroy: false },
        id: byBucket,
        computed: (i) => ({
            arn: i.globalArn("s3", i.id, false),
            bucketDomainName: `${i.id}.s3.${i.dnsSuffix}`,
            bucketRegion: i.region,
            bucketRegionalDomainName: `${i.id}.s3.${i.region}.${i.dnsSuffix}`,
            hostedZoneId: "Z3AQBSTGFYJSTF",
            objectLockEnabled: false,
            requestPayer: "BucketOwner",
            websiteDomain: "",
            websiteEndpoint: "",
        }),
    },
    "aws:s3/bucketPolicy:BucketPolicy": { inputs: "bucket!^ policy! region^", id: byBucket },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
        overwrites: true,
        inputs: `blockPublicAcls blockPublicPolicy bucket!^ ignorePublicAcls region^ restrictPublicBuckets skipDestroy`,
        defaults: {
            blockPublicAcls: false,
            blockPublicPolicy: false,
            ignorePublicAcls: false,
            restrictPublicBuckets: false,
        },
        id: byBucket,
    },
    "aws:s3/bucketVersioning:BucketVersioning": {
        overwrites: true,
        inputs: "bucket!^ expectedBucketOwner^ mfa region^ versioningConfiguration!",
        id: byBucket,
    },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
        overwrites: true,
        inputs: "bucket!^ expectedBucketOwner^ region^ rules!",
        id: byBucket,
    },
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
        overwrites: true,
        inputs: "bucket!^ region^ rule!",
        id: byBucket,
    },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
        overwrites: true,
        inputs: "bucket!^ expectedBucketOwner^ region^ rules timeouts transitionDefaultMinimumObjectSize",
        id: byBucket,
        computed: () => ({ transitionDefaultMinimumObjectSize: "all_storage_classes_128K" }),
    },
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": {
        overwrites: true,
        inputs: "bucket!^ expectedBucketOwner^ objectLockEnabled^ region^ rule token",
        defaults: { objectLockEnabled: "Enabled" },
        id: byBucket,
    },
    "aws:s3/bucketLogging:BucketLogging": {
        overwrites: true,
        inputs: `bucket!^ expectedBucketOwner^ region^ targetBucket! targetGrants targetObjectKeyFormat targetPrefix!`,
        id: byBucket,
    },
});
