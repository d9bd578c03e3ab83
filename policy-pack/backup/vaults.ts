import { absent } from "../kernel/absence";
import { isEveryResource } from "../kernel/breadth";
import { covers, documentOf, isForEveryone, type Statement } from "../kernel/iam";
import type { Report } from "../kernel/report";
import { resourceRule, stackRule } from "../kernel/rule";
import { choice } from "../kernel/settings";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { items, number, present, see, show, text, UNKNOWN } from "../kernel/values";

export const customerKey = resourceRule({
    name: "backup-vault-customer-key",
    title: "Backup vaults use a customer managed key",
    asserts: "kmsKeyArn is present and no key that AWS manages",
    severity: "high",
    level: "advisory",
    decisive: "preview",
    references: {
        securityHub: ["Backup.1"],
        configRules: ["backup-recovery-point-encrypted"],
        checkov: ["CKV_AWS_166"],
        prowler: ["backup_vaults_encrypted"],
    },
    nist: { by: "Security Hub", controls: ["CP-9(8)", "SI-12"] },
    fix: ['new aws.backup.Vault("vault", { kmsKeyArn: vaultKey.arn });'],
    types: [tokens.vault],
    check(vault, report) {
        const key = see(vault.props, "kmsKeyArn");
        if (!present(key) || /(^|[:/])alias\/aws\//.test(text(key) ?? "")) {
            report.violation(
                vault,
                present(key)
                    ? `kmsKeyArn is ${show(key)}, a key that AWS manages`
                    : "kmsKeyArn is absent, so AWS's own key is used",
                "be the ARN of a customer managed key; recovery points of EFS are encrypted with the vault's key",
                "Set kmsKeyArn; this replaces a vault that exists",
            );
        }
    },
});

export const locked = stackRule({
    name: "backup-vault-locked",
    title: "Backup vaults are locked, and plans fit the lock",
    asserts:
        "each vault has a VaultLockConfiguration whose bounds hold the retention of the plans that use it; compliance mode where the configuration asks for it",
    severity: "medium",
    level: "advisory",
    decisive: "edges",
    references: { configRules: ["efs-resources-protected-by-backup-plan"] },
    nist: { by: "this pack", controls: ["CP-9(8)", "AU-9(3)"] },
    fix: [
        'new aws.backup.VaultLockConfiguration("vault", { backupVaultName: vault.name, minRetentionDays: 7, maxRetentionDays: 400 });',
    ],
    trigger: tokens.vault,
    settings: { complianceMode: choice("Require a lock that nobody can remove (changeableForDays)", false) },
    check(stack, report, { complianceMode }) {
        for (const vault of stack.of(tokens.vault)) {
            const locks = stack.pointingAt(vault, [tokens.vaultLock], ["backupVaultName"]);
            if (locks.length === 0)
                absent(report, {
                    on: vault,
                    what: "a lock",
                    is: "it has no lock, so whoever may delete recovery points deletes them at once",
                    must: "be locked",
                    remediation: "Add an aws.backup.VaultLockConfiguration",
                });
            for (const lock of locks) {
                if (complianceMode && !present(see(lock.props, "changeableForDays")))
                    report.violation(
                        lock,
                        "changeableForDays is absent, so an administrator can remove the lock",
                        "be set: the configuration asks for compliance mode",
                        "Set changeableForDays: 3 or more; after that many days nobody can remove the lock",
                    );
                for (const { plan, rule, where } of rulesInto(stack, vault))
                    judgeFit(lock, plan, rule, where, report);
            }
        }
    },
});

function rulesInto(stack: Stack, vault: Node): readonly { plan: Node; rule: unknown; where: string }[] {
    return stack.of(tokens.backupPlan).flatMap((plan) =>
        items(see(plan.props, "rules")).flatMap((rule, index) => {
            const into = stack.link(plan, ["rules", index, "targetVaultName"], [tokens.vault]).to;
            return into.includes(vault)
                ? [{ plan, rule, where: text(see(rule, "ruleName")) ?? `rule ${index + 1}` }]
                : [];
        }),
    );
}

function judgeFit(lock: Node, plan: Node, rule: unknown, where: string, report: Report): void {
    const kept = see(rule, "lifecycle", "deleteAfter");
    const low = see(lock.props, "minRetentionDays");
    const high = see(lock.props, "maxRetentionDays");
    if ([kept, low, high].includes(UNKNOWN)) {
        report.wait(lock, "its bounds or the retention of a plan");
        return;
    }
    const days = number(kept) ?? Number.POSITIVE_INFINITY;
    if (days >= (number(low) ?? 0) && days <= (number(high) ?? Number.POSITIVE_INFINITY)) return;
    report.violation(
        plan,
        `${where} keeps ${present(kept) ? `${show(kept)} days` : "for ever"}, outside the lock of its vault (${show(low)} to ${show(high)} days)`,
        "fit the lock, else its jobs fail",
        "Change lifecycle.deleteAfter, or the bounds of the lock",
    );
}

const deletion = ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"] as const;

export const policyDeniesDeletion = stackRule({
    name: "backup-vault-policy-denies-deletion",
    title: "Backup vaults refuse the deletion of recovery points",
    asserts:
        "each vault has a VaultPolicy that denies everyone DeleteRecoveryPoint and UpdateRecoveryPointLifecycle",
    severity: "high",
    level: "advisory",
    decisive: "edges",
    references: { configRules: ["backup-recovery-point-manual-deletion-disabled"] },
    nist: { by: "this pack", controls: ["CP-9(8)", "AC-6"] },
    fix: [
        '{ Effect: "Deny", Principal: "*", Resource: "*", Action: ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"] }',
    ],
    trigger: tokens.vault,
    check(stack, report) {
        for (const vault of stack.of(tokens.vault)) {
            const policies = stack.pointingAt(vault, [tokens.vaultPolicy], ["backupVaultName"]);
            const documents = policies.map((policy) => documentOf(see(policy.props, "policy")));
            const denied = documents.flatMap(({ statements }) => statements).filter(deniesEveryone);
            const open = deletion.filter((action) => !denied.some((statement) => covers(statement, action)));
            if (open.length === 0) continue;
            if (documents.some(({ partial }) => partial)) {
                report.wait(vault, "its access policy");
                continue;
            }
            const fault = documents.find((document) => document.fault)?.fault;
            const must = "deny both to everyone on every recovery point, save roles that it names one by one";
            const remediation =
                'Add an aws.backup.VaultPolicy with { Effect: "Deny", Principal: "*", Action: ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"], Resource: "*" }';
            const so = `so ${open.join(" and ")} are open to any administrator`;
            if (policies.length === 0)
                absent(report, {
                    on: vault,
                    what: "an access policy",
                    is: `it has no access policy, ${so}`,
                    must,
                    remediation,
                });
            else {
                const is = fault ? `its access policy ${fault}` : `its access policy does not deny, ${so}`;
                report.violation(vault, is, must, remediation);
            }
        }
    },
});

/** A Deny for everyone on every recovery point, save principals that its only conditions name. */
function deniesEveryone(statement: Statement): boolean {
    const exceptions = ["stringnotequals", "stringnotlike", "arnnotequals", "arnnotlike"];
    const named = statement.conditions.every(
        ({ key, operator, values }) =>
            ["aws:principalarn", "aws:userid"].includes(key) &&
            exceptions.includes(operator) &&
            values.every((value) => (key === "aws:userid" ? isOneId(value) : !isEveryResource(value))),
    );
    return (
        !statement.allow &&
        isForEveryone(statement) &&
        named &&
        statement.notResources.length === 0 &&
        statement.resources.some(isEveryResource)
    );
}

/** Whether a value of aws:userid is one user, or one role with any session. */
function isOneId(value: string): boolean {
    return /^[A-Z0-9]{12,}(:.*)?$/.test(value);
}

export const restoreTested = stackRule({
    name: "backup-restore-tested",
    title: "Restores are tested, with the customer managed key",
    asserts: "a RestoreTestingPlan with a selection covers EFS and restores with the customer managed key",
    severity: "medium",
    level: "advisory",
    decisive: "edges",
    references: { configRules: ["efs-meets-restore-time-target"] },
    nist: { by: "this pack", controls: ["CP-4", "CP-10"] },
    fix: [
        'new aws.backup.RestoreTestingSelection("efs", { restoreTestingPlanName: plan.name, protectedResourceType: "EFS", iamRoleArn,',
        '    protectedResourceArns: ["*"], restoreMetadataOverrides: { kmsKeyId: key.arn } });',
    ],
    trigger: tokens.fileSystem,
    check(stack, report) {
        const selections = stack
            .of(tokens.restoreTestingSelection)
            .filter((selection) => see(selection.props, "protectedResourceType") === "EFS");
        for (const fileSystem of selections.length === 0 ? stack.of(tokens.fileSystem) : [])
            absent(report, {
                on: fileSystem,
                what: "a restore test",
                is: "no restore test covers it, so nobody knows whether its backups can be restored",
                must: "be restored by a test, regularly",
                remediation: "Add an aws.backup.RestoreTestingPlan, and a RestoreTestingSelection for EFS",
            });
        for (const selection of selections) {
            if (present(see(selection.props, "restoreMetadataOverrides", "kmsKeyId"))) continue;
            report.violation(
                selection,
                "restoreMetadataOverrides.kmsKeyId is absent, so tests restore with AWS's own key",
                "be the customer managed key",
                "Set restoreMetadataOverrides: { kmsKeyId: key.arn }",
            );
        }
    },
});
