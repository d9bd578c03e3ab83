import assert from "node:assert/strict";
import { minimal, type Run, run } from "./program";

type Statement = { Sid: string; Principal: unknown; Action: string | string[]; Condition?: unknown };

const deployer = "arn:aws:iam::111122223333:role/Deployer";
const root = "arn:aws:iam::111122223333:root";
const administrator = "arn:aws:iam::111122223333:role/KeyAdministrator";

describe("the keys", () => {
    let stack: Run;
    before(async () => {
        stack = await run("test", { ...minimal, "jenkins-efs:keyAdministratorArns": [administrator] });
    });
    const statements = (purpose: string, of = stack): Statement[] =>
        JSON.parse(String(of.get("aws:kms/key:Key", `key-${purpose}`).inputs.policy)).Statement;

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

    it("are made after the roles that their policies name", () => {
        for (const { dependsOn } of stack.all("aws:kms/key:Key"))
            for (const role of ["backup-roles-backup", "backup-roles-restore"])
                assert.ok(dependsOn.some((urn) => urn.endsWith(`Role::${role}`)));
    });

    it("of the logs serve no trail that is not made here, and AWS Config and flow logs only where they deliver here", async () => {
        const adopting = await run("test", {
            ...minimal,
            "jenkins-efs:auditing": {
                trailLogGroupName: "organisation-trail",
                configRecorder: "made",
                vpcFlowLog: true,
            },
        });
        const uses = statements("logs", adopting);
        assert.deepEqual(
            uses.map(({ Sid }) => Sid).filter((sid) => /^Encrypt|^Describe/.test(sid)),
            ["EncryptByConfig", "EncryptByFlowLogs"],
        );
        assert.doesNotMatch(JSON.stringify(uses), /log-group:\/jenkins-efs\/test\/trail/);
    });
});
