import { set, within } from "../mutant";
import type { Weakenings } from "./weakening";

/** Weakenings of what holds data, of keys and of backups. */
export const data: Weakenings = {
    "aws:efs/fileSystem:FileSystem": [
        { operator: "not encrypted", change: set("encrypted", false) },
        { operator: "AWS's key", change: set("kmsKeyId", undefined) },
        {
            operator: "replica may overwrite",
            change: within("protection", set("replicationOverwrite", "DISABLED")),
        },
        {
            operator: "another account's key",
            change: set("kmsKeyId", "arn:aws:kms:us-east-1:999900001111:key/foreign"),
        },
        { operator: "in one zone", change: set("availabilityZoneName", "us-east-1a") },
    ],
    "aws:efs/fileSystemPolicy:FileSystemPolicy": [
        { operator: "lockout check bypassed", change: set("bypassPolicyLockoutSafetyCheck", true) },
    ],
    "aws:efs/accessPoint:AccessPoint": [
        { operator: "user 0", change: within("posixUser", set("uid", 0)) },
        { operator: "group 0", change: within("posixUser", set("gid", 0)) },
        { operator: "a group more", change: within("posixUser", set("secondaryGids", [0])) },
        { operator: "no user", change: set("posixUser", undefined) },
        { operator: "no directory", change: set("rootDirectory", undefined) },
        { operator: "directory /", change: within("rootDirectory", set("path", "/")) },
        { operator: "directory of all agents", change: within("rootDirectory", set("path", "/agents")) },
        {
            operator: "directory open to others",
            change: within("rootDirectory", within("creationInfo", set("permissions", "0777"))),
        },
        {
            operator: "directory open to others to read",
            change: within("rootDirectory", within("creationInfo", set("permissions", "0755"))),
        },
    ],
    "aws:kms/key:Key": [
        { operator: "no rotation", change: set("enableKeyRotation", false) },
        { operator: "deleted within a week", change: set("deletionWindowInDays", 7) },
        { operator: "no policy", change: set("policy", undefined) },
        { operator: "disabled", change: set("isEnabled", false) },
        { operator: "lockout check bypassed", change: set("bypassPolicyLockoutSafetyCheck", true) },
    ],
    "aws:backup/vault:Vault": [{ operator: "AWS's key", change: set("kmsKeyArn", undefined) }],
    "aws:backup/selection:Selection": [{ operator: "nothing selected", change: set("resources", []) }],
    "aws:backup/plan:Plan": [
        { operator: "kept for a day", change: within("rules", within("lifecycle", set("deleteAfter", 1))) },
        { operator: "weekly", change: within("rules", set("schedule", "cron(0 3 ? * SUN *)")) },
        { operator: "without copies", change: within("rules", set("copyActions", [])) },
    ],
    "aws:backup/restoreTestingSelection:RestoreTestingSelection": [
        { operator: "AWS's key", change: set("restoreMetadataOverrides", undefined) },
    ],
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": [
        { operator: "public policy admitted", change: set("blockPublicPolicy", false) },
        { operator: "public buckets admitted", change: set("restrictPublicBuckets", false) },
    ],
    "aws:s3/bucketVersioning:BucketVersioning": [
        { operator: "versions off", change: within("versioningConfiguration", set("status", "Suspended")) },
    ],
};
