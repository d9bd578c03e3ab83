import { describeTypes, text } from "../resourceType";

/**
 * No two dots side by side, no IP address, and what S3 keeps for itself at the start and the end.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
const bucketName =
    /^(?!.*\.\.)(?!\d+(\.\d+){3}$)(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const byBucket = ({ inputs }: { inputs: Readonly<Record<string, unknown>> }): string => text(inputs.bucket);

/** S3: buckets and what is set on them. */
export const s3 = describeTypes({
    "aws:s3/bucket:Bucket": {
        replaces: "bucket bucketNamespace bucketPrefix objectLockEnabled",
        autoName: { property: "bucket", maxLength: 63, lowerCase: true },
        texts: { bucket: bucketName },
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
    "aws:s3/bucketPolicy:BucketPolicy": { overwrites: true, replaces: "bucket", id: byBucket },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
        overwrites: true,
        replaces: "bucket",
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
        replaces: "bucket expectedBucketOwner",
        id: byBucket,
    },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
        overwrites: true,
        replaces: "bucket expectedBucketOwner",
        id: byBucket,
    },
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
        overwrites: true,
        replaces: "bucket",
        id: byBucket,
    },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
        overwrites: true,
        replaces: "bucket expectedBucketOwner",
        id: byBucket,
        computed: () => ({ transitionDefaultMinimumObjectSize: "all_storage_classes_128K" }),
    },
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": {
        overwrites: true,
        replaces: "bucket expectedBucketOwner objectLockEnabled",
        defaults: { objectLockEnabled: "Enabled" },
        id: byBucket,
    },
    "aws:s3/bucketLogging:BucketLogging": {
        overwrites: true,
        replaces: "bucket expectedBucketOwner",
        id: byBucket,
    },
});
