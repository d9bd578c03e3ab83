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
        const { assumeRolePolicy } = stack.get("aws:iam/role:Role", "auditing-flows").inputs;
        assert.deepEqual(JSON.parse(String(assumeRolePolicy)).Statement, [
            {
                Sid: "AssumedByService",
                Effect: "Allow",
                Principal: { Service: "vpc-flow-logs.amazonaws.com" },
                Action: "sts:AssumeRole",
                Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
            },
        ]);
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
        const { policy } = stack.get("aws:s3/bucketPolicy:BucketPolicy", "auditing-flows-vpc").inputs;
        const bucket = "arn:aws:mock:us-east-1:111122223333:Bucket/auditing-flows-vpc";
        const byDelivery = { Effect: "Allow", Principal: { Service: "delivery.logs.amazonaws.com" } };
        const ArnLike = { "aws:SourceArn": "arn:aws:logs:us-east-1:111122223333:*" };
        const account = { "aws:SourceAccount": "111122223333" };
        assert.deepEqual(JSON.parse(String(policy)).Statement.slice(1), [
            {
                Sid: "AWSLogDeliveryWrite",
                ...byDelivery,
                Action: "s3:PutObject",
                Resource: `${bucket}/AWSLogs/aws-account-id=111122223333/*`,
                Condition: {
                    StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", ...account },
                    ArnLike,
                },
            },
            {
                Sid: "AWSLogDeliveryAclCheck",
                ...byDelivery,
                Action: "s3:GetBucketAcl",
                Resource: bucket,
                Condition: { StringEquals: account, ArnLike },
            },
        ]);
    });
});
