import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ControlName, catalogue, controlOf } from "../../policy-pack/catalogue";
import { groupTypes } from "../../policy-pack/kernel/securityGroups";
import { tokens } from "../../policy-pack/kernel/tokens";
import { rules } from "../../policy-pack/rules";
import { controlsPage } from "../../policy-pack/tools/controlsPage";

/** The contract: configuration and exemptions of whoever uses the pack refer to these names. */
const released = [
    "efs-file-system-encrypted",
    "efs-file-system-customer-key",
    "efs-file-system-key-is-governed",
    "efs-file-system-regional",
    "efs-mount-targets-multi-az",
    "efs-mount-target-private-subnet",
    "efs-mount-target-explicit-security-group",
    "efs-mount-target-admits-agents-only",
    "efs-access-point-root-directory",
    "efs-access-point-user-identity",
    "efs-access-point-directory-permissions",
    "efs-access-points-disjoint",
    "efs-file-system-policy-present",
    "efs-policy-requires-tls",
    "efs-policy-no-wildcard-allow",
    "efs-policy-no-client-root-access",
    "efs-policy-condition-keys-supported",
    "efs-agent-bound-to-own-access-point",
    "efs-policy-lockout-check-kept",
    "efs-automatic-backups-declared",
    "efs-file-system-in-backup-selection",
    "efs-replication-protected",
    "efs-stateful-protected",
    "kms-key-rotation-enabled",
    "kms-key-deletion-window",
    "kms-key-policy-explicit",
    "kms-key-policy-no-public-principal",
    "kms-key-policy-separates-duties",
    "kms-key-policy-service-scoped",
    "kms-key-lockout-check-kept",
    "kms-key-enabled",
    "iam-no-decrypt-on-all-keys",
    "kms-data-key-closed-to-agents",
    "sg-no-internet-ingress",
    "sg-nfs-from-security-groups-only",
    "sg-egress-restricted",
    "sg-descriptions",
    "sg-no-mixed-rule-management",
    "vpc-default-sg-closed",
    "nacl-no-open-admin-ports",
    "subnet-no-auto-public-ip",
    "vpc-endpoints-present",
    "vpc-flow-logs-enabled",
    "ec2-imdsv2-required",
    "ec2-imds-hop-limit",
    "ec2-no-public-ip",
    "ec2-ebs-encrypted-customer-key",
    "ec2-user-data-no-secrets",
    "ec2-user-data-mounts-efs-with-tls",
    "asg-launch-template",
    "asg-multi-az",
    "ec2-instance-profile-per-agent",
    "ec2-detailed-monitoring",
    "iam-no-admin-statements",
    "iam-no-admin-managed-policies",
    "iam-no-privilege-escalation",
    "iam-trust-policy-narrow",
    "iam-efs-client-grants-scoped",
    "iam-role-no-mixed-policy-management",
    "backup-vault-customer-key",
    "backup-plan-frequency-and-retention",
    "backup-plan-copies-offsite",
    "backup-vault-locked",
    "backup-vault-policy-denies-deletion",
    "backup-restore-tested",
    "cloudtrail-multi-region-on",
    "cloudtrail-kms",
    "cloudtrail-validation",
    "cloudtrail-cloudwatch",
    "cloudtrail-bucket-hardened",
    "log-group-encrypted",
    "log-group-retention",
    "config-recorder-complete",
    "config-efs-rules-deployed",
    "sns-topic-encrypted",
    "sns-topic-private",
    "alarms-have-actions",
    "secret-customer-key",
    "secret-policy",
    "secret-rotation",
    "required-tags",
];

describe("the policy pack", () => {
    it("has exactly the released rules, in the order of the catalogue", () => {
        assert.deepEqual(
            rules.map(({ name }) => name),
            released,
        );
        assert.deepEqual(Object.keys(catalogue).sort(), [...released].sort());
    });

    it("holds each of the catalogue's 74 controls", () => {
        const rows = new Set(rules.map(({ name }) => controlOf(name as ControlName).row));
        assert.deepEqual(
            [...rows].sort((a, b) => a - b),
            Array.from({ length: 74 }, (_, index) => index + 1),
        );
    });

    it("says of each rule what it is for, how grave a breach is, where it comes from and how to mend it", () => {
        for (const rule of rules) {
            const control = controlOf(rule.name as ControlName);
            assert.equal(rule.displayName, control.title);
            assert.equal(rule.enforcementLevel, control.level);
            assert.equal(rule.severity, control.severity);
            assert.equal(rule.framework?.reference, control.nist.controls.join(", "));
            assert.ok(control.nist.controls.length > 0, `${rule.name} has no NIST control`);
            assert.ok((rule.remediationSteps ?? "").length > 10, `${rule.name} has no remediation`);
            assert.ok(rule.tags?.includes(`control:${control.row}`));
            assert.ok(rule.configSchema?.properties.exemptions, `${rule.name} takes no exemptions`);
        }
    });

    it("judges across resources exactly where the catalogue says so", () => {
        for (const rule of rules) {
            const across = "validateStack" in rule;
            // Rules of both kinds are listed by the kind that the catalogue gives them.
            if (!("validateResource" in rule))
                assert.equal(controlOf(rule.name as ControlName).kind, "stack", rule.name);
            if (!across) assert.equal(controlOf(rule.name as ControlName).kind, "resource", rule.name);
        }
    });

    it("knows resources by the type tokens that the AWS provider registers", () => {
        for (const token of [...Object.values(tokens), ...Object.values(groupTypes)]) {
            const [, module = "", name = ""] = token.split(":");
            const exported: unknown = require(`@pulumi/aws/${module}`);
            const registered: unknown = Reflect.get(Reflect.get(Object(exported), name), "__pulumiType");
            assert.equal(registered, token);
        }
    });

    it("tests each rule by a table of cases", () => {
        const tables = readdirSync(__dirname)
            .filter((file) => file.endsWith(".test.ts"))
            .map((file) => readFileSync(join(__dirname, file), "utf8"))
            .flatMap((text) => [...text.matchAll(/^rule\("([^"]+)"/gm)].map(([, name]) => name));
        assert.deepEqual(tables.sort(), [...released].sort());
    });

    it("is described by docs/controls.md as it is", () => {
        assert.equal(
            readFileSync(join(__dirname, "..", "..", "docs", "controls.md"), "utf8"),
            controlsPage(),
        );
    });

    it("needs no more at run time than it declares", () => {
        const { dependencies } = JSON.parse(
            readFileSync(join(__dirname, "..", "..", "policy-pack", "package.json"), "utf8"),
        ) as {
            dependencies: Record<string, string>;
        };
        const folder = join(__dirname, "..", "..", "policy-pack");
        const imported = readdirSync(folder, { recursive: true, encoding: "utf8" })
            .filter(
                (file) => file.endsWith(".ts") && !file.includes("node_modules") && !file.startsWith("bench"),
            )
            .flatMap((file) => [
                ...readFileSync(join(folder, file), "utf8").matchAll(/^import (?!type).*? from "([^"]+)"/gms),
            ])
            .map(([, from = ""]) => from)
            .filter((from) => !from.startsWith(".") && !from.startsWith("node:"));
        for (const from of new Set(imported))
            assert.ok(from in dependencies, `${from} is imported and not declared`);
    });
});
