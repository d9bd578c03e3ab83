import assert from "node:assert/strict";
import { counts, partsOf, run, stackConfig } from "../program";

const bucketParts = [
    "s3.Bucket",
    "s3.BucketLifecycleConfiguration",
    "s3.BucketOwnershipControls",
    "s3.BucketPolicy",
    "s3.BucketPublicAccessBlock",
    "s3.BucketServerSideEncryptionConfiguration",
    "s3.BucketVersioning",
];

/** So many buckets with all their parts; the one for access logs logs none of its own. */
const buckets = (count: number) => ({
    ...Object.fromEntries(bucketParts.map((type) => [type, count])),
    "s3.BucketLogging": count - 1,
});

describe("the auditing of an environment", () => {
    it("is exactly these resources in dev", async () => {
        const { auditing } = partsOf(await run("dev", stackConfig("dev")));
        assert.deepEqual(counts(auditing), {
            "cloudtrail.Trail": 1,
            "cloudwatch.LogGroup": 2,
            "ec2.FlowLog": 2,
            "iam.Role": 2,
            "iam.RolePolicy": 2,
            ...buckets(2),
        });
    });

    it("is exactly these resources in prod", async () => {
        const { auditing } = partsOf(await run("prod", stackConfig("prod")));
        assert.deepEqual(counts(auditing), {
            "cloudtrail.Trail": 1,
            "cloudwatch.LogGroup": 2,
            "ec2.FlowLog": 4,
            "iam.Role": 2,
            "iam.RolePolicy": 2,
            "s3.BucketObjectLockConfiguration": 1,
            ...buckets(3),
        });
    });
});
