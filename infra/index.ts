import * as pulumi from "@pulumi/pulumi";
import { Agents } from "./agents";
import { AgentAlarms } from "./auditing/agentAlarms";
import { Auditing } from "./auditing/auditing";
import { logsKeyUses } from "./auditing/keyUses";
import { Backup, BackupRoles } from "./backup";
import { readConfig } from "./config";
import { backupWithinHours } from "./config/backupPause";
import { endpointServices } from "./config/schema";
import { Encryption } from "./encryption";
import { jcascNodes } from "./jcasc";
import { stackNames } from "./names";
import { Network } from "./network";
import { holdToQuotas } from "./quotas";
import { RestoreTest } from "./restoreTest";
import { surveySite } from "./site";
import { Storage } from "./storage";
import { stackTags } from "./tags";
import { adviseOnThroughput } from "./throughput";

/** The system from network to agents; what it returns are the stack's outputs. */
export = async () => {
    const config = readConfig();
    const site = await surveySite(config);
    holdToQuotas(config, site);
    adviseOnThroughput(config, site.region);
    const names = stackNames(pulumi.getProject(), pulumi.getStack(), site);
    const tags = stackTags(pulumi.getProject(), pulumi.getStack(), config.owner);
    const { protect } = config;

    const { vpcId, vpcCidr = "10.40.0.0/16", natGateways = "one-per-az" } = config.network;
    const network = new Network("network", {
        site,
        vpc: vpcId === undefined ? { cidrBlock: vpcCidr, natGateways } : { id: vpcId },
        interfaceEndpoints: endpointServices(config.network),
        tags,
    });
    const backupRoles = new BackupRoles("backup-roles", { site, namePrefix: names.prefix, tags });
    const encryption = new Encryption("key", {
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
    const storage = new Storage("storage", {
        keyArn: encryption.data.arn,
        settings: config.storage,
        replica: encryption.replica,
        vpcId: network.vpcId,
        subnets: network.subnets,
        agentSecurityGroupId: network.agentSecurityGroupId,
        protect,
        tags,
    });
    const backup = new Backup("backup", {
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
        new RestoreTest("restore-test", {
            schedule: config.backup.restoreTestSchedule,
            fileSystemArn: storage.fileSystem.arn,
            vaultArn: backup.vault.arn,
            keyArn: encryption.data.arn,
            roles: backupRoles,
            tags,
        });
    const auditing = new Auditing("auditing", {
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
    const fleet = new Agents("agents", {
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
    new AgentAlarms("auditing-agents", {
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
};
