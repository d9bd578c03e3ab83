import { tokens } from "../../policy-pack/kernel/tokens";
import { fileSystem, key, other, plan, selection, vault } from "./baseline";
import { but, declare, json, of, unknown } from "./plan";
import { rule } from "./table";

rule("backup-vault-customer-key", {
    accepts: {
        "a key of the program": [vault, key],
    },
    refuses: {
        "no key": { plan: but(vault, { kmsKeyArn: undefined }), says: /absent/ },
        "AWS's own key": {
            plan: but(vault, { kmsKeyArn: "arn:aws:kms:us-east-1:111122223333:alias/aws/backup" }),
            says: /AWS manages/,
        },
    },
    ignores: { "another resource": other },
});

const backupRule = {
    ruleName: "daily",
    targetVaultName: of(vault, "name"),
    schedule: "cron(0 3 * * ? *)",
    lifecycle: { deleteAfter: 35 },
};

const lock = declare(tokens.vaultLock, "lock", {
    backupVaultName: of(vault, "name"),
    minRetentionDays: 7,
    maxRetentionDays: 365,
});

rule("backup-vault-locked", {
    accepts: {
        "a lock that the plan fits": [vault, key, lock, plan],
        "a lock without bounds": [
            vault,
            key,
            but(lock, { minRetentionDays: undefined, maxRetentionDays: undefined }),
            plan,
        ],
        "compliance mode where the configuration asks for it": {
            plan: [vault, key, but(lock, { changeableForDays: 3 })],
            config: { complianceMode: true },
        },
    },
    refuses: {
        "a vault without a lock": { plan: [vault, key, plan], says: /no lock/, preview: "advises" },
        "a lock of another vault": {
            plan: [vault, key, but(lock, { backupVaultName: "other" })],
            preview: "advises",
        },
        "a plan that keeps too short": {
            plan: [vault, key, but(lock, { minRetentionDays: 36 }), plan],
            on: "daily",
            says: /keeps 35 days/,
        },
        "a plan that keeps too long": {
            plan: [vault, key, but(lock, { maxRetentionDays: 34 }), plan],
            on: "daily",
        },
        "a plan that keeps for ever": {
            plan: [vault, key, lock, but(plan, { rules: [{ ...backupRule, lifecycle: undefined }] })],
            on: "daily",
            says: /for ever/,
        },
        "governance mode where the configuration asks for compliance": {
            plan: [vault, key, lock],
            config: { complianceMode: true },
            on: "lock",
            says: /changeableForDays/,
        },
    },
    waits: {
        "a retention that is not known yet": [
            vault,
            key,
            lock,
            but(plan, { rules: [{ ...backupRule, lifecycle: { deleteAfter: unknown } }] }),
        ],
    },
    ignores: { "a stack without vaults": [plan] },
});

const denial = {
    Effect: "Deny",
    Principal: "*",
    Action: ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
    Resource: "*",
};

const guarding = (Statement: unknown) =>
    declare(tokens.vaultPolicy, "vault-policy", {
        backupVaultName: of(vault, "name"),
        policy: JSON.stringify({ Statement }),
    });

rule("backup-vault-policy-denies-deletion", {
    accepts: {
        "a Deny of both for everyone": [vault, key, guarding(denial)],
        "one Deny each": [
            vault,
            key,
            guarding([
                { ...denial, Action: "backup:Delete*" },
                { ...denial, Action: "backup:Update*" },
            ]),
        ],
        "a Deny for all but a named role": [
            vault,
            key,
            guarding({
                ...denial,
                Condition: {
                    ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/break-glass" },
                },
            }),
        ],
    },
    refuses: {
        "a vault without a policy": { plan: [vault, key], says: /no access policy/, preview: "advises" },
        "a policy of another vault": {
            plan: [vault, key, but(guarding(denial), { backupVaultName: "other" })],
            preview: "advises",
        },
        "a Deny of deletion only": {
            plan: [vault, key, guarding({ ...denial, Action: "backup:DeleteRecoveryPoint" })],
            says: /UpdateRecoveryPointLifecycle/,
        },
        "a Deny for one role": [
            vault,
            key,
            guarding({ ...denial, Principal: { AWS: "arn:aws:iam::111122223333:role/a" } }),
        ],
        "a Deny on a condition that seldom holds": [
            vault,
            key,
            guarding({ ...denial, Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } }),
        ],
        "a Deny for all but every role": [
            vault,
            key,
            guarding({
                ...denial,
                Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" } },
            }),
        ],
        "a Deny for all but every role's sessions": [
            vault,
            key,
            guarding({ ...denial, Condition: { StringNotLike: { "aws:userId": "AROA*" } } }),
        ],
        "a Deny on one recovery point": [
            vault,
            key,
            guarding({
                ...denial,
                Resource: "arn:aws:backup:us-east-1:111122223333:recovery-point:0aaaaaaa-0000",
            }),
        ],
        "a Deny for all but everyone": [
            vault,
            key,
            guarding({ ...denial, Condition: { ArnNotLike: { "aws:PrincipalArn": "*" } } }),
        ],
        "an Allow": [vault, key, guarding({ ...denial, Effect: "Allow" })],
        "text that is not JSON": {
            plan: [vault, key, but(guarding(denial), { policy: "{" })],
            says: /not JSON/,
        },
    },
    waits: {
        "a document that is not known yet": [
            vault,
            key,
            but(guarding(denial), { policy: json({ Statement: { ...denial, Resource: of(vault) } }) }),
        ],
    },
    ignores: { "a stack without vaults": [plan] },
});

const testing = declare(tokens.restoreTestingSelection, "efs", {
    protectedResourceType: "EFS",
    restoreMetadataOverrides: { kmsKeyId: of(key) },
});

rule("backup-restore-tested", {
    accepts: { "a test that restores with the customer's key": [fileSystem, key, testing] },
    refuses: {
        "no test": { plan: [fileSystem, key, selection], says: /no restore test/, preview: "advises" },
        "a test of databases": {
            plan: [fileSystem, key, but(testing, { protectedResourceType: "RDS" })],
            preview: "advises",
        },
        "a test with AWS's own key": {
            plan: [fileSystem, key, but(testing, { restoreMetadataOverrides: undefined })],
            on: "efs",
            says: /kmsKeyId is absent/,
        },
    },
    ignores: { "a stack without file systems": [testing, key] },
});
