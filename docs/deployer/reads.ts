import { imageParameters, type Part } from "./statement";

/** What a preview or a refresh reads: configuration, never data. */
export const reads: readonly Part[] = [
    {
        sid: "Read",
        resource: "*",
        calls: {
            "the account": "sts: GetCallerIdentity; iam: GetPolicy GetRole; ec2: Describe*",
            "autoscaling/group:Group": "autoscaling: Describe*; ec2: Describe*",
            "autoscaling/lifecycleHook:LifecycleHook": "autoscaling: Describe*",
            "backup/plan:Plan": "backup: GetBackupPlan ListTags",
            "backup/restoreTestingPlan:RestoreTestingPlan": "backup: GetRestoreTestingPlan ListTags",
            "backup/restoreTestingSelection:RestoreTestingSelection": "backup: GetRestoreTestingSelection",
            "backup/selection:Selection": "backup: GetBackupSelection",
            "backup/vault:Vault": "backup: DescribeBackupVault ListTags",
            "backup/vaultLockConfiguration:VaultLockConfiguration": "backup: DescribeBackupVault",
            "backup/vaultPolicy:VaultPolicy": "backup: GetBackupVaultAccessPolicy",
            "cfg/conformancePack:ConformancePack":
                "config: DescribeConformancePackStatus DescribeConformancePacks",
            "cfg/deliveryChannel:DeliveryChannel": "config: DescribeDeliveryChannels",
            "cfg/recorder:Recorder": "config: DescribeConfigurationRecorders",
            "cfg/recorderStatus:RecorderStatus": "config: DescribeConfigurationRecorderStatus",
            "cloudtrail/trail:Trail":
                "cloudtrail: DescribeTrails GetEventSelectors GetInsightSelectors GetTrail GetTrailStatus ListTags",
            "cloudwatch/dashboard:Dashboard": "cloudwatch: GetDashboard",
            "cloudwatch/eventRule:EventRule": "events: DescribeRule ListTagsForResource",
            "cloudwatch/eventTarget:EventTarget": "events: ListTargetsByRule",
            "cloudwatch/logGroup:LogGroup": "logs: DescribeLogGroups ListTagsForResource",
            "cloudwatch/logMetricFilter:LogMetricFilter": "logs: DescribeMetricFilters",
            "cloudwatch/metricAlarm:MetricAlarm": "cloudwatch: DescribeAlarms ListTagsForResource",
            "cloudwatch/queryDefinition:QueryDefinition": "logs: DescribeQueryDefinitions",
            "ec2/launchTemplate:LaunchTemplate": "ec2: Describe*",
            "ec2/vpcEndpoint:VpcEndpoint": "ec2: Describe* GetManagedPrefixListEntries",
            "ec2/securityGroup:SecurityGroup": "ec2: Describe* GetSecurityGroupsForVpc",
            "efs/fileSystem:FileSystem": "elasticfilesystem: Describe* ListTagsForResource",
            "iam/instanceProfile:InstanceProfile": "iam: GetInstanceProfile",
            "iam/policy:Policy": "iam: GetPolicy GetPolicyVersion ListPolicyVersions",
            "iam/role:Role":
                "iam: GetRole ListAttachedRolePolicies ListInstanceProfilesForRole ListRolePolicies",
            "iam/rolePolicy:RolePolicy": "iam: GetRolePolicy",
            "iam/rolePolicyAttachment:RolePolicyAttachment": "iam: ListAttachedRolePolicies",
            "imagebuilder/component:Component": "imagebuilder: GetComponent",
            "imagebuilder/imagePipeline:ImagePipeline": "imagebuilder: GetImagePipeline",
            "imagebuilder/imageRecipe:ImageRecipe": "imagebuilder: GetImageRecipe",
            "imagebuilder/infrastructureConfiguration:InfrastructureConfiguration":
                "imagebuilder: GetInfrastructureConfiguration",
            "kms/alias:Alias": "kms: ListAliases",
            "kms/key:Key": "kms: DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags",
            "secretsmanager/secret:Secret": "secretsmanager: DescribeSecret GetResourcePolicy",
            "sns/topic:Topic": "sns: GetTopicAttributes ListTagsForResource",
            "sns/topicSubscription:TopicSubscription": "sns: GetSubscriptionAttributes",
        },
    },
    {
        sid: "ReadImages",
        resource: imageParameters,
        calls: { "the account": "ssm: GetParameter" },
    },
    {
        sid: "ReadAuditBuckets",
        resource: "arn:aws:s3:::jenkins-efs-*",
        calls: {
            "s3/bucket:Bucket":
                "s3: GetAccelerateConfiguration GetBucketAcl GetBucketCORS GetBucketLocation GetBucketRequestPayment GetBucketTagging GetBucketWebsite GetReplicationConfiguration ListBucket",
            "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "s3: GetLifecycleConfiguration",
            "s3/bucketLogging:BucketLogging": "s3: GetBucketLogging",
            "s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration":
                "s3: GetBucketObjectLockConfiguration",
            "s3/bucketOwnershipControls:BucketOwnershipControls": "s3: GetBucketOwnershipControls",
            "s3/bucketPolicy:BucketPolicy": "s3: GetBucketPolicy",
            "s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "s3: GetBucketPublicAccessBlock",
            "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
                "s3: GetEncryptionConfiguration",
            "s3/bucketVersioning:BucketVersioning": "s3: GetBucketVersioning",
        },
    },
];
