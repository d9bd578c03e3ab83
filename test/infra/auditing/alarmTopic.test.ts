import assert from "node:assert/strict";
import { minimal, run } from "../program";

const topic = "arn:aws:mock:us-east-1:111122223333:Topic/auditing-alarms";
const logsKey = "arn:aws:mock:us-east-1:111122223333:Key/key-logs";

describe("the topic of the alarms", () => {
    it("is encrypted with the logs key, and tells the addresses that are configured", async () => {
        const stack = await run("test", {
            ...minimal,
            "jenkins-efs:auditing": { alarmEmails: ["ci-oncall@example.com"] },
        });
        const { tags, ...inputs } = stack.get("aws:sns/topic:Topic", "auditing-alarms").inputs;
        assert.deepEqual(inputs, { name: "jenkins-efs-test-alarms", kmsMasterKeyId: logsKey });
        const targets = stack.all("aws:cloudwatch/eventTarget:EventTarget");
        assert.deepEqual([...new Set(targets.map((target) => target.inputs.roleArn))], [undefined]);
        assert.deepEqual(
            stack.all("aws:sns/topicSubscription:TopicSubscription").map((resource) => resource.inputs),
            [{ topic, protocol: "email", endpoint: "ci-oncall@example.com" }],
        );
    });
});
