import { imageParameters, type Part } from "./statement";

/** What the kit has tagged. */
const own = { StringEquals: { "aws:ResourceTag/project": "jenkins-efs" } };

/** What an update changes of network, file system, keys and agents. */
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
            "ec2/vpc:Vpc": "ec2: CreateVpc DeleteVpc ModifyVpcAttribute",
            "ec2/vpcEndpoint:VpcEndpoint": "ec2: CreateVpcEndpoint DeleteVpcEndpoints ModifyVpcEndpoint",
            "efs/mountTarget:MountTarget":
                "ec2: CreateNetworkInterface DeleteNetworkInterface ModifyNetworkInterfaceAttribute",
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
        // Tags come with what is made; who may tag what is there could take it, where tags decide.
        sid: "TagsOfNewResources",
        resource: "*",
        condition: { StringLike: { "ec2:CreateAction": "*" } },
        calls: { "ec2/vpc:Vpc": "ec2: CreateTags" },
    },
    {
        sid: "TagsOfOwnResources",
        resource: "*",
        condition: own,
        calls: { "ec2/vpc:Vpc": "ec2: CreateTags DeleteTags" },
    },
    {
        // AWS makes it with the VPC, without tags.
        sid: "TagsOfDefaultGroup",
        resource: "arn:aws:ec2:*:*:security-group/*",
        calls: { "ec2/defaultSecurityGroup:DefaultSecurityGroup": "ec2: CreateTags" },
    },
    {
        // All else is in each key's own policy, which names who deploys: no other key is administered. KMS wants this in
        // an IAM policy where a key is made with tags.
        sid: "Keys",
        resource: "*",
        calls: { "kms/key:Key": "kms: CreateKey" },
    },
    {
        sid: "TagsOfKeys",
        resource: "*",
        condition: { StringEquals: { "aws:RequestTag/project": "jenkins-efs" } },
        calls: { "kms/key:Key": "kms: TagResource" },
    },
    {
        // An alias is two resources to KMS: itself, and the key that it is for, whose own policy allows it.
        sid: "KeyAliases",
        resource: "arn:aws:kms:*:*:alias/jenkins-efs-*",
        calls: { "kms/alias:Alias": "kms: CreateAlias DeleteAlias UpdateAlias" },
    },
    {
        sid: "SecretsKey",
        resource: "*",
        condition: {
            StringLike: {
                "kms:EncryptionContext:SecretARN": "arn:aws:secretsmanager:*:*:secret:jenkins-efs/*",
                "kms:ViaService": "secretsmanager.*.amazonaws.com",
            },
        },
        calls: { "secretsmanager/secret:Secret": "kms: Decrypt Encrypt GenerateDataKey" },
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
            "ec2/launchTemplate:LaunchTemplate": "ec2: CreateLaunchTemplate",
        },
    },
    {
        // Another's template runs as another's role.
        sid: "AgentTemplates",
        resource: "*",
        condition: own,
        calls: {
            "ec2/launchTemplate:LaunchTemplate":
                "ec2: CreateLaunchTemplateVersion DeleteLaunchTemplate ModifyLaunchTemplate",
        },
    },
    {
        sid: "AgentImages",
        resource: imageParameters,
        calls: { "ec2/launchTemplate:LaunchTemplate": "ssm: GetParameters" },
    },
    {
        sid: "Credentials",
        resource: "arn:aws:secretsmanager:*:*:secret:jenkins-efs/*",
        calls: {
            "secretsmanager/secret:Secret":
                "secretsmanager: CreateSecret DeleteSecret RemoveRegionsFromReplication ReplicateSecretToRegions TagResource UntagResource UpdateSecret",
        },
    },
    {
        sid: "Logs",
        resource: [
            "arn:aws:logs:*:*:log-group:/aws/imagebuilder/jenkins-efs-*",
            "arn:aws:logs:*:*:log-group:/jenkins-efs/*",
        ],
        calls: {
            "cloudwatch/logGroup:LogGroup":
                "logs: AssociateKmsKey CreateLogGroup DeleteLogGroup DisassociateKmsKey PutRetentionPolicy TagResource UntagResource",
        },
    },
];
