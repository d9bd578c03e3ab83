import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { BackupRoles } from "./backupRoles";
import type { Config } from "./config";
import { defaults } from "./config/schema";
import { backupRolePolicy, restoreRolePolicy, vaultPolicy } from "./documents/backupPolicies";
import type { RegionalKey } from "./encryption";
import type { Site } from "./site";
import type { Tags } from "./tags";

/** What is backed up, by which roles, with which key, and how long it is kept. */
export interface BackupArgs {
    readonly site: Site;
    readonly fileSystemArn: pulumi.Input<string>;
    readonly roles: BackupRoles;
    readonly keyArn: pulumi.Input<string>;
    /** Another region that gets a copy of every recovery point, with the key of the vault there. @default none */
    readonly copy?: RegionalKey | undefined;
    /** @default `defaults.backup`: daily, under a governance lock */
    readonly settings?: Config["backup"];
    /** Whether the plan backs the file system up, or waits for the update that says so. @default true */
    readonly starts?: boolean;
    /** Whether the engine refuses to delete the vaults. @default true */
    readonly protect?: boolean;
    readonly tags: Tags;
}

/**
 * Backups of the file system: a vault that nobody deletes from, a plan, and a selection of exactly this file system.
 * The file system's own automatic backups stay off: they go to the default vault, outside this key and this lock.
 */
export class Backup extends pulumi.ComponentResource {
    readonly vault: aws.backup.Vault;
    readonly plan: aws.backup.Plan;

    constructor(name: string, args: BackupArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:backup:Backup", name, {}, opts);
        const { site, settings = defaults.backup, roles, tags } = args;
        const parent = { parent: this };

        this.vault = this.#addVault(name, args, site.region, args.keyArn);
        const copy = args.copy && this.#addVault(`${name}-copy`, args, args.copy.region, args.copy.keyArn);
        const lifecycle = {
            deleteAfter: settings.retentionDays,
            ...(settings.coldStorageAfterDays === undefined
                ? {}
                : { coldStorageAfter: settings.coldStorageAfterDays }),
        };
        this.plan = new aws.backup.Plan(
            name,
            {
                rules: [
                    {
                        ruleName: "file-system",
                        targetVaultName: this.vault.name,
                        schedule: settings.schedule,
                        startWindow: 60,
                        completionWindow: 720,
                        lifecycle,
                        recoveryPointTags: tags,
                        ...(copy ? { copyActions: [{ destinationVaultArn: copy.arn, lifecycle }] } : {}),
                    },
                ],
                tags,
            },
            parent,
        );
        const backupPolicy = new aws.iam.RolePolicy(
            `${name}-role`,
            {
                role: roles.backup.name,
                policy: pulumi
                    .all([args.fileSystemArn, this.vault.arn, copy?.arn])
                    .apply(([fileSystemArn, vaultArn, copyArn]) =>
                        backupRolePolicy(
                            fileSystemArn,
                            copyArn === undefined ? [vaultArn] : [vaultArn, copyArn],
                        ),
                    ),
            },
            parent,
        );
        new aws.iam.RolePolicy(
            `${name}-restore-role`,
            {
                role: roles.restore.name,
                policy: pulumi.output(args.fileSystemArn).apply((arn) => restoreRolePolicy(arn, tags)),
            },
            parent,
        );
        if (args.starts ?? true)
            new aws.backup.Selection(
                name,
                {
                    name: "file-system",
                    planId: this.plan.id,
                    iamRoleArn: roles.backup.arn,
                    resources: [args.fileSystemArn],
                },
                // A backup that starts before the role may do it would fail.
                { parent: this, dependsOn: backupPolicy },
            );
        this.registerOutputs({ vaultName: this.vault.name });
    }

    #addVault(
        name: string,
        { settings = defaults.backup, protect = defaults.protect, tags }: BackupArgs,
        region: string,
        keyArn: pulumi.Input<string>,
    ): aws.backup.Vault {
        const parent = { parent: this };
        const vault = new aws.backup.Vault(
            name,
            { region, kmsKeyArn: keyArn, forceDestroy: settings.destroyDeletesRecoveryPoints, tags },
            { parent: this, protect },
        );
        new aws.backup.VaultPolicy(
            `${name}-policy`,
            { region, backupVaultName: vault.name, policy: vaultPolicy() },
            parent,
        );
        if (settings.vaultLock !== "none")
            new aws.backup.VaultLockConfiguration(
                `${name}-lock`,
                {
                    region,
                    backupVaultName: vault.name,
                    minRetentionDays: settings.vaultLockMinRetentionDays,
                    maxRetentionDays: settings.vaultLockMaxRetentionDays,
                    ...(settings.vaultLockCoolingOffDays === undefined
                        ? {}
                        : { changeableForDays: settings.vaultLockCoolingOffDays }),
                },
                // Each of its settings replaces it, and the delete of the old one would unlock the vault again.
                { ...parent, deleteBeforeReplace: true },
            );
        return vault;
    }
}
