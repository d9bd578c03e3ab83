import assert from "node:assert/strict";
import { counts, minimal, type Registered, type Run, run, stackConfig } from "../program";

type Values = Record<string, unknown>;

const logsKey = "arn:aws:mock:us-east-1:111122223333:Key/key-logs";
const untagged = ({ tags, ...inputs }: Readonly<Values>) => inputs;
const withAuditing = (auditing: Values) => run("test", { ...minimal, "jenkins-efs:auditing": auditing });

describe("the trail", () => {
    let stack: Run;
    before(async () => {
        stack = await run("test", minimal);
    });

    it("records every management event of every region, signed, encrypted with the logs key, to its bucket and log group", () => {
        assert.deepEqual(untagged(stack.get("aws:cloudtrail/trail:Trail", "auditing-trail").inputs), {
            name: "jenkins-efs-test",
            s3BucketName: "auditing-trail-id",
            kmsKeyId: logsKey,
            enableLogging: true,
            enableLogFileValidation: true,
            isMultiRegionTrail: true,
            includeGlobalServiceEvents: true,
            cloudWatchLogsGroupArn: "arn:aws:mock:us-east-1:111122223333:LogGroup/auditing-trail:*",
            cloudWatchLogsRoleArn: "arn:aws:mock:us-east-1:111122223333:Role/auditing-trail",
        });
        assert.deepEqual(untagged(stack.get("aws:cloudwatch/logGroup:LogGroup", "auditing-trail").inputs), {
            name: "/jenkins-efs/test/trail",
            kmsKeyId: logsKey,
            retentionInDays: 365,
        });
    });

    it("starts when its bucket and its role are ready", () => {
        const { dependsOn } = stack.get("aws:cloudtrail/trail:Trail", "auditing-trail");
        for (const type of ["BucketPolicy", "RolePolicy"])
            assert.ok(
                dependsOn.some((urn) => urn.endsWith(`${type}::auditing-trail`)),
                type,
            );
    });

    it("has a bucket that is private, versioned, encrypted, owned by the account, kept and logged", () => {
        const part = (type: string, name = "auditing-trail") => {
            const { bucket, ...inputs } = stack.get(`aws:s3/${type}`, name).inputs;
            assert.equal(bucket, "auditing-trail-id");
            return inputs;
        };
        assert.deepEqual(part("bucketPublicAccessBlock:BucketPublicAccessBlock"), {
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        });
        assert.deepEqual(part("bucketOwnershipControls:BucketOwnershipControls"), {
            rule: { objectOwnership: "BucketOwnerEnforced" },
        });
        assert.deepEqual(part("bucketVersioning:BucketVersioning"), {
            versioningConfiguration: { status: "Enabled" },
        });
        assert.deepEqual(
            part("bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"),
            {
                rules: [
                    {
                        applyServerSideEncryptionByDefault: {
                            sseAlgorithm: "aws:kms",
                            kmsMasterKeyId: logsKey,
                        },
                    },
                ],
            },
        );
        assert.deepEqual(part("bucketLifecycleConfiguration:BucketLifecycleConfiguration"), {
            rules: [
                {
                    id: "expire",
                    status: "Enabled",
                    filter: { prefix: "" },
                    expiration: { days: 400 },
                    noncurrentVersionExpiration: { noncurrentDays: 400 },
                    abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
                },
            ],
        });
        assert.deepEqual(part("bucketLogging:BucketLogging"), {
            targetBucket: "auditing-access-logs-id",
            targetPrefix: "auditing-trail/",
        });
    });

    it("has its accesses recorded in a bucket without a KMS key, to which S3 would deliver none", () => {
        const name = "auditing-access-logs";
        const { rules } = stack.get(
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            name,
        ).inputs;
        assert.deepEqual(rules, [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
    });

    it("can have files that nobody deletes before their time", async () => {
        const locked = await withAuditing({ objectLock: "compliance", fileRetentionDays: 2557 });
        assert.equal(locked.get("aws:s3/bucket:Bucket", "auditing-trail").inputs.objectLockEnabled, true);
        assert.deepEqual(
            locked
                .all("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
                .map(({ inputs }) => inputs),
            [
                {
                    bucket: "auditing-trail-id",
                    rule: { defaultRetention: { mode: "COMPLIANCE", days: 2557 } },
                },
            ],
        );
    });

    it("is not made, and neither is a bucket, where the account has one", async () => {
        const adopting = counts((await withAuditing({ trailLogGroupName: "organisation-trail" })).resources);
        for (const type of ["cloudtrail.Trail", "s3.Bucket"]) assert.equal(adopting[type], undefined, type);
        assert.equal(adopting["cloudwatch.LogGroup"], 2);
    });

    for (const [title, logGroup, problem] of [
        [
            "is not there",
            undefined,
            /is no log group of this account and region; aws cloudtrail describe-trails/,
        ],
        [
            "takes no metric filters",
            { logGroupClass: "INFREQUENT_ACCESS" },
            /is of class INFREQUENT_ACCESS, which has no metric filters/,
        ],
    ] as const)
        it(`is refused before anything is made where its log group ${title}`, async () => {
            const config = {
                ...minimal,
                "jenkins-efs:auditing": { trailLogGroupName: "organisation-trail" },
            };
            const made: Registered[] = [];
            await assert.rejects(
                run("test", config, { answers: { getLogGroup: { "organisation-trail": logGroup } } }, made),
                (error: Error) => {
                    assert.match(error.message, /^1 fault in the configuration/);
                    assert.match(error.message, problem);
                    return true;
                },
            );
            assert.deepEqual(made, []);
        });

    it("is protected with its files in prod, and leaves with them in dev", async () => {
        const prod = await run("prod", stackConfig("prod"));
        const dev = await run("dev", stackConfig("dev"));
        assert.deepEqual(
            [prod, dev].map((environment) => [
                environment.get("aws:cloudtrail/trail:Trail", "auditing-trail").protect,
                environment.get("aws:s3/bucket:Bucket", "auditing-trail").protect,
                environment.get("aws:s3/bucket:Bucket", "auditing-trail").inputs.forceDestroy,
            ]),
            [
                [true, true, false],
                [false, false, true],
            ],
        );
    });
});
