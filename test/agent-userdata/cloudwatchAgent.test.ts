import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

const template = readFileSync(
    resolve(__dirname, "..", "..", "agent-userdata", "files", "cloudwatch-agent.json"),
    "utf8",
);

const text = (longest: number) => z.string().min(1).max(longest);
const seconds = z.int().min(1).max(172_800);
const unique = <T>(list: readonly T[]) =>
    new Set(list.map((item) => JSON.stringify(item))).size === list.length;
const names = z.array(text(255)).refine(unique);
const dimensions = z.record(z.string(), text(1024)).refine((all) => Object.keys(all).length <= 30);
const resources = z.array(text(4096)).max(256);

/**
 * What the CloudWatch agent's published schema says of the sections that the kit uses: translator/config/schema.json of
 * github.com/aws/amazon-cloudwatch-agent (MIT) at commit 01c5802b627c3fc1e60ff283f90b7b4104dc03ef, in words of our own.
 * The schema lets a section of metrics have any further key; here a key that it does not name is a fault. The agent
 * checks the file against the schema itself when setup.sh hands it over, and setup fails where it is refused.
 */
const published = z.strictObject({
    agent: z.strictObject({ metrics_collection_interval: seconds.default(60), omit_hostname: z.boolean() }),
    logs: z.strictObject({
        logs_collected: z.strictObject({
            files: z.strictObject({
                collect_list: z
                    .array(
                        z.strictObject({
                            file_path: z.string().max(4096),
                            log_group_name: text(512),
                            log_stream_name: text(512),
                        }),
                    )
                    .min(1)
                    .max(16_384)
                    .refine(unique),
            }),
        }),
    }),
    metrics: z.strictObject({
        namespace: text(255),
        aggregation_dimensions: z
            .array(z.array(text(1024)).max(30).refine(unique))
            .min(1)
            .max(1024),
        metrics_collected: z.strictObject({
            mem: z.strictObject({ measurement: names, append_dimensions: dimensions }),
            disk: z.strictObject({
                measurement: names,
                drop_original_metrics: names.min(1),
                resources,
                drop_device: z.boolean(),
                append_dimensions: dimensions,
            }),
        }),
    }),
});

const rendered = () =>
    JSON.parse(
        template
            .replaceAll("@LOG_GROUP_NAME@", "/jenkins-efs/test/agents")
            .replaceAll("@AGENT_NAME@", "linux-1")
            .replaceAll("@ENVIRONMENT@", "jenkins-efs-test"),
    );

describe("the CloudWatch agent's configuration", () => {
    it("says only what the agent's published schema knows", () => {
        assert.deepEqual(published.safeParse(rendered()).error?.issues, undefined);
    });

    it("is refused with a misspelt key, no file to ship, or a section of metrics without measurements", () => {
        const broken: ((config: ReturnType<typeof rendered>) => void)[] = [
            (config) => Object.assign(config.metrics, { aggregation_dimension: [["AgentName"]] }),
            (config) => config.logs.logs_collected.files.collect_list.splice(0),
            (config) => delete config.metrics.metrics_collected.mem.measurement,
            (config) => Object.assign(config.agent, { metrics_collection_interval: 0 }),
        ];
        for (const change of broken) {
            const config = rendered();
            change(config);
            assert.equal(published.safeParse(config).success, false, change.toString());
        }
    });

    it("counts each metric once for an agent: what has more dimensions is dropped, what has none more is kept", () => {
        const { mem, disk } = rendered().metrics.metrics_collected;
        assert.deepEqual(disk.drop_original_metrics, disk.measurement);
        // The agent makes no aggregate of a metric with the same dimensions, so dropping it would leave nothing.
        assert.equal(mem.drop_original_metrics, undefined);
    });

    it("does not look at the mount: the agent would hang on a server that is away", () => {
        assert.deepEqual(rendered().metrics.metrics_collected.disk.resources, ["/"]);
    });

    it("ships what it is said to ship", () => {
        const list = rendered().logs.logs_collected.files.collect_list as { file_path: string }[];
        assert.deepEqual(
            list.map(({ file_path: path }) => path),
            [
                "/var/log/jenkins-efs/kit.log",
                "/var/log/jenkins-efs/agent.log",
                "/var/log/audit/audit.log",
                "/var/log/cloud-init.log",
                "/var/log/cloud-init-output.log",
                "/var/log/amazon/efs/mount.log",
                "/var/log/amazon/efs/mount-watchdog.log",
            ],
        );
    });
});
