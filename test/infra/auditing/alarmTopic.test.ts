import assert from "node:assert/strict";
import { minimal, run } from "../program";

const topic = "arn:aws:mock:us-east-1:111122223333:Topic/auditing-alarms";
const logsKey = "arn:aws:mock:us-east-1:111122223333:Key/key-logs";

describe("the topic of the alarms", () => {
    it("is encrypted with the logs key, and open to this account's alarms and EventBridge's role only", async () => {
        const stack = await run("test", {
            ...minimal,
            "jenkins-efs:auditing": { alarmEmails: ["ci-oncall@example.com"] },
        });
        const arn = "arn:aws:sns:us-east-1:111122223333:jenkins-efs-test-alarms";
        const { tags, ...inputs } = stack.get("aws:sns/topic:Topic", "auditing-alarms").inputs;
        assert.deepEqual(inputs, { name: "jenkins-efs-test-alarms", kmsMasterKeyId: logsKey });
        const statements = (type: string) =>
            JSON.parse(String(stack.get(type, "auditing-alarms").inputs.policy)).Statement;
        assert.deepEqual(statements("aws:sns/topicPolicy:TopicPolicy"), [
            {
                Sid: "PublishByAlarms",
                Effect: "Allow",
                Principal: { Service: "cloudwatch.amazonaws.com" },
                Action: "sns:Publish",
                Resource: arn,
                Condition: {
                    StringEquals: { "aws:SourceAccount": "111122223333" },
                    ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:*" },
                },
            },
        ]);
        assert.deepEqual(statements("aws:iam/rolePolicy:RolePolicy"), [
            { Sid: "Publish", Effect: "Allow", Action: "sns:Publish", Resource: arn },
            {
                Sid: "EncryptThroughSns",
                Effect: "Allow",
                Action: ["kms:Decrypt", "kms:GenerateDataKey"],
                Resource: logsKey,
                Condition: {
                    StringEquals: {
                        "kms:ViaService": "sns.us-east-1.amazonaws.com",
                        "kms:EncryptionContext:aws:sns:topicArn": arn,
                    },
                },
            },
        ]);
        assert.deepEqual(
            stack.all("aws:sns/topicSubscription:TopicSubscription").map((resource) => resource.inputs),
            [{ topic, protocol: "email", endpoint: "ci-oncall@example.com" }],
        );
    });
});
