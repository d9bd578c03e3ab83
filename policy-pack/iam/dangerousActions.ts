/** Actions by which a principal gets rights that it was not given. */
export const escalations: readonly string[] = [
    "ec2-instance-connect:SendSSHPublicKey",
    "ecs:ExecuteCommand",
    "glue:UpdateDevEndpoint",
    "iam:AddClientIDToOpenIDConnectProvider",
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicyVersion",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PassRole",
    "iam:PutGroupPolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:PutUserPermissionsBoundary",
    "iam:PutUserPolicy",
    "iam:ResetServiceSpecificCredential",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateLoginProfile",
    "iam:UpdateSAMLProvider",
    "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionConfiguration",
    "sagemaker:CreatePresignedNotebookInstanceUrl",
    "ssm:SendCommand",
    "ssm:StartSession",
    "sso:AttachManagedPolicyToPermissionSet",
    "sso:PutInlinePolicyToPermissionSet",
    "sts:AssumeRole",
];

/** Actions that hand out credentials or data. */
export const exposures: readonly string[] = [
    "ecr:GetDownloadUrlForLayer",
    "iam:CreateServiceSpecificCredential",
    "s3:GetObject",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
];

/** Writes that destroy data, evidence or protection. */
export const writes: readonly string[] = [
    "backup:DeleteBackupVault",
    "backup:DeleteRecoveryPoint",
    "cloudtrail:DeleteTrail",
    "cloudtrail:StopLogging",
    "config:StopConfigurationRecorder",
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:TerminateInstances",
    "elasticfilesystem:DeleteFileSystem",
    "elasticfilesystem:DeleteFileSystemPolicy",
    "elasticfilesystem:ModifyMountTargetSecurityGroups",
    "elasticfilesystem:PutFileSystemPolicy",
    "kms:DisableKey",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "logs:DeleteLogGroup",
    "s3:DeleteObject",
    "s3:PutBucketPolicy",
    "s3:PutObject",
    "secretsmanager:PutSecretValue",
];

/**
 * Actions on every resource in policies that their services publish for everybody, so that they may be meant:
 * AmazonEC2ContainerRegistryReadOnly, and the policy of the AWS Load Balancer Controller,
 * https://docs.aws.amazon.com/eks/latest/userguide/lbc-manifest.html
 */
export const published: readonly string[] = [
    "ec2:AuthorizeSecurityGroupIngress",
    "ecr:GetDownloadUrlForLayer",
];

/** Writes that a role needs on what it makes itself, whose ids nobody knows beforehand: AWS Backup's, when a restore fails. */
export const onWhatItMade: readonly string[] = ["elasticfilesystem:DeleteFileSystem"];
