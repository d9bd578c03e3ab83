import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { trustPolicy } from "./documents/document";
import type { Site } from "./site";
import type { Tags } from "./tags";

/** What AWS Backup's roles are called after. */
export interface BackupRolesArgs {
    readonly site: Site;
    /** First part of the roles' names. Key policies name them, so they are fixed rather than generated. */
    readonly namePrefix: string;
    readonly tags: Tags;
}

/** The roles of AWS Backup: made before the keys, whose policies name them. One backs up, another restores. */
export class BackupRoles extends pulumi.ComponentResource {
    /** IAM roles that it makes, for the forecast of quotas. */
    static readonly roleCount = 2;
    readonly backup: aws.iam.Role;
    readonly restore: aws.iam.Role;
    /** Known at preview, unlike the roles' own. */
    readonly backupArn: string;
    readonly restoreArn: string;

    constructor(name: string, args: BackupRolesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:backup:BackupRoles", name, {}, opts);
        const { site, namePrefix, tags } = args;
        const role = (purpose: string, description: string) =>
            new aws.iam.Role(
                `${name}-${purpose}`,
                {
                    name: `${namePrefix}-${purpose}`,
                    description,
                    assumeRolePolicy: trustPolicy("backup", site.accountId),
                    permissionsBoundary: site.boundaryArn,
                    tags,
                },
                { parent: this },
            );
        const arn = (purpose: string) =>
            `arn:${site.partition}:iam::${site.accountId}:role/${namePrefix}-${purpose}`;

        this.backup = role("backup", "AWS Backup: backs up the file system of the Jenkins agents");
        this.restore = role("restore", "AWS Backup: restores the file system of the Jenkins agents");
        this.backupArn = arn("backup");
        this.restoreArn = arn("restore");
        this.registerOutputs({ backupArn: this.backup.arn, restoreArn: this.restore.arn });
    }
}
