import { absent } from "../kernel/absence";
import { clientActions } from "../kernel/clientActions";
import { covers, isForEveryone, type Statement } from "../kernel/iam";
import { policyOf, sayUnread } from "../kernel/policies";
import { type Resource, resourceRule, stackRule } from "../kernel/rule";
import { tokens } from "../kernel/tokens";
import { flag, see, text, UNKNOWN } from "../kernel/values";

export const policyPresent = stackRule({
    name: "efs-file-system-policy-present",
    title: "EFS file systems have a file system policy",
    asserts:
        "the file system has a FileSystemPolicy; without one every client that reaches a mount target has full access",
    severity: "critical",
    level: "mandatory",
    decisive: "edges",
    references: { prowler: ["efs_not_publicly_accessible"] },
    nist: { by: "this pack", controls: ["AC-3"] },
    fix: [
        'new aws.efs.FileSystemPolicy("storage", { fileSystemId: fs.id, policy: fs.arn.apply(denyEverythingUnsafe) });',
    ],
    trigger: tokens.fileSystem,
    check(stack, report) {
        const links = stack
            .of(tokens.fileSystemPolicy)
            .map((policy) => stack.link(policy, ["fileSystemId"], [tokens.fileSystem]));
        for (const fileSystem of stack.of(tokens.fileSystem)) {
            if (links.some(({ to }) => to.includes(fileSystem))) continue;
            if (links.some(({ unsure }) => unsure))
                report.wait(fileSystem, "the fileSystemId of a file system policy");
            else {
                absent(report, {
                    on: fileSystem,
                    what: "a file system policy",
                    is: "it has no file system policy, so every client that reaches a mount target has full access",
                    must: "have one that denies what is unsafe",
                    remediation: "Add an aws.efs.FileSystemPolicy, and make the mount targets depend on it",
                });
            }
        }
    },
});

export const requiresTls = resourceRule({
    name: "efs-policy-requires-tls",
    title: "EFS file system policies deny clients without TLS",
    asserts:
        "a Deny for everyone, when aws:SecureTransport is false, covers all elasticfilesystem:Client* actions",
    severity: "critical",
    level: "mandatory",
    decisive: "create",
    references: {},
    nist: { by: "this pack", controls: ["SC-8(1)", "SC-13"] },
    fix: [
        '{ Effect: "Deny", Principal: "*", Action: "elasticfilesystem:Client*", Resource: fileSystemArn,',
        '  Condition: { Bool: { "aws:SecureTransport": "false" } } }',
    ],
    types: [tokens.fileSystemPolicy],
    alsoInside: true,
    check(policy, report) {
        const found = policyOf(policy);
        const { document } = found;
        const denied = document.statements.filter((statement) => deniesPlaintext(statement, policy));
        const open = clientActions.filter((action) => !denied.some((statement) => covers(statement, action)));
        sayUnread(policy, found, report);
        if (open.length === 0 || document.partial || document.fault) return;
        report.violation(
            policy,
            `no statement denies everyone ${open.join(", ")} without TLS`,
            "deny elasticfilesystem:Client* to everyone where aws:SecureTransport is false",
            'Add { Effect: "Deny", Principal: "*", Action: "elasticfilesystem:Client*", Resource: ARN, Condition: { Bool: { "aws:SecureTransport": "false" } } }',
        );
    },
});

/** A Deny for everyone, on the whole file system, whose only condition is the absence of TLS. */
function deniesPlaintext(statement: Statement, policy: Resource): boolean {
    const [condition, ...others] = statement.conditions;
    return (
        !statement.allow &&
        isForEveryone(statement) &&
        others.length === 0 &&
        condition?.key === "aws:securetransport" &&
        condition.operator === "bool" &&
        condition.values.some((value) => value.toLowerCase() === "false") &&
        reachesFileSystem(statement, policy)
    );
}

function reachesFileSystem({ resources, notResources }: Statement, policy: Resource): boolean {
    if (notResources.length > 0) return false;
    const id = text(see(policy.props, "fileSystemId")) ?? "";
    return (
        resources.length === 0 ||
        // A pattern that names region and account may be about those of others: the file system's own ARN is at hand.
        resources.some(
            (arn) =>
                /^\*+$/.test(arn) || /^arn:[^:]*:[^:]*:\*:\*:file-system\/\*$/.test(arn) || isOwn(arn, id),
        )
    );
}

/** Whether an ARN is the file system's, whose id may not be known yet and then comes in both places from the same output. */
function isOwn(arn: string, id: string): boolean {
    return id === "" ? /:file-system\/(fs-[0-9a-f]+)?$/.test(arn) : arn.endsWith(`:file-system/${id}`);
}

export const lockoutCheckKept = resourceRule({
    name: "efs-policy-lockout-check-kept",
    title: "EFS file system policies keep the lockout safety check",
    asserts: "bypassPolicyLockoutSafetyCheck is not true",
    severity: "medium",
    level: "mandatory",
    decisive: "preview",
    references: {},
    nist: { by: "this pack", controls: ["CP-10"] },
    fix: [
        'new aws.efs.FileSystemPolicy("storage", { fileSystemId: fs.id, policy }); // no bypassPolicyLockoutSafetyCheck',
    ],
    types: [tokens.fileSystemPolicy],
    alsoInside: true,
    check(policy, report) {
        const bypass = flag(see(policy.props, "bypassPolicyLockoutSafetyCheck"));
        if (bypass === UNKNOWN) return report.wait(policy, "bypassPolicyLockoutSafetyCheck");
        if (bypass !== true) return;
        report.violation(
            policy,
            "bypassPolicyLockoutSafetyCheck is true, so a policy that locks everyone out is accepted",
            "be false or absent",
            "Remove bypassPolicyLockoutSafetyCheck",
        );
    },
});
