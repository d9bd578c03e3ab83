import assert from "node:assert/strict";
import { rules } from "../../policy-pack/rules";
import { filePolicy, keyPolicy } from "./baseline";
import { judge } from "./judge";
import { but, type Declared, declare, of, unknown } from "./plan";
import { analyze, analyzeStack } from "./realHost";

const key = declare("aws-native:kms:Key", "data", {
    keyPolicy,
    enableKeyRotation: true,
    pendingWindowInDays: 30,
});

const fileSystem = declare("aws-native:efs:FileSystem", "storage", {
    encrypted: true,
    kmsKeyId: of(key),
    fileSystemPolicy: {
        ...filePolicy,
        Statement: filePolicy.Statement.map((each) => ({ ...each, Resource: "*" })),
    },
    backupPolicy: { status: "ENABLED" },
    fileSystemTags: [{ key: "owner", value: "builds" }],
});

const accessPoint = declare("aws-native:efs:AccessPoint", "linux", {
    fileSystemId: of(fileSystem, "id"),
    posixUser: { uid: "20001", gid: "20001" },
    rootDirectory: {
        path: "/agents/linux",
        creationInfo: { ownerUid: "20001", ownerGid: "20001", permissions: "0700" },
    },
});

const vault = declare("aws-native:backup:BackupVault", "vault", {
    backupVaultName: "vault",
    encryptionKeyArn: of(key),
    accessPolicy: {
        Statement: {
            Effect: "Deny",
            Principal: "*",
            Action: ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
            Resource: "*",
        },
    },
});

const plan = declare("aws-native:backup:BackupPlan", "plan", {
    backupPlan: {
        backupPlanName: "daily",
        backupPlanRule: [
            {
                ruleName: "daily",
                targetBackupVault: of(vault, "backupVaultName"),
                scheduleExpression: "cron(0 5 * * ? *)",
                lifecycle: { deleteAfterDays: 35 },
            },
        ],
    },
});

const selection = declare("aws-native:backup:BackupSelection", "selection", {
    backupPlanId: of(plan, "id"),
    backupSelection: { iamRoleArn: "arn:aws:iam::111122223333:role/backup", resources: [of(fileSystem)] },
});

/** What concerns other things than the resources above. */
const others = [
    "efs-mount-targets-multi-az",
    "efs-stateful-protected",
    "required-tags",
    "backup-restore-tested",
    "backup-vault-locked",
    "backup-plan-copies-offsite",
];

const sound = [fileSystem, key, accessPoint, vault, plan, selection];

/** Inputs of aws-native that break a rule, by its name. */
const breaks: Readonly<Record<string, readonly Declared[]>> = {
    "efs-file-system-encrypted": [but(fileSystem, { encrypted: undefined }), key],
    "efs-file-system-regional": [but(fileSystem, { availabilityZoneName: "us-east-1a" }), key],
    "efs-replication-protected": [
        but(fileSystem, { fileSystemProtection: { replicationOverwriteProtection: "DISABLED" } }),
        key,
    ],
    "efs-file-system-policy-present": [but(fileSystem, { fileSystemPolicy: undefined }), key],
    "efs-policy-requires-tls": [but(fileSystem, { fileSystemPolicy: { Statement: [] } }), key],
    "efs-policy-no-wildcard-allow": [
        but(fileSystem, {
            fileSystemPolicy: {
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: "*",
                        Action: "elasticfilesystem:ClientMount",
                        Resource: "*",
                    },
                ],
            },
        }),
        key,
    ],
    "efs-file-system-in-backup-selection": [but(fileSystem, { backupPolicy: { status: "DISABLED" } }), key],
    "efs-access-point-user-identity": [but(accessPoint, { posixUser: { uid: "0", gid: "1" } }), fileSystem],
    "efs-mount-target-explicit-security-group": [
        declare("aws-native:efs:MountTarget", "a", {
            fileSystemId: of(fileSystem, "id"),
            securityGroups: [],
        }),
        fileSystem,
    ],
    "kms-key-rotation-enabled": [but(key, { enableKeyRotation: false })],
    "kms-key-deletion-window": [but(key, { pendingWindowInDays: 7 })],
    "kms-key-enabled": [but(key, { enabled: false })],
    "kms-key-policy-no-public-principal": [
        but(key, {
            keyPolicy: { Statement: { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" } },
        }),
    ],
    "backup-vault-customer-key": [but(vault, { encryptionKeyArn: undefined })],
    "backup-vault-policy-denies-deletion": [but(vault, { accessPolicy: undefined }), key],
    "backup-plan-frequency-and-retention": [
        declare("aws-native:backup:BackupPlan", "plan", {
            backupPlan: {
                backupPlanName: "plan",
                backupPlanRule: [
                    { ruleName: "r", targetBackupVault: "vault", scheduleExpression: "cron(0 5 1 * ? *)" },
                ],
            },
        }),
    ],
};

describe("resources of aws-native", () => {
    it("pass where they hold what the rules ask for", () => {
        for (const { name } of rules.filter((rule) => !others.includes(rule.name))) {
            for (const moment of ["preview", "update"] as const)
                assert.deepEqual(judge(name, sound, moment).violations, [], `${name} at ${moment}`);
        }
    });

    for (const [name, plan] of Object.entries(breaks))
        it(`are held to ${name}`, () => {
            const [first] = plan;
            assert.deepEqual(judge(name, sound, "update").violations, []);
            const { violations } = judge(name, plan, "update");
            assert.ok(
                violations.some((message) => message.startsWith(`${name}: ${first?.name}: `)),
                violations.join("\n") || "nothing was refused",
            );
        });

    it("wait for what is not known yet", () => {
        const late = [but(fileSystem, { encrypted: unknown }), key];
        assert.deepEqual(judge("efs-file-system-encrypted", late, "preview").waits, ["storage: encrypted"]);
    });

    it("are not skipped by the host, whatever type it compares", async () => {
        const { diagnosticsList } = await analyze(fileSystem, {});
        assert.ok(diagnosticsList.some(({ policyname }) => policyname === "efs-file-system-encrypted"));
        const stack = await analyzeStack([[fileSystem, { encrypted: true }]]);
        assert.ok(
            stack.diagnosticsList.some(({ policyname }) => policyname === "efs-file-system-policy-present"),
        );
    });
});
