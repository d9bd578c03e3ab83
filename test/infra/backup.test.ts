import assert from "node:assert/strict";
import { fileSystemArn, minimal, run } from "./program";

type Values = Record<string, unknown>;

describe("backups", () => {
    it("take exactly this file system, daily, into a locked vault", async () => {
        const stack = await run("test", minimal);
        assert.deepEqual(stack.get("aws:backup/selection:Selection", "backup").inputs, {
            name: "file-system",
            planId: "backup-id",
            iamRoleArn: "arn:aws:mock:us-east-1:111122223333:Role/backup-roles-backup",
            resources: [fileSystemArn],
        });
        const [rule, ...others] = stack.get("aws:backup/plan:Plan", "backup").inputs.rules as Values[];
        assert.deepEqual(others, []);
        assert.equal(rule?.schedule, "cron(0 3 * * ? *)");
        assert.equal(rule?.targetVaultName, "backup-0123456");
        assert.deepEqual(
            stack.get("aws:backup/vaultLockConfiguration:VaultLockConfiguration", "backup-lock").inputs,
            {
                region: "us-east-1",
                backupVaultName: "backup-0123456",
                minRetentionDays: 7,
                maxRetentionDays: 730,
            },
        );
    });

    it("can be locked for compliance, with its cooling-off days", async () => {
        const stack = await run("test", {
            ...minimal,
            "jenkins-efs:backup": { vaultLock: "compliance", vaultLockCoolingOffDays: 3 },
        });
        const { inputs } = stack.get(
            "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
            "backup-lock",
        );
        assert.equal(inputs.changeableForDays, 3);
    });

    it("are restored as a test every month, under the data key, by the role that restores", async () => {
        const stack = await run("test", minimal);
        const { tags, ...plan } = stack.get(
            "aws:backup/restoreTestingPlan:RestoreTestingPlan",
            "restore-test",
        ).inputs;
        assert.deepEqual(plan, {
            name: "jenkins_efs_test",
            scheduleExpression: "cron(0 6 1 * ? *)",
            startWindowHours: 24,
            recoveryPointSelection: {
                algorithm: "LATEST_WITHIN_WINDOW",
                includeVaults: ["arn:aws:mock:us-east-1:111122223333:Vault/backup"],
                recoveryPointTypes: ["SNAPSHOT"],
                selectionWindowDays: 30,
            },
        });
        const selection = stack.get(
            "aws:backup/restoreTestingSelection:RestoreTestingSelection",
            "restore-test",
        ).inputs;
        assert.deepEqual(selection, {
            name: "jenkins_efs_test",
            restoreTestingPlanName: "jenkins_efs_test",
            protectedResourceType: "EFS",
            protectedResourceArns: [fileSystemArn],
            iamRoleArn: "arn:aws:mock:us-east-1:111122223333:Role/backup-roles-restore",
            restoreMetadataOverrides: { kmsKeyId: "arn:aws:mock:us-east-1:111122223333:Key/key-data" },
            validationWindowHours: 4,
        });
    });
});
