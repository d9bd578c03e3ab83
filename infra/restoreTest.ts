import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { BackupRoles } from "./backupRoles";
import { defaults } from "./config/schema";
import type { Tags } from "./tags";

/** What is restored as a test, from which vault, by which role, and when. */
export interface RestoreTestArgs {
    /** When the tests start, as an AWS cron expression in UTC. @default cron(0 6 1 * ? *) */
    readonly schedule?: string;
    readonly fileSystemArn: pulumi.Input<string>;
    readonly vaultArn: pulumi.Input<string>;
    /** Key of the restored file system. */
    readonly keyArn: pulumi.Input<string>;
    readonly roles: BackupRoles;
    readonly tags: Tags;
}

/**
 * Restores the latest recovery point into a new file system on a schedule and deletes that again: a backup that nobody
 * has restored is a hope.
 */
export class RestoreTest extends pulumi.ComponentResource {
    constructor(name: string, args: RestoreTestArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:backup:RestoreTest", name, {}, opts);
        const physicalName = restoreTestName(`${args.tags.project}_${args.tags.environment}`);
        const plan = new aws.backup.RestoreTestingPlan(
            name,
            {
                name: physicalName,
                scheduleExpression: args.schedule ?? defaults.backup.restoreTestSchedule,
                startWindowHours: 24,
                recoveryPointSelection: {
                    algorithm: "LATEST_WITHIN_WINDOW",
                    includeVaults: [args.vaultArn],
                    recoveryPointTypes: ["SNAPSHOT"],
                    selectionWindowDays: 30,
                },
                tags: args.tags,
            },
            { parent: this },
        );
        new aws.backup.RestoreTestingSelection(
            name,
            {
                name: physicalName,
                restoreTestingPlanName: plan.name,
                protectedResourceType: "EFS",
                protectedResourceArns: [args.fileSystemArn],
                iamRoleArn: args.roles.restore.arn,
                // Without it AWS Backup restores under its own choice of key, aws/elasticfilesystem.
                // https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html
                restoreMetadataOverrides: { kmsKeyId: args.keyArn },
                validationWindowHours: 4,
            },
            // The provider does not tell AWS of another file system, and a plan has one selection of a name.
            { parent: this, replaceOnChanges: ["protectedResourceArns"], deleteBeforeReplace: true },
        );
        this.registerOutputs({});
    }
}

/** What AWS takes in a restore test's name. */
const longestName = 50;

/**
 * AWS takes letters, digits and underscores only, which auto-naming's hyphen is not. Where a name is cut, its hash tells it
 * from others that begin alike, such as the other environments of the stack.
 */
function restoreTestName(name: string): string {
    const letters = name.replaceAll(/[^A-Za-z0-9_]/g, "_");
    if (letters.length <= longestName) return letters;
    const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
    return `${letters.slice(0, longestName - 9)}_${hash}`;
}
