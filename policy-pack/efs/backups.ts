import { absent } from "../kernel/absence";
import { stackRule } from "../kernel/rule";
import { texts, type Values } from "../kernel/settings";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { allOf, anyOf, items, type Maybe, present, see, show, text, UNKNOWN } from "../kernel/values";
import { reaches, tagOf } from "./selections";

const organisation = {
    organisationPlans: texts(
        "Names or ARNs of backup plans outside the stack that reach every EFS file system of the account",
    ),
    organisationTags: texts(
        'Tags by which a plan outside the stack selects file systems, as "key" or "key=value"',
        [],
        "^[^=]+(=.*)?$",
    ),
};

const remedy =
    'Add an aws.efs.BackupPolicy with backupPolicy: { status: "ENABLED" }, or put it into the resources of an aws.backup.Selection; where a plan of the organisation has it, name that in "organisationPlans" or "organisationTags" in the configuration';

export const inBackupSelection = stackRule({
    name: "efs-file-system-in-backup-selection",
    title: "EFS file systems are backed up by a plan",
    asserts:
        "EFS's automatic backups are on, which put the file system into AWS's default plan, or a backup selection of the stack reaches it by ARN, tag or wildcard, minus its notResources, or a plan that the configuration names does",
    severity: "medium",
    level: "mandatory",
    decisive: "edges",
    references: {
        securityHub: ["EFS.2"],
        configRules: ["efs-in-backup-plan", "efs-resources-protected-by-backup-plan"],
        checkov: ["CKV2_AWS_18"],
        prowler: ["efs_have_backup_enabled"],
    },
    nist: { by: "Security Hub", controls: ["CP-9", "CP-6", "CP-6(1)", "CP-6(2)", "CP-10", "SI-13(5)"] },
    fix: [
        'new aws.efs.BackupPolicy("storage", { fileSystemId: fs.id, backupPolicy: { status: "ENABLED" } });',
        "// or",
        'new aws.backup.Selection("storage", { planId: plan.id, iamRoleArn: role.arn, resources: [fs.arn] });',
    ],
    trigger: tokens.fileSystem,
    settings: organisation,
    check(stack, report, settings) {
        for (const fileSystem of stack.of(tokens.fileSystem)) {
            const planned = isPlanned(stack, fileSystem, settings);
            const backed = anyOf([planned, isAutomatic(stack, fileSystem)]);
            if (backed === UNKNOWN) report.wait(fileSystem, "a backup policy or selection");
            if (backed !== false) continue;
            absent(report, {
                on: fileSystem,
                what: "a backup policy or selection",
                is: "nothing backs it up: automatic backups are off, and no backup selection of the stack reaches it",
                must: "be backed up by a plan",
                remediation: remedy,
            });
        }
    },
});

export const automaticBackups = stackRule({
    name: "efs-automatic-backups-declared",
    title: "Automatic backups of EFS file systems are on, unless a plan takes their place",
    asserts:
        "an efs.BackupPolicy is ENABLED, or a plan of the stack or of the organisation has the file system",
    severity: "medium",
    level: "advisory",
    decisive: "edges",
    references: {
        securityHub: ["EFS.7"],
        controlTower: ["CT.ELASTICFILESYSTEM.PR.2"],
        configRules: ["efs-automatic-backups-enabled"],
        prowler: ["efs_have_backup_enabled"],
    },
    nist: { by: "this pack", controls: ["CP-9"] },
    fix: [
        'new aws.efs.BackupPolicy("storage", { fileSystemId: fs.id, backupPolicy: { status: "ENABLED" } });',
    ],
    trigger: tokens.fileSystem,
    settings: organisation,
    check(stack, report, settings) {
        for (const fileSystem of stack.of(tokens.fileSystem)) {
            const states = backupStates(stack, fileSystem);
            const backed = anyOf([isAutomatic(stack, fileSystem), isPlanned(stack, fileSystem, settings)]);
            if (backed === UNKNOWN) report.wait(fileSystem, "its backup policy or a backup selection");
            if (backed !== false) continue;
            const off = states.length > 0;
            absent(report, {
                on: fileSystem,
                what: "its backup policy",
                is: off ? `its backup policy is ${show(states[0])}` : "it has no backup policy",
                must: "have automatic backups, or a place in a plan",
                remediation: `${off ? "Set" : "Add an aws.efs.BackupPolicy with"} backupPolicy: { status: "ENABLED" }`,
            });
        }
    },
});

export const inOwnVault = stackRule({
    name: "efs-file-system-in-own-vault",
    title: "EFS file systems are backed up into a vault of the stack",
    asserts:
        "a backup selection of the stack reaches the file system, and its plan keeps in a vault that the rules on vaults judge",
    severity: "low",
    level: "advisory",
    decisive: "edges",
    references: { configRules: ["efs-resources-protected-by-backup-plan"] },
    nist: { by: "this pack", controls: ["CP-9", "CP-9(8)"] },
    fix: [
        'new aws.backup.Selection("storage", { planId: plan.id, iamRoleArn: role.arn, resources: [fs.arn] });',
    ],
    trigger: tokens.fileSystem,
    check(stack, report) {
        const selections = stack.of(tokens.backupSelection);
        for (const fileSystem of stack.of(tokens.fileSystem)) {
            const kept = anyOf(
                selections.map((selection) =>
                    allOf([reaches(stack, selection, fileSystem), keepsHere(stack, selection)]),
                ),
            );
            if (kept === UNKNOWN) report.wait(fileSystem, "a backup selection and its vault");
            if (kept !== false) continue;
            absent(report, {
                on: fileSystem,
                what: "a backup selection and its vault",
                is: "no backup selection of the stack keeps it in a vault of the stack, so nobody judged who deletes its backups",
                must: "be backed up into a vault whose key and policy the program states",
                remediation:
                    "Add it to an aws.backup.Selection whose plan keeps in an aws.backup.Vault of the stack",
            });
        }
    },
});

/** Whether the plan of a selection keeps recovery points in a vault of the stack. */
function keepsHere(stack: Stack, selection: Node): Maybe {
    const plan = stack.link(selection, ["planId"], [tokens.backupPlan]);
    const vaults = plan.to.flatMap((node) =>
        items(see(node.props, "rules")).map((_, index) =>
            stack.link(node, ["rules", index, "targetVaultName"], [tokens.vault]),
        ),
    );
    if (vaults.some(({ to }) => to.length > 0)) return true;
    return plan.unsure || vaults.some(({ unsure }) => unsure) ? UNKNOWN : false;
}

/** Whether a plan has a file system: one of the stack by a selection, or one that the configuration names. */
function isPlanned(stack: Stack, fileSystem: Node, settings: Values<typeof organisation>): Maybe {
    const tagged = settings.organisationTags.map((tag): Maybe => {
        const [key = "", ...value] = tag.split("=");
        const actual = tagOf(fileSystem, key);
        if (actual === UNKNOWN) return UNKNOWN;
        return value.length === 0 ? present(actual) : text(actual) === value.join("=");
    });
    const selected = stack
        .of(tokens.backupSelection)
        .map((selection) => reaches(stack, selection, fileSystem));
    return anyOf([settings.organisationPlans.length > 0, ...tagged, ...selected]);
}

/**
 * Whether EFS's automatic backups are on. They are for file systems in one zone unless turned off, and off for others:
 * `Backup` in https://docs.aws.amazon.com/efs/latest/ug/API_CreateFileSystem.html
 */
function isAutomatic(stack: Stack, fileSystem: Node): Maybe {
    const states = backupStates(stack, fileSystem);
    if (states.length === 0) return present(see(fileSystem.props, "availabilityZoneName"));
    return anyOf(states.map((state): Maybe => (state === UNKNOWN ? UNKNOWN : state === "ENABLED")));
}

function backupStates(stack: Stack, fileSystem: Node): readonly unknown[] {
    return stack
        .pointingAt(fileSystem, [tokens.backupPolicy], ["fileSystemId"])
        .map((policy) => see(policy.props, "backupPolicy", "status"));
}
