import type { Part } from "./statement";

/**
 * The permissions boundary of every role that the kit makes: what its roles have together, each within its own policy. Written by the
 * account's owner, never by who deploys, so that a deployment gives no role more. By role rather than by type of resource.
 */
export const boundary: readonly Part[] = [
    {
        sid: "AnyResource",
        resource: "*",
        calls: {
            agents: "ssm: UpdateInstanceInformation; ssmmessages: CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel",
            "backup role": "elasticfilesystem: Backup DescribeTags; kms: DescribeKey; tag: GetResources",
            "flow log role": "logs: DescribeLogGroups",
            "image role": "imagebuilder: GetComponent",
            "restore role":
                "elasticfilesystem: CreateFileSystem DeleteFileSystem DescribeFileSystems Restore TagResource",
        },
    },
    {
        sid: "Mounts",
        resource: "*",
        condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } },
        calls: { agents: "elasticfilesystem: ClientMount ClientWrite" },
    },
    {
        sid: "Metrics",
        resource: "*",
        condition: { StringEquals: { "cloudwatch:namespace": "JenkinsEfs/Agent" } },
        calls: { agents: "cloudwatch: PutMetricData" },
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
            agents: "kms: Decrypt",
            "backup role": "kms: Decrypt GenerateDataKey RetireGrant",
            "restore role": "kms: Decrypt GenerateDataKey GenerateDataKeyWithoutPlaintext RetireGrant",
        },
    },
    {
        sid: "LendKeysToAws",
        resource: "*",
        condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
        calls: { "backup role": "kms: CreateGrant", "restore role": "kms: CreateGrant" },
    },
    {
        sid: "ImageBuildersTools",
        resource: "arn:aws:s3:::ec2imagebuilder-*",
        calls: { "image role": "s3: GetObject" },
    },
    {
        sid: "OwnNames",
        resource: [
            "arn:aws:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/jenkins-efs-*",
            "arn:aws:backup:*:*:backup-vault:*backup-*",
            "arn:aws:backup:*:*:recovery-point:*",
            "arn:aws:events:*:*:event-bus/default",
            "arn:aws:logs:*:*:log-group:/aws/imagebuilder/jenkins-efs-*",
            "arn:aws:logs:*:*:log-group:/jenkins-efs/*",
            "arn:aws:secretsmanager:*:*:secret:jenkins-efs/*",
        ],
        calls: {
            agents: "autoscaling: CompleteLifecycleAction RecordLifecycleActionHeartbeat SetInstanceHealth; logs: CreateLogStream DescribeLogStreams PutLogEvents; secretsmanager: GetSecretValue",
            "backup role": "backup: CopyFromBackupVault CopyIntoBackupVault DescribeBackupVault TagResource",
            "flow log role": "logs: CreateLogStream DescribeLogStreams PutLogEvents",
            "forwarder role": "events: PutEvents",
            "image role": "logs: CreateLogStream PutLogEvents",
            "trail role": "logs: CreateLogStream PutLogEvents",
        },
    },
];
