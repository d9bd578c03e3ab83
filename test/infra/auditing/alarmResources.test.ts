import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { minimal, type Run, run } from "../program";

const topic = "arn:aws:mock:us-east-1:111122223333:Topic/auditing-alarms";
const runbooks = join(__dirname, "..", "..", "..", "docs", "runbooks");

describe("the alarms", () => {
    let stack: Run;
    before(async () => {
        stack = await run("test", {
            ...minimal,
            "jenkins-efs:shared": [{ name: "go-cache", writers: ["linux-1"], readers: [] }],
        });
    });
    const rules = () => stack.all("aws:cloudwatch/eventRule:EventRule");
    const alarms = () => stack.all("aws:cloudwatch/metricAlarm:MetricAlarm");

    it("are these", () => {
        assert.deepEqual(
            [...rules(), ...alarms()]
                .map(({ name }) => name.replace(/^auditing-(alarm|agents)-/, ""))
                .toSorted(),
            [
                "agent-disconnected-linux-1",
                "agent-unhealthy",
                "area-missing-linux-1",
                "backup-failed",
                "backup-missing",
                "burst-credits-low",
                "connection-foreign-role",
                "connection-mispaired-linux-1",
                "connection-unconfined",
                "controller-silent",
                "disk-full-linux-1",
                "file-system-policy-changed",
                "flow-rejected",
                "io-limit-high",
                "key-disabled",
                "key-policy-changed",
                "mount-missing-linux-1",
                "mount-target-changed",
                "restore-failed",
                "secret-missing-linux-1",
                "security-group-changed",
                "throughput-high",
                "trail-stopped",
                "watchdog-down-linux-1",
            ],
        );
    });

    it("say what happened, why it matters, what to do first, and where their runbook is", () => {
        const described = [...rules(), ...alarms()].map(({ inputs: { description, alarmDescription } }) =>
            String(description ?? alarmDescription),
        );
        const pages = described.map((text) => {
            // EventBridge takes 512 characters, CloudWatch 1024.
            assert.ok(text.length <= 512, `${text.length} characters: ${text}`);
            const page = /^.+\. .+\. First: .+\. Runbook: docs\/runbooks\/([a-z-]+\.md)$/.exec(text)?.[1];
            assert.ok(page, text);
            assert.ok(existsSync(join(runbooks, page)), page);
            return page;
        });
        assert.deepEqual(readdirSync(runbooks).toSorted(), [...new Set(pages)].toSorted());
    });

    it("can point to where the runbooks are published", async () => {
        const runbookUrl = "https://git.example.com/ci/docs/runbooks";
        const published = await run("test", { ...minimal, "jenkins-efs:auditing": { runbookUrl } });
        const { description } = published.get(
            "aws:cloudwatch/eventRule:EventRule",
            "auditing-alarm-key-disabled",
        ).inputs;
        assert.ok(String(description).endsWith(`Runbook: ${runbookUrl}/key-disabled.md`));
    });

    it("are told to the topic, and so is the end of what lasts", () => {
        for (const { inputs } of alarms())
            assert.deepEqual([inputs.alarmActions, inputs.okActions], [[topic], [topic]]);
        for (const { name } of rules()) {
            const { rule, arn, roleArn } = stack.get("aws:cloudwatch/eventTarget:EventTarget", name).inputs;
            assert.deepEqual(
                { rule, arn, roleArn },
                {
                    rule: `${name}-0123456`,
                    arn: topic,
                    roleArn: undefined,
                },
            );
        }
    });

    it("tell of an event who did what from where", () => {
        const { inputTransformer } = stack.get(
            "aws:cloudwatch/eventTarget:EventTarget",
            "auditing-alarm-file-system-policy-changed",
        ).inputs;
        const { inputPaths, inputTemplate } = inputTransformer as {
            inputPaths: object;
            inputTemplate: string;
        };
        assert.deepEqual(inputPaths, {
            call: "$.detail.eventName",
            who: "$.detail.userIdentity.arn",
            from: "$.detail.sourceIPAddress",
            event: "$.detail.eventID",
            parameters: "$.detail.requestParameters",
        });
        // EventBridge wants quotes around a text, and none around an object.
        assert.ok(inputTemplate.includes('"who":"<who>"'));
        assert.ok(inputTemplate.includes('"parameters":<parameters>'));
        const { description, ...told } = JSON.parse(inputTemplate.replace("<parameters>", "{}"));
        assert.match(description, /^The file system's policy was replaced or deleted\./);
        assert.deepEqual(told, {
            alarm: "file-system-policy-changed",
            environment: "jenkins-efs-test",
            call: "<call>",
            who: "<who>",
            from: "<from>",
            event: "<event>",
            parameters: {},
        });
    });

    it("hear the connections of clients, which CloudTrail marks as read-only", () => {
        assert.deepEqual(
            rules()
                .filter(({ inputs }) => inputs.state !== "ENABLED")
                .map(({ name, inputs }) => [name, inputs.state]),
            [
                [
                    "auditing-agents-connection-mispaired-linux-1",
                    "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
                ],
            ],
        );
    });

    it("hear of the keys of other regions by a rule there, which hands their events to this region's bus", async () => {
        const far = await run("test", {
            ...minimal,
            "jenkins-efs:storage": { replicationRegion: "eu-west-1" },
            "jenkins-efs:backup": { copyRegion: "us-west-2" },
        });
        const bus = "arn:aws:events:us-east-1:111122223333:event-bus/default";
        for (const region of ["eu-west-1", "us-west-2"]) {
            const name = `auditing-forwarding-${region}`;
            assert.equal(far.get("aws:cloudwatch/eventRule:EventRule", name).inputs.region, region);
            assert.deepEqual(far.get("aws:cloudwatch/eventTarget:EventTarget", name).inputs, {
                region,
                rule: `${name}-0123456`,
                arn: bus,
                roleArn: "arn:aws:mock:us-east-1:111122223333:Role/auditing-forwarding",
            });
        }
    });

    it("work with a trail of the account: its log group is searched, and any trail's end is told", async () => {
        const adopting = await run("test", {
            ...minimal,
            "jenkins-efs:auditing": { trailLogGroupName: "organisation-trail" },
        });
        assert.equal(
            adopting.get(
                "aws:cloudwatch/logMetricFilter:LogMetricFilter",
                "auditing-alarm-connection-unconfined",
            ).inputs.logGroupName,
            "organisation-trail",
        );
        const { eventPattern } = adopting.get(
            "aws:cloudwatch/eventRule:EventRule",
            "auditing-alarm-trail-stopped",
        ).inputs;
        assert.equal(JSON.parse(String(eventPattern)).detail.requestParameters, undefined);
    });
});
