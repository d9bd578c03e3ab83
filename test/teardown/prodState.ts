import type { ExportedResource } from "../../state/exported";
import { Graph } from "../../state/graph";

const urn = (type: string, name: string): string => `urn:pulumi:prod::jenkins-efs::${type}::${name}`;

export const made = (
    type: string,
    name: string,
    outputs: object,
    more: Partial<ExportedResource> = {},
): ExportedResource => ({
    urn: urn(type, name),
    type,
    id: name,
    outputs: { ...outputs },
    custom: true,
    ...more,
});

const key = (name: string) => made("aws:kms/key:Key", name, { deletionWindowInDays: 30 }, { protect: true });
const vaultKey = key("key-vault");
export const dataKey = key("key-data");
const role = made("aws:iam/role:Role", "backup-role", {});
const vault = made(
    "aws:backup/vault:Vault",
    "backup",
    { name: "backup", arn: "arn:aws:backup:us-east-1:111122223333:backup-vault:backup", forceDestroy: false },
    { protect: true, dependencies: [vaultKey.urn] },
);
export const lock = made(
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    "backup-lock",
    { backupVaultName: "backup", minRetentionDays: 30 },
    { dependencies: [vault.urn], created: "2026-01-01T00:00:00Z" },
);
const otherPolicy = made("aws:backup/vaultPolicy:VaultPolicy", "other", { backupVaultName: "other" });
export const plan = made("aws:backup/plan:Plan", "backup", {
    rules: [{ targetVaultName: "backup", lifecycle: { deleteAfter: 365 } }],
});
export const bucket = made("aws:s3/bucket:Bucket", "files", { region: "us-east-1" }, { protect: true });
export const objectLock = made(
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "files",
    { bucket: "files", rule: { defaultRetention: { mode: "COMPLIANCE", days: 400 } } },
    { dependencies: [bucket.urn] },
);
export const fileSystem = made(
    "aws:efs/fileSystem:FileSystem",
    "storage",
    {},
    {
        protect: true,
        dependencies: [dataKey.urn],
    },
);
const replication = made("aws:efs/replicationConfiguration:ReplicationConfiguration", "replica", {
    destination: { region: "us-west-2", fileSystemId: "fs-replica" },
});
const secret = made("aws:secretsmanager/secret:Secret", "secret", { recoveryWindowInDays: 7 });

export const prod = [
    { ...vaultKey, dependencies: [role.urn] },
    dataKey,
    role,
    vault,
    lock,
    otherPolicy,
    plan,
    bucket,
    objectLock,
    fileSystem,
    replication,
    secret,
];
export const graphOf = (resources: readonly ExportedResource[]) => Graph.of({ deployment: { resources } });
export const now = new Date("2026-11-26T12:00:00Z");
