import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { flowLogDelivery } from "../documents/auditBucketPolicies";
import { flowLogRolePolicy } from "../documents/auditRolePolicies";
import { trustPolicy } from "../documents/document";
import type { LogGroupName } from "../names";
import type { Site } from "../site";
import type { Tags } from "../tags";
import { AuditBucket } from "./auditBucket";

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
export interface FlowLogsArgs {
    readonly site: Site;
    /** Network interfaces of the mount targets, by availability zone. */
    readonly interfaceIds: Readonly<Record<string, pulumi.Input<string>>>;
    readonly logGroup: LogGroupName;
    readonly logRetentionDays: number;
    /** First part of the bucket's name. */
    readonly bucketPrefix: string;
    /** IAM path of the role that writes to the log group. */
    readonly iamPath: string;
    readonly keyArn: pulumi.Input<string>;
    /** The VPC to record as a whole, and where to. Absent: the mount targets only. */
    readonly vpc?: {
        readonly id: pulumi.Input<string>;
        readonly accessLogs: AuditBucket;
        readonly fileRetentionDays: number;
    };
    readonly protect: boolean;
    readonly tags: Tags;
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

        this.logGroup = new aws.cloudwatch.LogGroup(
            name,
            {
                name: args.logGroup.name,
                kmsKeyId: args.keyArn,
                retentionInDays: args.logRetentionDays,
                tags,
            },
            parent,
        );
        const role = new aws.iam.Role(
            name,
            {
                path: args.iamPath,
                description: "VPC Flow Logs: writes the mount targets' flows to their log group",
                assumeRolePolicy: trustPolicy("vpc-flow-logs", site.accountId),
                permissionsBoundary: site.boundaryArn,
                tags,
            },
            parent,
        );
        const permissions = new aws.iam.RolePolicy(
            name,
            { role: role.name, policy: flowLogRolePolicy(args.logGroup.arn) },
            parent,
        );
        // AWS has one flow log of an interface or VPC per destination, so the old one of a changed format goes first.
        const common = { trafficType: "ALL", logFormat, maxAggregationInterval: 60 };
        for (const [zone, eniId] of Object.entries(args.interfaceIds))
            new aws.ec2.FlowLog(
                `${name}-${zone}`,
                {
                    ...common,
                    eniId,
                    logDestinationType: "cloud-watch-logs",
                    logDestination: this.logGroup.arn,
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
        this.registerOutputs({ logGroupName: this.logGroup.name });
    }
}
