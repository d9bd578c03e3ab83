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

/** What every environment with so many agents has. */
const always = (agents: number) => ({
    "cfg.ConformancePack": 1,
    "cloudtrail.Trail": 1,
    "cloudwatch.Dashboard": 1,
    "cloudwatch.EventRule": 9 + agents,
    "cloudwatch.EventTarget": 9 + agents,
    "cloudwatch.LogGroup": 2,
    "cloudwatch.LogMetricFilter": 3,
    "cloudwatch.MetricAlarm": 8 + 5 * agents,
    "cloudwatch.QueryDefinition": 8,
    "iam.Role": 2,
    "iam.RolePolicy": 2,
    "sns.Topic": 1,
    "sns.TopicPolicy": 1,
});

describe("the auditing of an environment", () => {
    it("is exactly these resources in dev", async () => {
        const { auditing } = partsOf(await run("dev", stackConfig("dev")));
        assert.deepEqual(counts(auditing), {
            ...always(2),
            "cfg.DeliveryChannel": 1,
            "cfg.Recorder": 1,
            "cfg.RecorderStatus": 1,
            "ec2.FlowLog": 2,
            ...buckets(3),
        });
    });

    it("is exactly these resources in prod", async () => {
        const { auditing } = partsOf(await run("prod", stackConfig("prod")));
        assert.deepEqual(counts(auditing), {
            ...always(3),
            // Each of the three has a shared area, which a sixth alarm watches.
            "cloudwatch.MetricAlarm": 8 + 6 * 3,
            // One rule and its role forward what happens to the key of the copies' region.
            "cloudwatch.EventRule": 13,
            "cloudwatch.EventTarget": 13,
            "iam.Role": 3,
            "iam.RolePolicy": 3,
            "ec2.FlowLog": 4,
            "s3.BucketObjectLockConfiguration": 1,
            "sns.TopicSubscription": 1,
            ...buckets(3),
        });
    });
});
