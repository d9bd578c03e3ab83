import { policyDocument } from "./document";

/**
 * What AWS Backup's role needs to back up this file system, to tag the recovery points and to copy them into the vaults,
 * and no other resource: what AWS's managed policy has for EFS. The vault key's own policy names the role, so it needs no
 * KMS permission here.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
 */
export function backupRolePolicy(fileSystemArn: string, vaultArns: readonly string[]): string {
    // A recovery point's ARN tells its region and account, not its vault.
    const points = vaultArns.map((arn) => arn.replace(/:backup-vault:.*$/, ":recovery-point:*"));
    return policyDocument(
        {
            Sid: "BackUpFileSystem",
            Effect: "Allow",
            Action: ["elasticfilesystem:Backup", "elasticfilesystem:DescribeTags"],
            Resource: fileSystemArn,
        },
        // AWS Backup looks for what a selection means among all tagged resources, so there is no narrower resource.
        { Sid: "FindSelected", Effect: "Allow", Action: "tag:GetResources", Resource: "*" },
        {
            Sid: "WriteVaults",
            Effect: "Allow",
            Action: ["backup:CopyIntoBackupVault", "backup:DescribeBackupVault"],
            Resource: vaultArns,
        },
        {
            // Since 30 September 2025 a job whose plan tags recovery points fails without it.
            Sid: "TagRecoveryPoints",
            Effect: "Allow",
            Action: "backup:TagResource",
            Resource: points,
        },
        {
            // Where to is bound by the permission to copy into a vault.
            Sid: "CopyRecoveryPoints",
            Effect: "Allow",
            Action: "backup:CopyFromBackupVault",
            Resource: points,
        },
    );
}

/**
 * What a restore needs: into the file system that was backed up or into a new one of this account. Kept apart from the
 * backup role, so that what runs every night can write no file system. A restore that fails deletes the new file system
 * that it began, whose id nobody knows beforehand; the one that was backed up is never that, and one with the tags of
 * another environment neither.
 */
export function restoreRolePolicy(
    fileSystemArn: string,
    tags: Readonly<Record<"project" | "environment", string>>,
): string {
    const anyFileSystem = fileSystemArn.replace(/\/[^/]*$/, "/*");
    return policyDocument(
        // IAM's reference knows no resource for what does not exist yet.
        {
            Sid: "MakeFileSystem",
            Effect: "Allow",
            Action: "elasticfilesystem:CreateFileSystem",
            Resource: "*",
        },
        {
            Sid: "RestoreFileSystems",
            Effect: "Allow",
            Action: [
                "elasticfilesystem:DeleteFileSystem",
                "elasticfilesystem:DescribeFileSystems",
                "elasticfilesystem:Restore",
                "elasticfilesystem:TagResource",
            ],
            Resource: anyFileSystem,
        },
        {
            Sid: "KeepTheBackedUp",
            Effect: "Deny",
            Action: "elasticfilesystem:DeleteFileSystem",
            Resource: fileSystemArn,
        },
        ...(["project", "environment"] as const).map((tag) => ({
            Sid: `KeepOutOfAnother${tag === "project" ? "Project" : "Environment"}`,
            Effect: "Deny" as const,
            Action: [
                "elasticfilesystem:DeleteFileSystem",
                "elasticfilesystem:Restore",
                "elasticfilesystem:TagResource",
            ],
            Resource: anyFileSystem,
            // A tag that is not there differs too, and what a restore makes has none yet.
            Condition: {
                StringNotEquals: { [`aws:ResourceTag/${tag}`]: tags[tag] },
                Null: { [`aws:ResourceTag/${tag}`]: "false" },
            },
        })),
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
