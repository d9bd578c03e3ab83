import { environmentsIn } from "../../../state/environments";
import type { ExportedResource } from "../../../state/exported";
import { Graph } from "../../../state/graph";
import {
    accessPointArn,
    account,
    arn,
    documents,
    fileSystemArn,
    inEnvironment,
    resource,
    role,
    second,
    urnOf,
} from "./deployed";
import { watching } from "./watching";

const storage = ["jenkins-efs:storage:Storage"];
const agentType = "jenkins-efs:agents:Agent";
const agentUrn = urnOf([inEnvironment, agentType], "agent-linux-1");
const ofAgent = (type: string, id: string, outputs: Readonly<Record<string, unknown>>) =>
    resource(type, "agent-linux-1", id, outputs, [agentType], agentUrn);
const component = (type: string, name: string, outputs: Readonly<Record<string, unknown>> = {}) => ({
    ...resource(type, name, "", outputs),
    custom: false,
    urn: type === inEnvironment ? urnOf([type], name) : urnOf([inEnvironment, type], name),
});
/** One environment with one of everything that is asked about. */
export const resources: readonly ExportedResource[] = [
    component(inEnvironment, "prod"),
    component(agentType, "agent-linux-1", { name: "linux-1" }),
    resource(
        "aws:efs/fileSystem:FileSystem",
        "storage",
        "fs-1",
        {
            arn: fileSystemArn,
            encrypted: true,
            kmsKeyId: arn("kms", "key/k-1"),
            performanceMode: "generalPurpose",
            throughputMode: "elastic",
            protection: { replicationOverwrite: "ENABLED" },
            lifecyclePolicies: [{ transitionToIa: "AFTER_30_DAYS" }],
        },
        storage,
    ),
    resource(
        "aws:efs/fileSystemPolicy:FileSystemPolicy",
        "storage",
        "fs-1",
        {
            fileSystemId: "fs-1",
            policy: documents.fileSystem,
        },
        storage,
    ),
    resource(
        "aws:efs/mountTarget:MountTarget",
        "storage-mount-a",
        "fsmt-1",
        {
            fileSystemId: "fs-1",
            subnetId: "subnet-1",
            availabilityZoneName: "eu-central-1a",
            securityGroups: ["sg-1"],
        },
        storage,
    ),
    resource(
        "aws:efs/replicationConfiguration:ReplicationConfiguration",
        "replica",
        "fs-1",
        {
            sourceFileSystemId: "fs-1",
            destination: { fileSystemId: "fs-2", region: second },
        },
        storage,
    ),
    ofAgent("aws:efs/accessPoint:AccessPoint", "fsap-1", {
        arn: accessPointArn("fsap-1"),
        fileSystemId: "fs-1",
        posixUser: { uid: 5001, gid: 5001 },
        rootDirectory: { path: "/agents/linux-1" },
    }),
    ofAgent("aws:secretsmanager/secret:Secret", "secret", {
        arn: arn("secretsmanager", "secret:linux-1-AbCdEf"),
        kmsKeyId: arn("kms", "key/k-1"),
    }),
    ofAgent("aws:autoscaling/group:Group", "agents-linux-1", {
        arn: arn("autoscaling", "autoScalingGroup:1:autoScalingGroupName/agents-linux-1"),
        name: "agents-linux-1",
        desiredCapacity: 1,
        minSize: 1,
        maxSize: 1,
        launchTemplate: { id: "lt-1", version: "3" },
    }),
    ofAgent("aws:autoscaling/lifecycleHook:LifecycleHook", "drain", {
        name: "drain",
        autoscalingGroupName: "agents-linux-1",
    }),
    ofAgent("aws:ec2/launchTemplate:LaunchTemplate", "lt-1", {
        iamInstanceProfile: { arn: `arn:aws:iam::${account}:instance-profile/linux-1` },
    }),
    ofAgent("aws:iam/instanceProfile:InstanceProfile", "linux-1", {
        arn: `arn:aws:iam::${account}:instance-profile/linux-1`,
        role: "linux-1",
    }),
    ofAgent("aws:iam/role:Role", "linux-1", {
        arn: role("linux-1"),
        name: "linux-1",
        assumeRolePolicy: documents.trust,
    }),
    ofAgent("aws:iam/rolePolicy:RolePolicy", "linux-1:log", {
        role: "linux-1",
        name: "log",
        policy: documents.log,
    }),
    ofAgent("aws:iam/policy:Policy", "policy", {
        arn: `arn:aws:iam::${account}:policy/linux-1`,
        policy: documents.agent,
    }),
    ofAgent("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attachment", {
        role: "linux-1",
        policyArn: `arn:aws:iam::${account}:policy/linux-1`,
    }),
    resource("aws:ec2/securityGroup:SecurityGroup", "storage", "sg-1", { name: "storage", vpcId: "vpc-1" }),
    resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "nfs", "sgr-1", {
        securityGroupId: "sg-1",
        ipProtocol: "tcp",
        fromPort: 2049,
        toPort: 2049,
        referencedSecurityGroupId: "sg-2",
    }),
    resource("aws:ec2/vpcEndpoint:VpcEndpoint", "logs", "vpce-1", {
        serviceName: "com.amazonaws.eu-central-1.logs",
        policy: documents.log,
        securityGroupIds: ["sg-1"],
        subnetIds: ["subnet-1"],
    }),
    resource("aws:kms/key:Key", "key-data", "k-1", {
        arn: arn("kms", "key/k-1"),
        policy: documents.key,
        enableKeyRotation: true,
    }),
    resource("aws:backup/vault:Vault", "backup", "vault", {
        name: "vault",
        arn: arn("backup", "backup-vault:vault"),
        kmsKeyArn: arn("kms", "key/k-1"),
    }),
    resource("aws:backup/vaultLockConfiguration:VaultLockConfiguration", "lock", "vault", {
        backupVaultName: "vault",
        minRetentionDays: 30,
        maxRetentionDays: 365,
    }),
    resource("aws:backup/vaultPolicy:VaultPolicy", "policy", "vault", {
        backupVaultName: "vault",
        policy: documents.vault,
    }),
    resource("aws:backup/plan:Plan", "backup", "plan", {
        name: "backup",
        arn: arn("backup", "backup-plan:plan"),
        rules: [
            {
                ruleName: "daily",
                lifecycle: { deleteAfter: 365, coldStorageAfter: 30 },
                schedule: "cron(0 3 * * ? *)",
                targetVaultName: "vault",
                startWindow: 60,
                completionWindow: 720,
                copyActions: [{ destinationVaultArn: arn("backup", "backup-vault:copy", second) }],
            },
        ],
    }),
    resource("aws:backup/selection:Selection", "backup", "selection", {
        planId: "plan",
        iamRoleArn: role("backup"),
        resources: [fileSystemArn],
    }),
    resource("aws:backup/restoreTestingPlan:RestoreTestingPlan", "restore", "restore_test", {
        name: "restore_test",
        arn: arn("backup", "restore-testing-plan:restore_test-1"),
        scheduleExpression: "cron(0 6 1 * ? *)",
        startWindowHours: 24,
        recoveryPointSelection: {
            includeVaults: [arn("backup", "backup-vault:vault")],
            selectionWindowDays: 30,
        },
    }),
    resource("aws:backup/restoreTestingSelection:RestoreTestingSelection", "restore", "restore_test:all", {
        name: "all",
        restoreTestingPlanName: "restore_test",
        protectedResourceArns: [fileSystemArn],
        iamRoleArn: role("restore"),
        restoreMetadataOverrides: { kmsKeyId: arn("kms", "key/k-1") },
    }),
    ...watching,
];

/** The graph of some resources. */
export const graphOf = (some: readonly ExportedResource[]): Graph =>
    Graph.of({ deployment: { resources: some } });

/** The stack's one environment. @param change what is made of each resource; nothing leaves it out */
export function environment(change: (one: ExportedResource) => ExportedResource | undefined = (one) => one) {
    const graph = graphOf(resources.flatMap((one) => change(one) ?? []));
    const [only] = environmentsIn(graph);
    if (only === undefined) throw new Error("no environment");
    return only;
}
