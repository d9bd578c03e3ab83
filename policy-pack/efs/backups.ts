import { matches } from "../kernel/iam";
import { stackRule } from "../kernel/rule";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { allOf, anyOf, items, keys, type Maybe, see, show, text, UNKNOWN } from "../kernel/values";

export const inBackupSelection = stackRule({
    name: "efs-file-system-in-backup-selection",
    title: "EFS file systems are in a backup selection",
    asserts: "a backup selection reaches the file system by ARN, tag or wildcard, minus its notResources",
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
        'new aws.backup.Selection("storage", { planId: plan.id, iamRoleArn: role.arn, resources: [fs.arn] });',
    ],
    trigger: tokens.fileSystem,
    check(stack, report) {
        for (const fileSystem of stack.of(tokens.fileSystem)) {
            const selected = isSelected(stack, fileSystem);
            if (selected === UNKNOWN) report.wait(fileSystem, "the resources of a backup selection");
            if (selected !== false) continue;
            report.violation(
                fileSystem,
                "no backup selection of the stack reaches it",
                "be backed up by a plan",
                "Add it to the resources of an aws.backup.Selection, or give it the tag that one selects by",
            );
        }
    },
});

export const automaticBackups = stackRule({
    name: "efs-automatic-backups-declared",
    title: "EFS file systems are backed up, automatically or by a plan",
    asserts: "an efs.BackupPolicy is ENABLED, or a backup selection holds the file system",
    severity: "medium",
    level: "mandatory",
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
        "// or a backup.Selection that holds the file system",
    ],
    trigger: tokens.fileSystem,
    check(stack, report) {
        for (const fileSystem of stack.of(tokens.fileSystem)) {
            const policies = stack.pointingAt(fileSystem, [tokens.backupPolicy], ["fileSystemId"]);
            const states = policies.map((policy) => see(policy.props, "backupPolicy", "status"));
            if (states.includes("ENABLED") || isSelected(stack, fileSystem) === true) continue;
            if (states.includes(UNKNOWN) || isSelected(stack, fileSystem) === UNKNOWN) {
                report.wait(fileSystem, "its backup policy or a backup selection");
                continue;
            }
            report.violation(
                fileSystem,
                states.length > 0
                    ? `its backup policy is ${show(states[0])}, and no selection holds it`
                    : "it has neither a backup policy nor a place in a selection",
                "be backed up",
                'Add an aws.efs.BackupPolicy with status "ENABLED", or an aws.backup.Selection',
            );
        }
    },
});

/** Whether a backup selection reaches a file system: by ARN, wildcard or tag, minus what it leaves out. */
export function isSelected(stack: Stack, fileSystem: Node): Maybe {
    return anyOf(stack.of(tokens.backupSelection).map((selection) => reaches(stack, selection, fileSystem)));
}

function reaches(stack: Stack, selection: Node, fileSystem: Node): Maybe {
    const listed = (property: string) => items(see(selection.props, property));
    const byArn = names(stack, selection, "resources", fileSystem);
    const byTag = anyOf(listed("selectionTags").map((tag) => carries(fileSystem, tag, equals)));
    const left = names(stack, selection, "notResources", fileSystem);
    const named = [...listed("resources"), ...listed("selectionTags")];
    // Without either, a selection takes all that its notResources and conditions leave.
    const base = named.length > 0 ? anyOf([byArn, byTag]) : listed("notResources").length > 0;
    return allOf([base, left === UNKNOWN ? UNKNOWN : !left, ...conditions(listed("conditions"), fileSystem)]);
}

function names(stack: Stack, selection: Node, property: string, fileSystem: Node): Maybe {
    const link = stack.link(selection, [property], [tokens.fileSystem]);
    if (link.to.includes(fileSystem)) return link.unsure && link.to.length > 1 ? UNKNOWN : true;
    const arn = text(see(fileSystem.props, "arn"));
    const byPattern = link.outside.some(
        (pattern) => /[*?]/.test(pattern) && matches(pattern, arn ?? typical(pattern)),
    );
    return byPattern ? true : link.unsure ? UNKNOWN : false;
}

/** An ARN as the file system will have it, with region and account as the pattern names them. */
function typical(pattern: string): string {
    const parts = pattern.split(":");
    const named = (index: number, otherwise: string) => {
        const part = parts[index] ?? "";
        return part === "" || /[*?]/.test(part) ? otherwise : part;
    };
    return `arn:${named(1, "aws")}:elasticfilesystem:${named(3, "us-east-1")}:${named(4, "000000000000")}:file-system/fs-0`;
}

const equals = (wanted: string, actual: string) => wanted === actual;

/** Whether a file system has a tag whose value fits the one that a selection names. */
function carries(fileSystem: Node, tag: unknown, fits: (wanted: string, actual: string) => boolean): Maybe {
    const key = text(see(tag, "key"))?.replace(/^aws:ResourceTag\//i, "");
    const wanted = see(tag, "value");
    const actual = key === undefined ? undefined : tagOf(fileSystem, key);
    if (wanted === UNKNOWN || actual === UNKNOWN) return UNKNOWN;
    const [pattern, value] = [text(wanted), text(actual)];
    return pattern !== undefined && value !== undefined && fits(pattern, value);
}

function tagOf(fileSystem: Node, key: string): unknown {
    const own = see(fileSystem.props, "tags", key);
    return own === undefined ? see(fileSystem.props, "tagsAll", key) : own;
}

function conditions(blocks: readonly unknown[], fileSystem: Node): readonly Maybe[] {
    return blocks.flatMap((block) => {
        if (block === UNKNOWN) return [UNKNOWN];
        return keys(block).flatMap((operator) =>
            items(see(block, operator)).map((condition) => {
                const negated = operator.toLowerCase().includes("not");
                const fits = operator.toLowerCase().includes("like") ? matches : equals;
                const holds = carries(fileSystem, condition, fits);
                return holds === UNKNOWN ? UNKNOWN : holds !== negated;
            }),
        );
    });
}
