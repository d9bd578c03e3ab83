import { tokens } from "../../policy-pack/kernel/tokens";
import { fileSystem, key, other } from "./baseline";
import { but, declare, json, of, unknown } from "./plan";
import { rule } from "./table";

const bucket = declare("aws:s3/bucket:Bucket", "trail-bucket");

const trail = declare(tokens.trail, "audit", {
    s3BucketName: of(bucket, "id"),
    isMultiRegionTrail: true,
    enableLogFileValidation: true,
    kmsKeyId: of(key),
    cloudWatchLogsGroupArn: of(declare(tokens.logGroup, "trail-logs")),
});

const required = { required: true };

rule("cloudtrail-multi-region-on", {
    accepts: {
        "a trail over all regions": trail,
        "a required trail": { plan: [fileSystem, key, trail, bucket], config: required },
    },
    refuses: {
        "a trail of one region": {
            plan: but(trail, { isMultiRegionTrail: undefined }),
            says: /isMultiRegionTrail is absent/,
        },
        "a trail that is off": { plan: but(trail, { enableLogging: false }), says: /enableLogging is false/ },
        "a trail without global services": but(trail, { includeGlobalServiceEvents: false }),
        "no trail, where the configuration requires one": {
            plan: [fileSystem, key],
            config: required,
            says: /no trail/,
        },
    },
    waits: { "a value that is not known yet": but(trail, { isMultiRegionTrail: unknown }) },
    ignores: {
        "a stack without a trail, when none is required": [fileSystem, key],
        "another resource": other,
    },
});

rule("cloudtrail-kms", {
    accepts: { "a key of the program": trail },
    refuses: { "no key": { plan: but(trail, { kmsKeyId: undefined }), says: /absent/ } },
    ignores: { "another resource": other },
});

rule("cloudtrail-validation", {
    accepts: { "validated files": trail },
    refuses: {
        false: but(trail, { enableLogFileValidation: false }),
        "a trail that does not say": {
            plan: but(trail, { enableLogFileValidation: undefined }),
            says: /absent/,
        },
    },
    waits: { "a value that is not known yet": but(trail, { enableLogFileValidation: unknown }) },
    ignores: { "another resource": other },
});

rule("cloudtrail-cloudwatch", {
    accepts: { "a log group": trail },
    refuses: { "no log group": but(trail, { cloudWatchLogsGroupArn: undefined }) },
    ignores: { "another resource": other },
});

const name = of(bucket, "id");

const block = declare("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "block", {
    bucket: name,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
});

const tlsOnly = declare("aws:s3/bucketPolicy:BucketPolicy", "policy", {
    bucket: name,
    policy: json({
        Statement: [
            {
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: of(bucket),
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
        ],
    }),
});

const versioning = declare("aws:s3/bucketVersioning:BucketVersioning", "versioning", {
    bucket: name,
    versioningConfiguration: { status: "Enabled" },
});

const encryption = declare(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "encryption",
    {
        bucket: name,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: of(key) } }],
    },
);

const lifecycle = declare("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "lifecycle", {
    bucket: name,
    rules: [],
});

const logging = declare("aws:s3/bucketLogging:BucketLogging", "logging", {
    bucket: name,
    targetBucket: "logs",
});

const hardened = [bucket, trail, key, block, tlsOnly, versioning, encryption, lifecycle, logging];

const lacking = (missing: unknown) => hardened.filter((part) => part !== missing);

rule("cloudtrail-bucket-hardened", {
    accepts: {
        "a bucket with all of it": hardened,
        "the parts under their older names": hardened.map((part) =>
            part === versioning
                ? { ...versioning, type: "aws:s3/bucketVersioningV2:BucketVersioningV2" }
                : part,
        ),
        "object lock where the configuration asks for it": {
            plan: [
                ...hardened,
                declare("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", "lock", {
                    bucket: name,
                }),
            ],
            config: { objectLock: true },
        },
    },
    refuses: {
        "no block of public access": { plan: lacking(block), says: /public access/ },
        "a block in three ways": [...lacking(block), but(block, { ignorePublicAcls: undefined })],
        "no policy": { plan: lacking(tlsOnly), says: /plain HTTP/ },
        "a policy that allows with TLS": [
            ...lacking(tlsOnly),
            but(tlsOnly, {
                policy: JSON.stringify({
                    Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "*" }],
                }),
            }),
        ],
        "no versions": { plan: lacking(versioning), says: /versioned/ },
        "suspended versions": [
            ...lacking(versioning),
            but(versioning, { versioningConfiguration: { status: "Suspended" } }),
        ],
        "S3's own encryption": {
            plan: [
                ...lacking(encryption),
                but(encryption, {
                    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
                }),
            ],
            says: /KMS key/,
        },
        "no lifecycle": { plan: lacking(lifecycle), says: /lifecycle/ },
        "no access logs": { plan: lacking(logging), says: /who reads it/ },
        "no object lock where the configuration asks for it": {
            plan: hardened,
            config: { objectLock: true },
            says: /object lock/,
        },
        "parts of another bucket": lacking(block).concat(but(block, { bucket: "other" })),
    },
    waits: { "a policy that is not known yet": hardened },
    ignores: {
        "a bucket outside the stack": but(trail, { s3BucketName: "central-trail" }),
        "a stack without trails": [bucket],
    },
});
