import { vaults } from "./backups";
import type { Part } from "./statement";

/** What the destruction of an environment that is not protected deletes besides: its vaults and buckets go with what they hold. */
export const teardown: readonly Part[] = [
    {
        sid: "AuditFiles",
        resource: ["arn:aws:s3:::jenkins-efs-*", "arn:aws:s3:::jenkins-efs-*/*"],
        calls: { "s3/bucket:Bucket": "s3: DeleteObject DeleteObjectVersion ListBucketVersions" },
    },
    {
        sid: "RecoveryPointsOfVaults",
        resource: vaults,
        calls: { "backup/vault:Vault": "backup: ListRecoveryPointsByBackupVault" },
    },
    {
        // The provider waits until there is none: what is gone has no tags that a condition could ask for.
        sid: "LookForRecoveryPoints",
        resource: "arn:aws:backup:*:*:recovery-point:*",
        calls: { "backup/vault:Vault": "backup: DescribeRecoveryPoint" },
    },
    {
        // A recovery point's ARN does not tell its vault; the plan tags it, and no policy of the deployer's does.
        sid: "RecoveryPoints",
        resource: "arn:aws:backup:*:*:recovery-point:*",
        condition: { StringEquals: { "aws:ResourceTag/project": "jenkins-efs" } },
        calls: { "backup/vault:Vault": "backup: DeleteRecoveryPoint" },
    },
];
