import * as pulumi from "@pulumi/pulumi";
import { Agents } from "./agents";
import { AgentAlarms } from "./auditing/agentAlarms";
import { Auditing } from "./auditing/auditing";
import { logsKeyUses } from "./auditing/keyUses";
import { Backup, BackupRoles } from "./backup";
import type { Config } from "./config";
import { backupWithinHours } from "./config/backupPause";
import { endpointServices } from "./config/schema";
import { Encryption } from "./encryption";
import { jcascNodes } from "./jcasc";
import { stackNames } from "./names";
import { Network } from "./network";
import { RestoreTest } from "./restoreTest";
import type { Site } from "./site";
import { Storage } from "./storage";
import { stackTags } from "./tags";

/** What one pool of agents is made from. */
export interface PoolArgs {
    readonly config: Config;
    readonly site: Site;
    /** Part of every physical name and a tag: the stack, or a name of the pool's own where a stack has several. */
    readonly environment: string;
}

/**
 * A pool from network to agents, with its own keys, file system, vault and audit; what it returns are outputs. `name` is
 * the first part of its resources' names, and empty where the stack has one pool.
 */
export function makePool(name: string, { config, site, environment }: PoolArgs) {
    const names = stackNames(pulumi.getProject(), environment, site);
    const tags = stackTags(pulumi.getProject(), environment, config.owner);
    const { protect } = config;
    const named = (part: string): string => (name === "" ? part : `${name}-${part}`);

    const { vpcId, vpcCidr, natGateways } = config.network;
    const network = new Network(named("network"), {
        site,
        vpc: vpcId === undefined ? { cidrBlock: vpcCidr, natGateways } : { id: vpcId },
        interfaceEndpoints: endpointServices(config.network),
        tags,
    });
    const backupRoles = new BackupRoles(named("backup-roles"), { site, namePrefix: names.prefix, tags });
    const encryption = new Encryption(named("key"), {
        site,
        aliasPrefix: names.prefix,
        administratorArns: config.keyAdministratorArns,
        backupRoles,
        logs: logsKeyUses(names, config.auditing),
        secretNamePrefix: names.secretPrefix,
        replicationRegion: config.storage.replicationRegion,
        copyRegion: config.backup.copyRegion,
        protect,
        tags,
    });
    const storage = new Storage(named("storage"), {
        keyArn: encryption.data.arn,
        settings: config.storage,
        replica: encryption.replica,
        vpcId: network.vpcId,
        subnets: network.subnets,
        agentSecurityGroupId: network.agentSecurityGroupId,
        protect,
        tags,
    });
    const backup = new Backup(named("backup"), {
        site,
        fileSystemArn: storage.fileSystem.arn,
        roles: backupRoles,
        keyArn: encryption.vault.arn,
        copy: encryption.copy,
        settings: config.backup,
        protect,
        tags,
    });
    if (config.backup.restoreTestSchedule !== "never")
        new RestoreTest(named("restore-test"), {
            schedule: config.backup.restoreTestSchedule,
            fileSystemArn: storage.fileSystem.arn,
            vaultArn: backup.vault.arn,
            keyArn: encryption.data.arn,
            roles: backupRoles,
            tags,
        });
    const auditing = new Auditing(named("auditing"), {
        site,
        names,
        settings: config.auditing,
        logRetentionDays: config.logRetentionDays,
        vpcId: network.vpcId,
        storage,
        agentSecurityGroupId: network.agentSecurityGroupId,
        keys: encryption,
        keysElsewhere: [encryption.replica, encryption.copy].filter((key) => key !== undefined),
        vaultName: backup.vault.name,
        backupWithinHours: backupWithinHours(config),
        protect,
        tags,
    });
    const fleet = new Agents(named("agents"), {
        site,
        agents: config.agents,
        controllerUrl: config.controllerUrl,
        fileSystem: storage.fileSystem,
        keyArn: encryption.agents.arn,
        subnets: network.subnets,
        securityGroupId: network.agentSecurityGroupId,
        logGroup: {
            ...names.agentLogGroup,
            keyArn: encryption.logs.arn,
            retentionDays: config.logRetentionDays,
        },
        environment: names.prefix,
        auditReads: config.auditing.recordReads,
        iamPath: names.iamPath,
        groupPrefix: names.groupPrefix,
        secretNamePrefix: names.secretPrefix,
        detailedMonitoring: config.detailedMonitoring,
        drainMinutes: config.drainMinutes,
        instanceDependsOn: [...Object.values(storage.mountTargets), auditing],
        tags,
    });
    new AgentAlarms(named("auditing-agents"), {
        agents: fleet.agents,
        topic: auditing.topic,
        environment: names.prefix,
        runbookUrl: config.auditing.runbookUrl,
        tags,
    });

    return {
        fileSystemId: storage.fileSystem.id,
        agents: Object.fromEntries(
            Object.entries(fleet.agents).map(([name, agent]) => [
                name,
                {
                    accessPointId: agent.accessPoint.id,
                    roleArn: agent.role.arn,
                    secretArn: agent.secret.arn,
                    mountCommand: agent.mountCommand,
                },
            ]),
        ),
        jenkinsConfigurationAsCode: jcascNodes(config.agents),
        keyArns: {
            data: encryption.data.arn,
            vault: encryption.vault.arn,
            logs: encryption.logs.arn,
            agents: encryption.agents.arn,
        },
        backupVaultName: backup.vault.name,
    };
}
