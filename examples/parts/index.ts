import * as pulumi from "@pulumi/pulumi";
import { Agents } from "../../infra/agents";
import { AgentAlarms } from "../../infra/auditing/agentAlarms";
import { Auditing } from "../../infra/auditing/auditing";
import { logsKeyUses } from "../../infra/auditing/keyUses";
import { Backup } from "../../infra/backup";
import { BackupRoles } from "../../infra/backupRoles";
import { readConfig } from "../../infra/config";
import { Encryption } from "../../infra/encryption";
import { environmentNames } from "../../infra/names";
import { Network } from "../../infra/network";
import { RestoreTest } from "../../infra/restoreTest";
import { surveySite } from "../../infra/site";
import { Storage } from "../../infra/storage";
import { environmentTags } from "../../infra/tags";

// What an Environment is made of, each part with no more than it needs: to leave one out, or to put your own in its place. Of
// the configuration it reads only who owns it and where the controller is.

/** By agent, what the next person needs of it. */
export = async () => {
    const config = readConfig();
    const site = await surveySite(config);
    const [stack, project] = [pulumi.getStack(), pulumi.getProject()];
    const names = environmentNames({ name: stack, stack, project }, site);
    const tags = environmentTags(project, names.environment, config.owner);

    const network = new Network("network", { site, vpc: { cidrBlock: "10.40.0.0/16" }, tags });
    const roles = new BackupRoles("backup-roles", { site, namePrefix: names.prefix, tags });
    const keys = new Encryption("key", {
        site,
        aliasPrefix: names.prefix,
        backupRoles: roles,
        logs: logsKeyUses(names),
        secretNamePrefix: names.secretPrefix,
        tags,
    });
    const { vpcId, subnets, agentSecurityGroupId } = network;
    const storage = new Storage("storage", {
        keyArn: keys.data.arn,
        vpcId,
        subnets,
        agentSecurityGroupId,
        tags,
    });
    const { fileSystem } = storage;
    const fileSystemArn = fileSystem.arn;
    const { vault } = new Backup("backup", { site, fileSystemArn, roles, keyArn: keys.vault.arn, tags });
    new RestoreTest("restore-test", {
        fileSystemArn,
        vaultArn: vault.arn,
        keyArn: keys.data.arn,
        roles,
        tags,
    });
    const auditing = new Auditing("auditing", {
        site,
        names,
        vpcId,
        storage,
        agentSecurityGroupId,
        keys,
        vaultName: vault.name,
        restoreRoleArn: roles.restoreArn,
        tags,
    });
    const { agents, outputs } = new Agents("agents", {
        site,
        agents: [{ name: "linux-1", instanceType: "m7g.large" }],
        agentPrefix: "agent",
        controllerUrl: config.controllerUrl,
        fileSystem,
        keyArn: keys.agents.arn,
        subnets,
        securityGroupId: agentSecurityGroupId,
        logGroup: { ...names.agentLogGroup, keyArn: keys.logs.arn },
        environment: names.prefix,
        iamPath: names.iamPath,
        groupPrefix: names.groupPrefix,
        secretNamePrefix: names.secretPrefix,
        instanceDependsOn: [...Object.values(storage.mountTargets), auditing],
        tags,
    });
    new AgentAlarms("auditing-agents", {
        agents,
        fileSystemArn: fileSystem.arn,
        topic: auditing.topic,
        environment: names.prefix,
        tags,
    });
    return outputs;
};
