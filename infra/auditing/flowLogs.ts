import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { flowLogDelivery } from "../documents/auditBucketPolicies";
import { flowLogRolePolicy } from "../documents/auditRolePolicies";
import { AuditBucket } from "./auditBucket";
import { type LogGroupArgs, logDelivery } from "./logDelivery";

/**
 * The fields of a record, in their order. The `pkt` addresses are those of the packet itself, where a NAT gateway or a
 * load balancer in between would show as the address.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 */
export const flowFields = [
    "version",
    "account-id",
    "interface-id",
    "az-id",
    "srcaddr",
    "dstaddr",
    "pkt-srcaddr",
    "pkt-dstaddr",
    "srcport",
    "dstport",
    "protocol",
    "packets",
    "bytes",
    "start",
    "end",
    "action",
    "log-status",
    "flow-direction",
    "tcp-flags",
] as const;

const logFormat = flowFields.map((field) => `\${${field}}`).join(" ");

/** The network interfaces to record, and where the records go. */
export interface FlowLogsArgs extends LogGroupArgs {
    /** Network interfaces of the mount targets, by availability zone. */
    readonly interfaceIds: Readonly<Record<string, pulumi.Input<string>>>;
    /** First part of the bucket's name. */
    readonly bucketPrefix: string;
    /** The VPC to record as a whole, and where to. Absent: the mount targets only. */
    readonly vpc?: {
        readonly id: pulumi.Input<string>;
        readonly accessLogs: AuditBucket;
        /** Days until a file is deleted. @default that of `AuditBucket` */
        readonly fileRetentionDays?: number;
    };
    /** Whether the engine refuses to delete the bucket of the VPC's flows. @default that of `AuditBucket` */
    readonly protect?: boolean;
}

/** Who reached a mount target, from which address, and who was refused; on request, every flow of the VPC. */
export class FlowLogs extends pulumi.ComponentResource {
    /** IAM roles that it makes, for the forecast of quotas. */
    static readonly roleCount = 1;
    readonly logGroup: aws.cloudwatch.LogGroup;

    constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:auditing:FlowLogs", name, {}, opts);
        const { site, tags, vpc } = args;
        const parent = { parent: this };

        const { logGroup, role, permissions } = logDelivery(
            name,
            args,
            "vpc-flow-logs",
            "VPC Flow Logs: writes the mount targets' flows to their log group",
            flowLogRolePolicy(args.logGroup.arn),
            parent,
        );
        this.logGroup = logGroup;
        // AWS has one flow log of an interface or VPC per destination, so the old one of a changed format goes first.
        const common = { trafficType: "ALL", logFormat, maxAggregationInterval: 60 };
        for (const [zone, eniId] of Object.entries(args.interfaceIds))
            new aws.ec2.FlowLog(
                `${name}-${zone}`,
                {
                    ...common,
                    eniId,
                    logDestinationType: "cloud-watch-logs",
                    logDestination: logGroup.arn,
                    iamRoleArn: role.arn,
                    tags: { ...tags, Name: `${name}-${zone}` },
                },
                { parent: this, dependsOn: permissions, deleteBeforeReplace: true },
            );
        if (vpc) {
            const files = new AuditBucket(
                `${name}-vpc`,
                {
                    namePrefix: `${args.bucketPrefix}flows-`,
                    delivery: flowLogDelivery(site),
                    keyArn: args.keyArn,
                    accessLogs: vpc.accessLogs,
                    retentionDays: vpc.fileRetentionDays,
                    protect: args.protect,
                    tags,
                },
                parent,
            );
            new aws.ec2.FlowLog(
                `${name}-vpc`,
                {
                    ...common,
                    vpcId: vpc.id,
                    logDestinationType: "s3",
                    logDestination: files.bucket.arn,
                    destinationOptions: {
                        fileFormat: "parquet",
                        hiveCompatiblePartitions: true,
                        perHourPartition: false,
                    },
                    tags: { ...tags, Name: `${name}-vpc` },
                },
                { parent: this, dependsOn: files.policy, deleteBeforeReplace: true },
            );
        }
        this.registerOutputs({ logGroupName: logGroup.name });
    }
}
