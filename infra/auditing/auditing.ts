import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "../config";
import { accessLogDelivery } from "../documents/auditBucketPolicies";
import type { Names } from "../names";
import type { Site } from "../site";
import type { Tags } from "../tags";
import { AuditBucket } from "./auditBucket";
import { FlowLogs } from "./flowLogs";
import { Trail } from "./trail";

export interface AuditingArgs {
    readonly site: Site;
    readonly names: Names;
    readonly settings: Config["auditing"];
    readonly logRetentionDays: number;
    /** Key of the logs, the audit files and the alarms' topic. */
    readonly keyArn: pulumi.Input<string>;
    readonly vpcId: pulumi.Input<string>;
    /** By availability zone. */
    readonly mountTargets: Readonly<Record<string, aws.efs.MountTarget>>;
    readonly protect: boolean;
    readonly tags: Tags;
}

/** Who did what, from where, and was it allowed: the trail, made here or adopted, and the flows at the mount targets. */
export class Auditing extends pulumi.ComponentResource {
    constructor(name: string, args: AuditingArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:auditing:Auditing", name, {}, opts);
        const { site, names, settings, mountTargets } = args;
        const parent = { parent: this };
        const common = {
            site,
            keyArn: args.keyArn,
            logRetentionDays: args.logRetentionDays,
            iamPath: names.iamPath,
            protect: args.protect,
            tags: args.tags,
        };
        const { fileRetentionDays } = settings;

        const accessLogs = deliversFiles(settings)
            ? new AuditBucket(
                  `${name}-access-logs`,
                  {
                      ...common,
                      delivery: accessLogDelivery(site),
                      retentionDays: fileRetentionDays,
                      keyArn: undefined,
                  },
                  parent,
              )
            : undefined;
        if (accessLogs && settings.trailLogGroupName === undefined)
            new Trail(
                `${name}-trail`,
                {
                    ...common,
                    trail: names.trail,
                    logGroup: names.trailLogGroup,
                    accessLogs,
                    fileRetentionDays,
                    objectLock: settings.objectLock,
                },
                parent,
            );
        new FlowLogs(
            `${name}-flows`,
            {
                ...common,
                interfaceIds: Object.fromEntries(
                    Object.entries(mountTargets).map(([zone, target]) => [zone, target.networkInterfaceId]),
                ),
                logGroup: names.flowLogGroup,
                ...(accessLogs && settings.vpcFlowLog
                    ? { vpc: { id: args.vpcId, accessLogs, fileRetentionDays } }
                    : {}),
            },
            parent,
        );
        this.registerOutputs({});
    }
}

/** Whether anything made here delivers to a bucket; where trail and recorder are the account's, nothing does. */
function deliversFiles({ trailLogGroupName, vpcFlowLog, configRecorder }: Config["auditing"]): boolean {
    return trailLogGroupName === undefined || vpcFlowLog || configRecorder === "made";
}
