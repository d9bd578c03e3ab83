import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "../config";
import { backupWithinHours } from "../config/backupPause";
import { defaults } from "../config/schema";
import { accessLogDelivery } from "../documents/auditBucketPolicies";
import type { RegionalKey } from "../encryption";
import type { Names } from "../names";
import type { Site } from "../site";
import type { Tags } from "../tags";
import { Alarms } from "./alarms/alarms";
import { AlarmTopic } from "./alarmTopic";
import { AuditBucket } from "./auditBucket";
import { Compliance } from "./compliance";
import { Dashboard } from "./dashboard";
import { FlowLogs } from "./flowLogs";
import { Forwarding } from "./forwarding";
import { Queries } from "./queries";
import { Trail } from "./trail";

/** What is recorded and watched, how long records are kept, and the names that other parts already know. */
export interface AuditingArgs {
    readonly site: Site;
    readonly names: Names;
    /** @default `defaults.auditing`: a trail made here, the account's own AWS Config recorder, and no mail */
    readonly settings?: Config["auditing"];
    /** One of those that CloudWatch Logs takes. @default 365 */
    readonly logRetentionDays?: number;
    readonly vpcId: pulumi.Input<string>;
    readonly storage: {
        readonly fileSystem: aws.efs.FileSystem;
        /** Its key, where that is none of `keys`. @default the data key */
        readonly adoptedKeyArn?: pulumi.Output<string> | undefined;
        /** By availability zone. */
        readonly mountTargets: Readonly<Record<string, aws.efs.MountTarget>>;
        readonly securityGroupId: pulumi.Input<string>;
    };
    readonly agentSecurityGroupId: pulumi.Input<string>;
    /** The keys to watch; the one of the logs encrypts logs, audit files and the alarms' topic. */
    readonly keys: Readonly<Record<"data" | "vault" | "logs" | "agents", aws.kms.Key>>;
    /** The keys of the replica and of the backups' copies. @default none */
    readonly keysElsewhere?: readonly RegionalKey[];
    readonly vaultName: pulumi.Input<string>;
    readonly restoreRoleArn: string;
    /** Hours without a finished backup after which an alarm is raised. @default what `defaults` come to */
    readonly backupWithinHours?: number;
    /** Whether the engine refuses to delete what is recorded. @default true */
    readonly protect?: boolean;
    readonly tags: Tags;
}

/**
 * Who did what, from where, with which key, and was it allowed; what differs from what was deployed; and who is told.
 * Trail and AWS Config's recorder belong to the account: each is made here or the account's own is used.
 */
export class Auditing extends pulumi.ComponentResource {
    /** Where alarms are told. */
    readonly topic: AlarmTopic;

    constructor(name: string, args: AuditingArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:auditing:Auditing", name, {}, opts);
        const { site, names, settings = defaults.auditing, storage, keys, keysElsewhere = [] } = args;
        const { fileSystem, adoptedKeyArn, mountTargets } = storage;
        const { fileRetentionDays } = settings;
        const parent = { parent: this };
        const common = {
            site,
            keyArn: keys.logs.arn,
            logRetentionDays: args.logRetentionDays ?? defaults.logRetentionDays,
            iamPath: names.iamPath,
            bucketPrefix: names.bucketPrefix,
            protect: args.protect ?? defaults.protect,
            tags: args.tags,
        };
        const keysHere = [keys.data, keys.vault, keys.logs, keys.agents];
        const adoptedKeys = adoptedKeyArn === undefined ? [] : [adoptedKeyArn];
        const keyArns = distinct([
            ...keysHere.map(({ arn }) => arn),
            ...adoptedKeys,
            ...keysElsewhere.map(({ keyArn }) => keyArn),
        ]);

        const files = deliversFiles(settings)
            ? {
                  accessLogs: new AuditBucket(
                      `${name}-access-logs`,
                      {
                          ...common,
                          namePrefix: `${names.bucketPrefix}access-`,
                          keyArn: undefined,
                          delivery: accessLogDelivery(site, names.bucketPrefix),
                          retentionDays: fileRetentionDays,
                      },
                      parent,
                  ),
                  fileRetentionDays,
              }
            : undefined;
        const trail =
            settings.trailLogGroupName === undefined
                ? {
                      name: names.trail.name,
                      logGroupName: new Trail(
                          `${name}-trail`,
                          {
                              ...common,
                              ...files,
                              fileRetentionDays,
                              trail: names.trail,
                              logGroup: names.trailLogGroup,
                              objectLock: settings.objectLock,
                          },
                          parent,
                      ).logGroup.name,
                  }
                : { name: undefined, logGroupName: settings.trailLogGroupName };
        const flows = new FlowLogs(
            `${name}-flows`,
            {
                ...common,
                interfaceIds: Object.fromEntries(
                    Object.entries(mountTargets).map(([zone, target]) => [zone, target.networkInterfaceId]),
                ),
                logGroup: names.flowLogGroup,
                ...(files && settings.vpcFlowLog ? { vpc: { ...files, id: args.vpcId } } : {}),
            },
            parent,
        );
        new Compliance(
            `${name}-compliance`,
            {
                ...common,
                packName: names.prefix,
                dataKeyArn: adoptedKeyArn ?? keys.data.arn,
                agentsKeyArn: keys.agents.arn,
                keyIds: distinct([
                    ...keysHere.map(({ keyId }) => keyId),
                    ...adoptedKeys.map((arn) => arn.apply((key) => key.replace(/^.*\//, ""))),
                ]),
                fileSystemId: fileSystem.id,
                ...(files && site.configRoleArn !== undefined
                    ? { recorder: { ...files, roleArn: site.configRoleArn, keyArn: keys.logs.arn } }
                    : {}),
            },
            parent,
        );
        this.topic = new AlarmTopic(
            `${name}-alarms`,
            {
                ...common,
                topic: names.alarmTopic,
                ruleNamePrefix: `${name}-`,
                emails: settings.alarmEmails,
            },
            parent,
        );
        const alarms = new Alarms(
            `${name}-alarm`,
            {
                subject: {
                    site,
                    fileSystem,
                    mountTargetIds: Object.values(mountTargets).map(({ id }) => id),
                    securityGroupIds: [storage.securityGroupId, args.agentSecurityGroupId],
                    keyArns,
                    vaultName: args.vaultName,
                    restoreRoleArn: args.restoreRoleArn,
                    backupWithinHours: args.backupWithinHours ?? backupWithinHours(defaults),
                    trailName: trail.name,
                    trailLogGroupName: trail.logGroupName,
                    flowLogGroupName: flows.logGroup.name,
                    agentRolePrefix: names.agentRolePrefix,
                    groupPrefix: names.groupPrefix,
                    namespace: names.auditNamespace,
                },
                topic: this.topic,
                environment: names.prefix,
                runbookUrl: settings.runbookUrl,
                tags: args.tags,
            },
            parent,
        );
        if (keysElsewhere.length > 0)
            new Forwarding(`${name}-forwarding`, { ...common, keys: keysElsewhere }, parent);
        new Queries(
            `${name}-query`,
            {
                environment: names.prefix,
                logGroupNames: {
                    agents: names.agentLogGroup.name,
                    flows: flows.logGroup.name,
                    trail: trail.logGroupName,
                },
                fileSystemArn: fileSystem.arn,
                keyArns,
            },
            parent,
        );
        new Dashboard(
            `${name}-dashboard`,
            {
                site,
                dashboardName: names.prefix,
                fileSystemId: fileSystem.id,
                vaultName: args.vaultName,
                alarmArns: alarms.alarmArns,
                auditNamespace: names.auditNamespace,
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

/** A file system that the stack let go of is under the data key. */
const distinct = (texts: readonly pulumi.Output<string>[]): pulumi.Output<readonly string[]> =>
    pulumi.all([...texts]).apply((all) => [...new Set(all)]);
