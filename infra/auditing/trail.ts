import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../config/schema";
import { trailDelivery } from "../documents/auditBucketPolicies";
import { trailRolePolicy } from "../documents/auditRolePolicies";
import { AuditBucket } from "./auditBucket";
import { type LogGroupArgs, logDelivery } from "./logDelivery";

/** The trail's names and key, and how long its records are kept and locked. */
export interface TrailArgs extends LogGroupArgs {
    /** The logs key's policy names the trail and its log group, so both names are fixed. */
    readonly trail: { readonly name: string; readonly arn: string };
    /** First part of the bucket's name. */
    readonly bucketPrefix: string;
    /** The bucket that records who reads the files. */
    readonly accessLogs?: AuditBucket;
    /** Days until a file is deleted. @default that of `AuditBucket` */
    readonly fileRetentionDays?: number;
    /** Refuses to delete or overwrite a file before that. @default none */
    readonly objectLock?: "none" | "governance" | "compliance";
    /** Whether the engine refuses to delete the trail and its bucket. @default true */
    readonly protect?: boolean;
}

/**
 * The trail of the account: every management event of every region, which includes the use of keys and the connections
 * of NFS clients, signed and encrypted in its own bucket and in a log group.
 */
export class Trail extends pulumi.ComponentResource {
    /** IAM roles that it makes, for the forecast of quotas. */
    static readonly roleCount = 1;
    readonly trail: aws.cloudtrail.Trail;
    readonly logGroup: aws.cloudwatch.LogGroup;

    constructor(name: string, args: TrailArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:auditing:Trail", name, {}, opts);
        const { site, tags, protect = defaults.protect } = args;
        const { objectLock = defaults.auditing.objectLock } = args;
        const parent = { parent: this };

        const files = new AuditBucket(
            name,
            {
                namePrefix: `${args.bucketPrefix}trail-`,
                delivery: trailDelivery(site, args.trail.arn),
                keyArn: args.keyArn,
                ...(args.accessLogs ? { accessLogs: args.accessLogs } : {}),
                retentionDays: args.fileRetentionDays,
                ...(objectLock === "none" ? {} : { objectLock }),
                protect,
                tags,
            },
            parent,
        );
        const { logGroup, role, permissions } = logDelivery(
            name,
            args,
            "cloudtrail",
            "CloudTrail: writes the trail to its log group",
            trailRolePolicy(site, args.logGroup.arn),
            parent,
        );
        this.logGroup = logGroup;
        this.trail = new aws.cloudtrail.Trail(
            name,
            {
                name: args.trail.name,
                s3BucketName: files.bucket.id,
                kmsKeyId: args.keyArn,
                enableLogging: true,
                enableLogFileValidation: true,
                isMultiRegionTrail: true,
                includeGlobalServiceEvents: true,
                cloudWatchLogsGroupArn: pulumi.interpolate`${logGroup.arn}:*`,
                cloudWatchLogsRoleArn: role.arn,
                tags: { ...tags, Name: args.trail.name },
            },
            { parent: this, protect, dependsOn: [files.policy, permissions] },
        );
        this.registerOutputs({ trailArn: this.trail.arn });
    }
}
