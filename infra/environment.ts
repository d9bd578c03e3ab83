import * as pulumi from "@pulumi/pulumi";
import type { AgentOutputs } from "./agent";
import { Agents, commonArgs } from "./agents";
import { AgentAlarms } from "./auditing/agentAlarms";
import { Auditing } from "./auditing/auditing";
import { logsKeyUses } from "./auditing/keyUses";
import { Backup } from "./backup";
import { BackupRoles } from "./backupRoles";
import type { Config } from "./config";
import { backupWithinHours } from "./config/backupPause";
import { endpointServices } from "./config/endpointServices";
import { Encryption } from "./encryption";
import { environmentType } from "./environmentName";
import { type ImageOutputs, ImagePipeline } from "./imagePipeline";
import { jcascNodes } from "./jcasc";
import { environmentNames } from "./names";
import { Network } from "./network";
import { refuseUnasked } from "./promotion";
import { proxyOf } from "./proxy";
import { RestoreTest } from "./restoreTest";
import { SharedArea } from "./sharedArea";
import type { Site } from "./site";
import { isActive, Standby } from "./standby";
import { Storage } from "./storage";
import { environmentTags } from "./tags";

/** What one environment is made from. */
export interface EnvironmentArgs {
    readonly config: Config;
    readonly site: Site;
}

/** What the next person needs of an environment: the stack's outputs. */
export interface EnvironmentOutputs {
    readonly fileSystemId: pulumi.Output<string>;
    readonly agents: Readonly<Record<string, AgentOutputs>>;
    /** Where the agents connect to, and `npm run enrol` finds their nodes. */
    readonly controllerUrl: string;
    /** YAML for the controller. */
    readonly jenkinsConfigurationAsCode: string;
    readonly keyArns: Encryption["keyArns"];
    readonly backupVaultName: pulumi.Output<string>;
    /** What bakes images for each architecture, where `bake` has it made. */
    readonly images?: Readonly<Record<string, ImageOutputs>>;
}

/**
 * An environment from network to agents, with its own keys, file system, vault and audit. Call it after the stack where
 * that has no other; `environmentNames` says what else its name decides.
 */
export class Environment extends pulumi.ComponentResource {
    readonly outputs: EnvironmentOutputs;

    constructor(name: string, { config, site }: EnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
        super(environmentType, name, {}, opts);
        refuseUnasked(name, config.storage.promotedReplicaId, site.promotedReplicaIds);
        const place = { name, stack: pulumi.getStack(), project: pulumi.getProject() };
        const names = environmentNames(place, site);
        const tags = environmentTags(place.project, names.environment, config.owner);
        const parent = { parent: this };
        const { protect } = config;

        const { vpcId, vpcCidr, natGateways } = config.network;
        const proxy = proxyOf(config, endpointServices(config.network), site.region, site.dnsSuffix);
        const network = new Network(
            names.part("network"),
            {
                site,
                vpc: vpcId === undefined ? { cidrBlock: vpcCidr, natGateways } : { id: vpcId },
                controllerUrl: config.controllerUrl,
                interfaceEndpoints: config.network.interfaceEndpoints,
                internet: config.network.internet,
                egress: config.network.egress,
                proxy,
                tags,
            },
            parent,
        );
        const backupRoles = new BackupRoles(
            names.part("backup-roles"),
            { site, namePrefix: names.prefix, tags },
            parent,
        );
        const encryption = new Encryption(
            names.part("key"),
            {
                site,
                aliasPrefix: names.prefix,
                administratorArns: config.keyAdministratorArns,
                backupRoles,
                logs: logsKeyUses(names, config.auditing, config.bake),
                imageBuilderRoleArn: site.imageBuilderRoleArn,
                secretNamePrefix: names.secretPrefix,
                keepDataKey: config.storage.fileSystemId !== undefined,
                copyRegion: config.backup.copyRegion,
                protect,
                tags,
            },
            parent,
        );
        const standby =
            site.standby &&
            new Standby(
                {
                    of: place,
                    config,
                    site: site.standby,
                    homeRegion: site.region,
                    secretNamePrefix: names.secretPrefix,
                },
                parent,
            );
        const storage = new Storage(
            names.part("storage"),
            {
                keyArn: encryption.data.arn,
                settings: config.storage,
                // Of a promoted replica nothing is replicated there any more.
                replica: isActive(config) ? undefined : standby?.key("data"),
                vpcId: network.vpcId,
                subnets: network.subnets,
                agentSecurityGroupId: network.agentSecurityGroupId,
                protect,
                tags,
            },
            parent,
        );
        const backup = new Backup(
            names.part("backup"),
            {
                site,
                fileSystemArn: storage.fileSystem.arn,
                roles: backupRoles,
                keyArn: encryption.vault.arn,
                copy: encryption.copy,
                settings: config.backup,
                protect,
                tags,
            },
            parent,
        );
        if (config.backup.restoreTestSchedule !== "never")
            new RestoreTest(
                names.part("restore-test"),
                {
                    schedule: config.backup.restoreTestSchedule,
                    fileSystemArn: storage.fileSystem.arn,
                    vaultArn: backup.vault.arn,
                    keyArn: encryption.data.arn,
                    roles: backupRoles,
                    tags,
                },
                parent,
            );
        const auditing = new Auditing(
            names.part("auditing"),
            {
                site,
                names,
                settings: config.auditing,
                logRetentionDays: config.logRetentionDays,
                vpcId: network.vpcId,
                storage,
                agentSecurityGroupId: network.agentSecurityGroupId,
                keys: encryption,
                keysElsewhere: [standby?.key("data"), encryption.copy].filter((key) => key !== undefined),
                vaultName: backup.vault.name,
                restoreRoleArn: backupRoles.restoreArn,
                backupWithinHours: backupWithinHours(config),
                protect,
                tags,
            },
            parent,
        );
        const areas = config.shared.map(
            (area) =>
                new SharedArea(
                    names.part(`shared-${area.name}`),
                    { area, fileSystemId: storage.fileSystem.id, tags },
                    parent,
                ),
        );
        const agents = new Agents(
            names.part("agents"),
            {
                ...commonArgs(config, names),
                site,
                agents: config.agents,
                proxy,
                fileSystem: storage.fileSystem,
                areas,
                keyArn: encryption.agents.arn,
                subnets: network.subnets,
                securityGroupId: network.agentSecurityGroupId,
                logGroup: {
                    ...names.agentLogGroup,
                    keyArn: encryption.logs.arn,
                    retentionDays: config.logRetentionDays,
                },
                secretNamePrefix: names.secretPrefix,
                running: !isActive(config),
                secretReplica: standby?.key("agents"),
                instanceDependsOn: [...Object.values(storage.mountTargets), auditing],
                tags,
            },
            parent,
        );
        const images =
            config.bake &&
            new ImagePipeline(
                names.part("images"),
                {
                    site,
                    names,
                    network,
                    egress: config.network,
                    agents: config.agents,
                    packages: config.packages,
                    proxy,
                    caCertificates: config.caCertificates,
                    bakeZone: config.bakeZone,
                    keys: encryption,
                    logRetentionDays: config.logRetentionDays,
                    tags,
                },
                parent,
            ).outputs;
        const replicaId = config.storage.promotedReplicaId ?? storage.replicaId;
        if (replicaId !== undefined)
            standby?.add({
                fileSystemId: replicaId,
                // Known with its copy only: of an id that is known the engine reads in a preview already, and ends where
                // nothing is there, as in an environment that is deployed and gets its replica now.
                secretArns: Object.fromEntries(
                    Object.entries(agents.agents).map(([agent, { secret }]) => [
                        agent,
                        pulumi.all([secret.arn, secret.replicas]).apply(([arn]) => arn),
                    ]),
                ),
            });
        new AgentAlarms(
            names.part("auditing-agents"),
            {
                agents: agents.agents,
                fileSystemArn: storage.fileSystem.arn,
                topic: auditing.topic,
                environment: names.prefix,
                runbookUrl: config.auditing.runbookUrl,
                tags,
            },
            parent,
        );
        this.outputs = {
            fileSystemId: storage.fileSystem.id,
            agents: agents.outputs,
            controllerUrl: config.controllerUrl,
            jenkinsConfigurationAsCode: jcascNodes(config.agents, config.shared),
            keyArns: encryption.keyArns,
            backupVaultName: backup.vault.name,
            ...(images && { images }),
        };
        this.registerOutputs(this.outputs);
    }
}
