import type { Part } from "./statement";

const roles = ["arn:aws:iam::*:role/jenkins-efs-*", "arn:aws:iam::*:role/jenkins-efs/*"];

/** What an update changes of network, file system, keys and agents, and the roles of everything. */
export const system: readonly Part[] = [
    {
        sid: "Network",
        resource: "*",
        calls: {
            "ec2/defaultSecurityGroup:DefaultSecurityGroup":
                "ec2: RevokeSecurityGroupEgress RevokeSecurityGroupIngress",
            "ec2/eip:Eip": "ec2: AllocateAddress DisassociateAddress ReleaseAddress",
            "ec2/internetGateway:InternetGateway":
                "ec2: AttachInternetGateway CreateInternetGateway DeleteInternetGateway DetachInternetGateway",
            "ec2/natGateway:NatGateway": "ec2: CreateNatGateway DeleteNatGateway",
            "ec2/route:Route": "ec2: CreateRoute DeleteRoute ReplaceRoute",
            "ec2/routeTable:RouteTable": "ec2: CreateRouteTable DeleteRouteTable",
            "ec2/routeTableAssociation:RouteTableAssociation":
                "ec2: AssociateRouteTable DisassociateRouteTable",
            // AWS gives a new group an open egress rule, which the provider takes away.
            "ec2/securityGroup:SecurityGroup":
                "ec2: CreateSecurityGroup DeleteSecurityGroup RevokeSecurityGroupEgress",
            "ec2/subnet:Subnet": "ec2: CreateSubnet DeleteSubnet ModifySubnetAttribute",
            "ec2/vpc:Vpc": "ec2: CreateTags CreateVpc DeleteTags DeleteVpc ModifyVpcAttribute",
            "ec2/vpcEndpoint:VpcEndpoint": "ec2: CreateVpcEndpoint DeleteVpcEndpoints ModifyVpcEndpoint",
            "efs/mountTarget:MountTarget": "ec2: CreateNetworkInterface DeleteNetworkInterface",
            "vpc/securityGroupEgressRule:SecurityGroupEgressRule":
                "ec2: AuthorizeSecurityGroupEgress ModifySecurityGroupRules RevokeSecurityGroupEgress UpdateSecurityGroupRuleDescriptionsEgress",
            "vpc/securityGroupIngressRule:SecurityGroupIngressRule":
                "ec2: AuthorizeSecurityGroupIngress ModifySecurityGroupRules RevokeSecurityGroupIngress UpdateSecurityGroupRuleDescriptionsIngress",
        },
    },
    {
        sid: "FileSystem",
        resource: "*",
        calls: {
            "efs/accessPoint:AccessPoint":
                "elasticfilesystem: CreateAccessPoint DeleteAccessPoint TagResource UntagResource",
            "efs/fileSystem:FileSystem":
                "elasticfilesystem: CreateFileSystem DeleteFileSystem PutLifecycleConfiguration TagResource UntagResource UpdateFileSystem UpdateFileSystemProtection",
            "efs/fileSystemPolicy:FileSystemPolicy":
                "elasticfilesystem: DeleteFileSystemPolicy PutFileSystemPolicy",
            "efs/mountTarget:MountTarget":
                "elasticfilesystem: CreateMountTarget DeleteMountTarget ModifyMountTargetSecurityGroups",
            "efs/replicationConfiguration:ReplicationConfiguration":
                "elasticfilesystem: CreateReplicationConfiguration DeleteReplicationConfiguration",
        },
    },
    {
        sid: "Keys",
        resource: "*",
        calls: {
            "kms/key:Key":
                "kms: CreateKey EnableKeyRotation PutKeyPolicy ScheduleKeyDeletion TagResource UntagResource UpdateKeyDescription",
        },
    },
    {
        // An alias is two resources to KMS: itself, and the key that it is for.
        sid: "KeyAliases",
        resource: ["arn:aws:kms:*:*:alias/jenkins-efs-*", "arn:aws:kms:*:*:key/*"],
        calls: { "kms/alias:Alias": "kms: CreateAlias DeleteAlias UpdateAlias" },
    },
    {
        sid: "KeysThroughServices",
        resource: "*",
        condition: {
            StringLike: {
                "kms:ViaService": [
                    "backup.*.amazonaws.com",
                    "elasticfilesystem.*.amazonaws.com",
                    "secretsmanager.*.amazonaws.com",
                ],
            },
        },
        calls: {
            "backup/vault:Vault": "kms: CreateGrant Decrypt GenerateDataKey RetireGrant",
            "efs/fileSystem:FileSystem": "kms: CreateGrant Decrypt GenerateDataKeyWithoutPlaintext",
            "secretsmanager/secret:Secret": "kms: Decrypt GenerateDataKey",
        },
    },
    {
        sid: "Roles",
        resource: [
            "arn:aws:iam::*:instance-profile/jenkins-efs/*",
            "arn:aws:iam::*:policy/jenkins-efs/*",
            ...roles,
        ],
        calls: {
            "iam/instanceProfile:InstanceProfile":
                "iam: AddRoleToInstanceProfile CreateInstanceProfile DeleteInstanceProfile RemoveRoleFromInstanceProfile TagInstanceProfile UntagInstanceProfile",
            "iam/policy:Policy":
                "iam: CreatePolicy CreatePolicyVersion DeletePolicy DeletePolicyVersion TagPolicy UntagPolicy",
            "iam/role:Role":
                "iam: CreateRole DeleteRole PutRolePermissionsBoundary TagRole UntagRole UpdateAssumeRolePolicy UpdateRoleDescription",
            "iam/rolePolicy:RolePolicy": "iam: DeleteRolePolicy PutRolePolicy",
        },
    },
    {
        sid: "RolePolicies",
        resource: roles,
        condition: { ArnLike: { "iam:PolicyARN": "arn:aws:iam::*:policy/jenkins-efs/*" } },
        calls: { "iam/rolePolicyAttachment:RolePolicyAttachment": "iam: AttachRolePolicy DetachRolePolicy" },
    },
    {
        sid: "PassRoles",
        resource: roles,
        condition: {
            StringEquals: {
                "iam:PassedToService": [
                    "backup.amazonaws.com",
                    "ec2.amazonaws.com",
                    "restore-testing.backup.amazonaws.com",
                ],
            },
        },
        calls: {
            "autoscaling/group:Group": "iam: PassRole",
            "backup/restoreTestingSelection:RestoreTestingSelection": "iam: PassRole",
            "backup/selection:Selection": "iam: PassRole",
        },
    },
    {
        // AWS makes them for whoever uses a service first in an account, in that one's name.
        sid: "ServiceRoles",
        resource: "arn:aws:iam::*:role/aws-service-role/*",
        condition: {
            StringEquals: {
                "iam:AWSServiceName": [
                    "elasticfilesystem.amazonaws.com",
                    "restore-testing.backup.amazonaws.com",
                ],
            },
        },
        calls: {
            "backup/restoreTestingPlan:RestoreTestingPlan": "iam: CreateServiceLinkedRole",
            "efs/mountTarget:MountTarget": "iam: CreateServiceLinkedRole",
        },
    },
    {
        sid: "AgentGroups",
        resource: "arn:aws:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/jenkins-efs-*",
        calls: {
            "autoscaling/group:Group":
                "autoscaling: CancelInstanceRefresh CreateAutoScalingGroup CreateOrUpdateTags DeleteAutoScalingGroup DeleteTags StartInstanceRefresh UpdateAutoScalingGroup",
            "autoscaling/lifecycleHook:LifecycleHook": "autoscaling: DeleteLifecycleHook PutLifecycleHook",
        },
    },
    {
        sid: "AgentInstances",
        resource: "*",
        calls: {
            // Auto Scaling asks whether its caller may run what the template says.
            "autoscaling/group:Group": "ec2: RunInstances",
            "ec2/launchTemplate:LaunchTemplate":
                "ec2: CreateLaunchTemplate CreateLaunchTemplateVersion CreateTags DeleteLaunchTemplate ModifyLaunchTemplate",
        },
    },
    {
        sid: "AgentImages",
        resource: "arn:aws:ssm:*::parameter/aws/service/ami-amazon-linux-latest/*",
        calls: { "ec2/launchTemplate:LaunchTemplate": "ssm: GetParameters" },
    },
    {
        sid: "Credentials",
        resource: "arn:aws:secretsmanager:*:*:secret:jenkins-efs/*",
        calls: {
            "secretsmanager/secret:Secret":
                "secretsmanager: CreateSecret DeleteSecret TagResource UntagResource UpdateSecret",
        },
    },
    {
        sid: "Logs",
        resource: "arn:aws:logs:*:*:log-group:/jenkins-efs/*",
        calls: {
            "cloudwatch/logGroup:LogGroup":
                "logs: AssociateKmsKey CreateLogGroup DeleteLogGroup DisassociateKmsKey PutRetentionPolicy TagResource UntagResource",
        },
    },
];
