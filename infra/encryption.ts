import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { BackupRoles } from "./backupRoles";
import { defaults } from "./config/schema";
import { agentsKeyPolicy, dataKeyPolicy, vaultKeyPolicy } from "./documents/keyPolicies";
import { type LogsKeyUses, logsKeyPolicy } from "./documents/logsKeyPolicy";
import type { Site } from "./site";
import type { Tags } from "./tags";

/** Who administers the keys, which services and roles may use each, and in which other regions keys are needed. */
export interface EncryptionArgs {
    readonly site: Site;
    /** First part of the aliases: `alias/<prefix>-data`. */
    readonly aliasPrefix: string;
    /** Roles that administer the keys, besides the deployer's, which is always added. @default none */
    readonly administratorArns?: readonly string[];
    /** The roles of AWS Backup, which the policies of the data and vault keys name. */
    readonly backupRoles: BackupRoles;
    /** What the logs key serves. */
    readonly logs: LogsKeyUses;
    /** Every agent's secret has a name that starts so. */
    readonly secretNamePrefix: string;
    /** ARN of Image Builder's service-linked role, where it makes images under the agents' key. @default it makes none */
    readonly imageBuilderRoleArn?: string | undefined;
    /** Whether a file system that outlives the stack may be under the data key, which then stays too. @default false */
    readonly keepDataKey?: boolean;
    /** Region of the backups' copies. @default none, and no key for them */
    readonly copyRegion?: string | undefined;
    /** Whether the engine refuses to delete the keys. @default true: without its key data is lost */
    readonly protect?: boolean;
    readonly tags: Tags;
}

/** A key of another region than the stack's. */
export interface RegionalKey {
    readonly region: string;
    readonly keyArn: pulumi.Output<string>;
}

/**
 * One customer managed key per purpose, so that who may use one has no part in another: the file system's data, the
 * backup vault, what tells who did what, the agents' disks and credentials. Keys rotate yearly and have a deletion window
 * of 30 days.
 */
export class Encryption extends pulumi.ComponentResource {
    readonly data: aws.kms.Key;
    readonly vault: aws.kms.Key;
    readonly logs: aws.kms.Key;
    readonly agents: aws.kms.Key;
    readonly keyArns: Readonly<Record<"data" | "vault" | "logs" | "agents", pulumi.Output<string>>>;
    /** The vault key's counterpart in the copies' region. */
    readonly copy: RegionalKey | undefined;

    constructor(name: string, args: EncryptionArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:encryption:Encryption", name, {}, opts);
        const { site, backupRoles, protect = defaults.protect } = args;
        const { administratorArns = defaults.keyAdministratorArns } = args;
        const administrators = [site.deployerArn, ...administratorArns];
        const vaultPolicy = vaultKeyPolicy(site, administrators, [
            site.deployerArn,
            backupRoles.backupArn,
            backupRoles.restoreArn,
        ]);

        const key = (
            purpose: string,
            use: string,
            policy: string,
            region = site.region,
            retainOnDelete = false,
        ) => {
            const made = new aws.kms.Key(
                `${name}-${purpose}`,
                {
                    region,
                    description: `${args.aliasPrefix}: ${use}`,
                    policy,
                    enableKeyRotation: true,
                    rotationPeriodInDays: 365,
                    deletionWindowInDays: 30,
                    tags: { ...args.tags, Name: `${args.aliasPrefix}-${purpose}` },
                },
                // KMS refuses a policy that names a role which does not exist.
                {
                    parent: this,
                    protect,
                    retainOnDelete,
                    dependsOn: [backupRoles.backup, backupRoles.restore],
                },
            );
            new aws.kms.Alias(
                `${name}-${purpose}`,
                { region, name: `alias/${args.aliasPrefix}-${purpose}`, targetKeyId: made.keyId },
                { parent: this },
            );
            return made;
        };
        const dataPolicy = (region: string) =>
            dataKeyPolicy({ ...site, region }, administrators, [site.deployerArn, backupRoles.restoreArn]);

        this.data = key(
            "data",
            "data of the file system",
            dataPolicy(site.region),
            site.region,
            args.keepDataKey,
        );
        this.vault = key("vault", "recovery points", vaultPolicy);
        this.logs = key("logs", "logs, trail and alarms", logsKeyPolicy(site, administrators, args.logs));
        this.agents = key(
            "agents",
            "disks and credentials of the agents",
            agentsKeyPolicy(site, administrators, {
                autoscalingRoleArn: site.autoscalingRoleArn,
                imageBuilderRoleArn: args.imageBuilderRoleArn,
                secretNamePrefix: args.secretNamePrefix,
            }),
        );
        const elsewhere = (
            region: string | undefined,
            purpose: string,
            use: string,
            policy: (region: string) => string,
        ) =>
            region === undefined
                ? undefined
                : { region, keyArn: key(purpose, use, policy(region), region).arn };
        this.copy = elsewhere(args.copyRegion, "copy", "copies of recovery points", () => vaultPolicy);

        this.keyArns = {
            data: this.data.arn,
            vault: this.vault.arn,
            logs: this.logs.arn,
            agents: this.agents.arn,
        };
        this.registerOutputs({
            keyArns: { ...this.keyArns, copy: this.copy?.keyArn },
        });
    }
}
