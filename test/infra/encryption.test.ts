import assert from "node:assert/strict";
import { minimal, type Run, run } from "./program";

type Statement = { Sid: string; Principal: unknown; Action: string | string[]; Condition?: unknown };

const deployer = "arn:aws:iam::111122223333:role/Deployer";
const root = "arn:aws:iam::111122223333:root";
const administrator = "arn:aws:iam::111122223333:role/KeyAdministrator";
const restore = "arn:aws:iam::111122223333:role/jenkins-efs-test-restore";
const backup = "arn:aws:iam::111122223333:role/jenkins-efs-test-backup";
const autoscaling = "arn:aws:iam::111122223333:role/aws-service-role/AWSServiceRoleForAutoScaling";
const grantOnly = { Bool: { "kms:GrantIsForAWSResource": "true" } };

describe("the keys", () => {
    let stack: Run;
    before(async () => {
        stack = await run("test", { ...minimal, "jenkins-efs:keyAdministratorArns": [administrator] });
    });
    const statements = (purpose: string): Statement[] =>
        JSON.parse(String(stack.get("aws:kms/key:Key", `key-${purpose}`).inputs.policy)).Statement;
    const uses = (purpose: string) =>
        statements(purpose)
            .filter(({ Sid }) => Sid !== "Administer")
            .map(({ Sid, Principal, Action, Condition }) => ({ Sid, Principal, Action, Condition }));

    it("name the role that deploys, whoever previews", async () => {
        const other = "arn:aws:iam::111122223333:role/Pipeline";
        const previewed = await run("test", { ...minimal, "jenkins-efs:deployer": other });
        const policies = previewed.all("aws:kms/key:Key").map(({ inputs }) => String(inputs.policy));
        assert.equal(policies.length, 4);
        for (const policy of policies) {
            assert.ok(policy.includes(`"${other}"`), policy);
            assert.ok(!policy.includes(`"${deployer}"`), policy);
        }
    });

    it("are one per purpose, rotate yearly, have an alias and can be recovered for 30 days", () => {
        for (const purpose of ["data", "vault", "logs", "agents"]) {
            const { enableKeyRotation, rotationPeriodInDays, deletionWindowInDays } = stack.get(
                "aws:kms/key:Key",
                `key-${purpose}`,
            ).inputs;
            assert.deepEqual(
                [enableKeyRotation, rotationPeriodInDays, deletionWindowInDays],
                [true, 365, 30],
            );
            assert.equal(
                stack.get("aws:kms/alias:Alias", `key-${purpose}`).inputs.name,
                `alias/jenkins-efs-test-${purpose}`,
            );
        }
    });

    it("are administered by the account, the deploying role and the configured roles, who cannot use them", () => {
        for (const purpose of ["data", "vault", "logs", "agents"]) {
            const [administer] = statements(purpose);
            assert.deepEqual(administer?.Principal, { AWS: [root, deployer, administrator] });
            for (const action of administer?.Action ?? [])
                assert.doesNotMatch(
                    action,
                    /\*$(?<!Describe\*|Get\*|List\*)|crypt|GenerateDataKey|CreateGrant/,
                    action,
                );
            assert.ok(administer?.Action.includes("kms:PutKeyPolicy"));
        }
    });

    it("let the data key be used through EFS only, by who creates or restores a file system", () => {
        const through = {
            StringEquals: {
                "kms:CallerAccount": "111122223333",
                "kms:ViaService": "elasticfilesystem.us-east-1.amazonaws.com",
            },
        };
        assert.deepEqual(uses("data"), [
            {
                Sid: "DescribeForEfs",
                Principal: { AWS: [deployer, restore] },
                Action: "kms:DescribeKey",
                Condition: undefined,
            },
            {
                Sid: "UseThroughEfs",
                Principal: { AWS: [deployer, restore] },
                Action: ["kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext"],
                Condition: through,
            },
            {
                Sid: "GrantThroughEfs",
                Principal: { AWS: [deployer, restore] },
                Action: "kms:CreateGrant",
                Condition: { ...through, ...grantOnly },
            },
        ]);
    });

    it("let the vault key be used through AWS Backup only", () => {
        const through = {
            StringEquals: { "kms:CallerAccount": "111122223333" },
            StringLike: { "kms:ViaService": "backup.*.amazonaws.com" },
        };
        assert.deepEqual(uses("vault"), [
            {
                Sid: "DescribeForBackup",
                Principal: { AWS: [deployer, backup, restore] },
                Action: "kms:DescribeKey",
                Condition: undefined,
            },
            {
                Sid: "UseThroughBackup",
                Principal: { AWS: [deployer, backup, restore] },
                Action: ["kms:Decrypt", "kms:GenerateDataKey", "kms:RetireGrant"],
                Condition: through,
            },
            {
                Sid: "GrantThroughBackup",
                Principal: { AWS: [deployer, backup, restore] },
                Action: "kms:CreateGrant",
                Condition: {
                    ...through,
                    ...grantOnly,
                    "ForAnyValue:StringEquals": { "kms:EncryptionContextKeys": "aws:backup:backup-vault" },
                },
            },
        ]);
    });

    it("let the agents' key open disks for Auto Scaling and secrets through Secrets Manager", () => {
        const caller = { StringEquals: { "kms:CallerAccount": "111122223333" } };
        assert.deepEqual(uses("agents"), [
            {
                Sid: "UseByAutoScaling",
                Principal: { AWS: autoscaling },
                Action: [
                    "kms:Decrypt",
                    "kms:DescribeKey",
                    "kms:Encrypt",
                    "kms:GenerateDataKey*",
                    "kms:ReEncrypt*",
                ],
                Condition: caller,
            },
            {
                Sid: "GrantByAutoScaling",
                Principal: { AWS: autoscaling },
                Action: "kms:CreateGrant",
                Condition: { ...caller, ...grantOnly },
            },
            {
                Sid: "UseThroughSecretsManager",
                Principal: { AWS: root },
                Action: ["kms:Decrypt", "kms:GenerateDataKey"],
                Condition: {
                    StringEquals: {
                        "kms:CallerAccount": "111122223333",
                        "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com",
                    },
                    StringLike: {
                        "kms:EncryptionContext:SecretARN":
                            "arn:aws:secretsmanager:us-east-1:111122223333:secret:jenkins-efs/test/agents/*",
                    },
                },
            },
        ]);
    });

    it("are made after the roles that their policies name", () => {
        for (const { dependsOn } of stack.all("aws:kms/key:Key"))
            for (const role of ["backup-roles-backup", "backup-roles-restore"])
                assert.ok(dependsOn.some((urn) => urn.endsWith(`Role::${role}`)));
    });
});
