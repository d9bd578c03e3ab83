import { policyDocument } from "./document";

/**
 * What AWS Backup's role needs to back up this file system and to copy the result, and no other resource. The vault
 * key's own policy names the role, so it needs no KMS permission here.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/security-iam-awsmanpol.html
 */
export function backupRolePolicy(fileSystemArn: string, vaultArns: readonly string[]): string {
    return policyDocument(
        {
            Sid: "BackUpFileSystem",
            Effect: "Allow",
            Action: ["elasticfilesystem:Backup", "elasticfilesystem:DescribeTags"],
            Resource: fileSystemArn,
        },
        {
            Sid: "WriteVaults",
            Effect: "Allow",
            Action: ["backup:CopyIntoBackupVault", "backup:DescribeBackupVault"],
            Resource: vaultArns,
        },
    );
}

/**
 * What a restore needs: into the file system that was backed up or into a new one of this account. Kept apart from the
 * backup role, so that what runs every night can write no file system. A restore that fails deletes the new file system
 * that it began, whose id nobody knows beforehand; the one that was backed up is never that.
 */
export function restoreRolePolicy(fileSystemArn: string): string {
    return policyDocument(
        {
            Sid: "RestoreFileSystems",
            Effect: "Allow",
            Action: [
                "elasticfilesystem:CreateFileSystem",
                "elasticfilesystem:DeleteFileSystem",
                "elasticfilesystem:DescribeFileSystems",
                "elasticfilesystem:Restore",
                "elasticfilesystem:TagResource",
            ],
            Resource: fileSystemArn.replace(/\/[^/]*$/, "/*"),
        },
        {
            Sid: "KeepTheBackedUp",
            Effect: "Deny",
            Action: "elasticfilesystem:DeleteFileSystem",
            Resource: fileSystemArn,
        },
    );
}

/** Nobody deletes a recovery point, shortens its life or takes it out of the vault's care, whatever IAM allows them. */
export function vaultPolicy(): string {
    return policyDocument({
        Sid: "KeepRecoveryPoints",
        Effect: "Deny",
        Principal: "*",
        Action: [
            "backup:DeleteRecoveryPoint",
            "backup:DisassociateRecoveryPoint",
            "backup:DisassociateRecoveryPointFromParent",
            "backup:UpdateRecoveryPointLifecycle",
        ],
        // The actions concern recovery points, whose ARNs do not contain the vault's; the policy is the vault's anyway.
        Resource: "*",
    });
}
