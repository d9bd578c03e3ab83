import assert from "node:assert/strict";
import { minimal, type Run, run } from "../program";

const logFormat = [
    "version account-id interface-id az-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr srcport dstport",
    "protocol packets bytes start end action log-status flow-direction tcp-flags",
]
    .join(" ")
    .replaceAll(/[a-z-]+/g, (field) => `\${${field}}`);

const flowLogs = (stack: Run) =>
    stack
        .all("aws:ec2/flowLog:FlowLog")
        .map(({ name, inputs: { tags, ...inputs } }) => [name, inputs] as const);

describe("the flow logs", () => {
    const common = { trafficType: "ALL", logFormat, maxAggregationInterval: 60 };

    it("record all traffic of each mount target's own interface to one encrypted log group", async () => {
        const stack = await run("test", minimal);
        assert.deepEqual(
            flowLogs(stack),
            ["us-east-1a", "us-east-1b"].map((zone) => [
                `auditing-flows-${zone}`,
                {
                    ...common,
                    eniId: `eni-of-storage-mount-${zone}`,
                    logDestinationType: "cloud-watch-logs",
                    logDestination: "arn:aws:mock:us-east-1:111122223333:LogGroup/auditing-flows",
                    iamRoleArn: "arn:aws:mock:us-east-1:111122223333:Role/auditing-flows",
                },
            ]),
        );
        const { tags, ...group } = stack.get("aws:cloudwatch/logGroup:LogGroup", "auditing-flows").inputs;
        assert.deepEqual(group, {
            name: "/jenkins-efs/test/mount-target-flows",
            kmsKeyId: "arn:aws:mock:us-east-1:111122223333:Key/key-logs",
            retentionInDays: 365,
        });
    });

    it("can record the whole VPC too, to a bucket, in Parquet", async () => {
        const stack = await run("test", { ...minimal, "jenkins-efs:auditing": { vpcFlowLog: true } });
        assert.deepEqual(
            flowLogs(stack).find(([name]) => name === "auditing-flows-vpc"),
            [
                "auditing-flows-vpc",
                {
                    ...common,
                    vpcId: "vpc-0123456789abcdef0",
                    logDestinationType: "s3",
                    logDestination: "arn:aws:mock:us-east-1:111122223333:Bucket/auditing-flows-vpc",
                    destinationOptions: {
                        fileFormat: "parquet",
                        hiveCompatiblePartitions: true,
                        perHourPartition: false,
                    },
                },
            ],
        );
    });
});
