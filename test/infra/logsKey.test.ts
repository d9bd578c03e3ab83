import assert from "node:assert/strict";
import { minimal, type Run, run } from "./program";

const root = "arn:aws:iam::111122223333:root";

/** Who uses the logs key, as its policy says it. */
const uses = (stack: Run) =>
    JSON.parse(String(stack.get("aws:kms/key:Key", "key-logs").inputs.policy))
        .Statement.filter(({ Sid }: { Sid: string }) => Sid !== "Administer")
        .map(({ Effect, Resource, ...use }: Record<string, unknown>) => use) as { readonly Sid: string }[];

describe("the logs key", () => {
    it("serves exactly the log groups, the trail and the topic, and whoever IAM lets read the files", async () => {
        const stack = await run("test", minimal);
        const place = "us-east-1:111122223333";
        const caller = { "kms:CallerAccount": "111122223333" };
        const trailArn = `arn:aws:cloudtrail:${place}:trail/jenkins-efs-test`;
        assert.deepEqual(uses(stack), [
            {
                Sid: "UseByLogGroups",
                Principal: { Service: "logs.us-east-1.amazonaws.com" },
                Action: [
                    "kms:Decrypt*",
                    "kms:Describe*",
                    "kms:Encrypt*",
                    "kms:GenerateDataKey*",
                    "kms:ReEncrypt*",
                ],
                Condition: {
                    ArnEquals: {
                        "kms:EncryptionContext:aws:logs:arn": ["agents", "mount-target-flows", "trail"].map(
                            (purpose) => `arn:aws:logs:${place}:log-group:/jenkins-efs/test/${purpose}`,
                        ),
                    },
                },
            },
            {
                Sid: "EncryptByTrail",
                Principal: { Service: "cloudtrail.amazonaws.com" },
                Action: "kms:GenerateDataKey*",
                Condition: {
                    StringEquals: { "aws:SourceArn": trailArn },
                    StringLike: {
                        "kms:EncryptionContext:aws:cloudtrail:arn":
                            "arn:aws:cloudtrail:*:111122223333:trail/*",
                    },
                },
            },
            {
                Sid: "DescribeByTrail",
                Principal: { Service: "cloudtrail.amazonaws.com" },
                Action: "kms:DescribeKey",
                Condition: { StringEquals: { "aws:SourceArn": trailArn } },
            },
            {
                Sid: "PublishByCloudWatchAlarms",
                Principal: { Service: "cloudwatch.amazonaws.com" },
                Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
                Condition: {
                    StringEquals: { "aws:SourceAccount": "111122223333" },
                    ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:${place}:alarm:*` },
                },
            },
            {
                Sid: "PublishByEventBridge",
                Principal: { Service: "events.amazonaws.com" },
                Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
                Condition: {
                    StringEquals: {
                        "kms:EncryptionContext:aws:sns:topicArn": `arn:aws:sns:${place}:jenkins-efs-test-alarms`,
                    },
                },
            },
            {
                Sid: "ReadThroughS3",
                Principal: { AWS: root },
                Action: "kms:Decrypt",
                Condition: {
                    StringEquals: { ...caller, "kms:ViaService": "s3.us-east-1.amazonaws.com" },
                },
            },
        ]);
    });

    it("serves no trail that is not made here, and AWS Config and flow logs only where they deliver here", async () => {
        const adopting = await run("test", {
            ...minimal,
            "jenkins-efs:auditing": {
                trailLogGroupName: "organisation-trail",
                configRecorder: "made",
                vpcFlowLog: true,
            },
        });
        const sids = uses(adopting).map(({ Sid }) => Sid);
        assert.deepEqual(
            sids.filter((sid) => /^Encrypt|^Describe/.test(sid)),
            ["EncryptByConfig", "EncryptByFlowLogs"],
        );
        assert.doesNotMatch(JSON.stringify(uses(adopting)), /log-group:\/jenkins-efs\/test\/trail/);
    });
});
