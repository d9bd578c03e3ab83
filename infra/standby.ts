import * as pulumi from "@pulumi/pulumi";
import { Agents, commonArgs } from "./agents";
import { AgentAlarms } from "./auditing/agentAlarms";
import { StandbyAlarms } from "./auditing/alarms/alarms";
import { AlarmTopic } from "./auditing/alarmTopic";
import { FlowLogs } from "./auditing/flowLogs";
import { Backup } from "./backup";
import { BackupRoles } from "./backupRoles";
import type { Config } from "./config";
import { backupWithinHours } from "./config/backupPause";
import { endpointServices } from "./config/endpointServices";
import { Encryption, type RegionalKey } from "./encryption";
import { type EnvironmentPlace, environmentType, standbyName } from "./environmentName";
import { environmentNames, type Names } from "./names";
import { Network } from "./network";
import { type HttpProxy, proxyOf } from "./proxy";
import { providerOf } from "./regionProvider";
import { SharedArea } from "./sharedArea";
import type { Site } from "./site";
import { Storage } from "./storage";
import { environmentTags, type Tags } from "./tags";

/** The environment that it stands by for. */
export interface StandbyArgs {
    readonly of: EnvironmentPlace;
    readonly config: Config;
    /** What AWS says of the region that it is in. */
    readonly site: Site;
    /** Region of the environment. */
    readonly homeRegion: string;
    /** Of the environment's own secrets, which are copied to the standby's region. */
    readonly secretNamePrefix: string;
}

/** What of the environment the standby waits for: its files and its secrets. */
export interface Replicated {
    /** Id of the replica, which is read-only until it is promoted. */
    readonly fileSystemId: pulumi.Input<string>;
    /** ARNs of the agents' own secrets by agent, in the environment's region. */
    readonly secretArns: Readonly<Record<string, pulumi.Output<string>>>;
}

/**
 * The environment once more in the region of its replica: a network, keys, mount targets, access points of the same paths
 * and uids, and agents that wait at zero until the replica is promoted. What costs by the hour is made with the update that
 * fails over, unless `standby.egress` is ready.
 */
export class Standby extends pulumi.ComponentResource {
    /** Its parts are in another region than the stack. */
    readonly region: string;
    readonly #names: Names;
    readonly #tags: Tags;
    readonly #network: Network;
    readonly #proxy: HttpProxy | undefined;
    readonly #roles: BackupRoles;
    readonly #encryption: Encryption;
    readonly #inRegion: pulumi.ComponentResourceOptions;

    constructor(
        private readonly args: StandbyArgs,
        opts: pulumi.ComponentResourceOptions,
    ) {
        const { of, config, site } = args;
        const name = standbyName(of);
        // A part of the environment, and an environment by itself to whoever reads the state.
        super(environmentType, name, {}, opts);
        this.region = site.region;
        this.#names = environmentNames({ ...of, name }, site);
        this.#tags = environmentTags(of.project, this.#names.environment, config.owner);
        const { part, prefix } = this.#names;
        const opened = isActive(config) || config.standby.egress === "ready";
        const { internet, egress, interfaceEndpoints, natGateways } = config.network;
        // The VPC is made here, whatever the environment's own is.
        const services = endpointServices({ interfaceEndpoints });
        this.#proxy = proxyOf(config, services, site.region, site.dnsSuffix);
        const common = { site, tags: this.#tags };

        const inRegion = { parent: this, provider: providerOf(part("region"), site.region, this) };
        this.#network = new Network(
            part("network"),
            {
                ...common,
                vpc: {
                    cidrBlock: config.standby.vpcCidr,
                    natGateways: opened && internet !== "none" ? natGateways : "none",
                },
                controllerUrl: config.controllerUrl,
                internet,
                egress,
                proxy: this.#proxy,
                interfaceEndpoints: opened ? services : [],
            },
            inRegion,
        );
        this.#roles = new BackupRoles(part("backup-roles"), { ...common, namePrefix: prefix }, inRegion);
        this.#encryption = new Encryption(
            part("key"),
            {
                ...common,
                aliasPrefix: prefix,
                administratorArns: config.keyAdministratorArns,
                backupRoles: this.#roles,
                logs: {
                    logGroupArns: [this.#names.agentLogGroup.arn, this.#names.flowLogGroup.arn],
                    topicArn: this.#names.alarmTopic.arn,
                    configDelivery: false,
                    flowLogDelivery: false,
                },
                secretNamePrefix: args.secretNamePrefix,
                copyRegion: copyRegionOf(args),
                // A promoted replica outlives the stack, as EFS made it.
                keepDataKey: isActive(config),
                protect: config.protect,
            },
            inRegion,
        );
        this.#inRegion = inRegion;
    }

    /** A key of its own, for what the environment copies to its region. */
    key(purpose: "data" | "agents"): RegionalKey {
        return { region: this.region, keyArn: this.#encryption[purpose].arn };
    }

    /** Adds what stands on the environment's replica and secrets. Call it once, when these are there. */
    add({ fileSystemId, secretArns }: Replicated): void {
        const { config, site, secretNamePrefix } = this.args;
        const { part, ...names } = this.#names;
        const { protect } = config;
        const common = { site, tags: this.#tags };
        const { vpcId, subnets, agentSecurityGroupId } = this.#network;

        const storage = new Storage(
            part("storage"),
            {
                existingId: fileSystemId,
                keyArn: this.#encryption.data.arn,
                vpcId,
                subnets,
                agentSecurityGroupId,
                tags: this.#tags,
            },
            this.#inRegion,
        );
        const flows = new FlowLogs(
            part("flows"),
            {
                ...common,
                interfaceIds: Object.fromEntries(
                    Object.entries(storage.mountTargets).map(([zone, target]) => [
                        zone,
                        target.networkInterfaceId,
                    ]),
                ),
                logGroup: names.flowLogGroup,
                keyArn: this.#encryption.logs.arn,
                logRetentionDays: config.logRetentionDays,
                iamPath: names.iamPath,
                bucketPrefix: names.bucketPrefix,
            },
            this.#inRegion,
        );
        const backup = new Backup(
            part("backup"),
            {
                ...common,
                fileSystemArn: storage.fileSystem.arn,
                roles: this.#roles,
                keyArn: this.#encryption.vault.arn,
                copy: this.#encryption.copy,
                settings: config.backup,
                // What is backed up until then is what it is replicated from.
                starts: isActive(config),
                protect,
            },
            this.#inRegion,
        );
        const areas = config.shared.map(
            (area) =>
                new SharedArea(
                    part(`shared-${area.name}`),
                    { area, fileSystemId: storage.fileSystem.id, tags: this.#tags },
                    this.#inRegion,
                ),
        );
        const { agents } = new Agents(
            part("agents"),
            {
                ...commonArgs(config, this.#names),
                ...common,
                // A zone of the environment's own region is none here.
                agents: config.agents.map(({ availabilityZone: _, ...agent }) => agent),
                proxy: this.#proxy,
                fileSystem: storage.fileSystem,
                areas,
                keyArn: this.#encryption.agents.arn,
                subnets,
                securityGroupId: agentSecurityGroupId,
                logGroup: {
                    ...names.agentLogGroup,
                    keyArn: this.#encryption.logs.arn,
                    retentionDays: config.logRetentionDays,
                },
                secretNamePrefix,
                secretArns: Object.fromEntries(
                    Object.entries(secretArns).map(([agent, arn]) => [
                        agent,
                        arn.apply((own) => inRegion(own, site.region)),
                    ]),
                ),
                running: isActive(config),
                // Made by the same update that starts them, unless standby.egress is ready.
                instanceDependsOn: [...Object.values(storage.mountTargets), ...this.#network.egress],
            },
            this.#inRegion,
        );
        const topic = new AlarmTopic(
            part("auditing-alarms"),
            {
                ...common,
                topic: names.alarmTopic,
                keyArn: this.#encryption.logs.arn,
                ruleNamePrefix: `${part("auditing")}-`,
                emails: config.auditing.alarmEmails,
            },
            this.#inRegion,
        );
        const telling = {
            topic,
            environment: names.prefix,
            runbookUrl: config.auditing.runbookUrl,
            tags: this.#tags,
        };
        new StandbyAlarms(
            part("auditing-alarm"),
            {
                ...telling,
                subject: {
                    fileSystem: storage.fileSystem,
                    vaultName: backup.vault.name,
                    restoreRoleArn: this.#roles.restoreArn,
                    backupWithinHours: backupWithinHours(config),
                    flowLogGroupName: flows.logGroup.name,
                    groupPrefix: names.groupPrefix,
                    namespace: names.auditNamespace,
                },
                isBackedUp: isActive(config),
            },
            this.#inRegion,
        );
        new AgentAlarms(
            part("auditing-agents"),
            { ...telling, agents, fileSystemArn: storage.fileSystem.arn },
            this.#inRegion,
        );
        this.registerOutputs({ fileSystemId: storage.fileSystem.id, region: this.region });
    }
}

/** Whether the replica was promoted, so that agents run in its region and in no other: a node connects once. */
export const isActive = ({ storage }: Pick<Config, "storage">): boolean =>
    storage.promotedReplicaId !== undefined;

/** Where its backups are copied to, if the environment's are: to another region than its own. */
const copyRegionOf = ({ config, site, homeRegion }: StandbyArgs): string | undefined =>
    config.backup.copyRegion === site.region ? homeRegion : config.backup.copyRegion;

/** What Secrets Manager calls the copy of a secret in another region. */
const inRegion = (secretArn: string, region: string): string =>
    secretArn.replace(/^(arn:[^:]+:secretsmanager:)[^:]+/, `$1${region}`);
