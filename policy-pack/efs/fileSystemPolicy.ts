import { conditionsOn, covers, documentOf, isForEveryone, type Statement } from "../kernel/iam";
import {
    eachStatement,
    type Found,
    identityPolicies,
    identityPolicyTypes,
    sayUnread,
} from "../kernel/policies";
import type { Report } from "../kernel/report";
import { type Resource, resourceRule, stackRule } from "../kernel/rule";
import { tokens } from "../kernel/tokens";
import { flag, see, text, UNKNOWN } from "../kernel/values";
import { allowsClient, clientActions, rootAccess } from "./clientActions";

function policyOf(resource: Resource): Found {
    return { where: "its policy", document: documentOf(see(resource.props, "policy")) };
}

/** File systems have a file system policy. */
export const policyPresent = stackRule({
    control: "efs-file-system-policy-present",
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
                report.breach(
                    fileSystem,
                    "it has no file system policy, so every client that reaches a mount target has full access",
                    "have one that denies what is unsafe",
                    "Add an aws.efs.FileSystemPolicy, and make the mount targets depend on it",
                );
            }
        }
    },
});

/** File system policies deny clients without TLS. */
export const requiresTls = resourceRule({
    control: "efs-policy-requires-tls",
    types: [tokens.fileSystemPolicy],
    check(policy, report) {
        const found = policyOf(policy);
        const { document } = found;
        const denied = document.statements.filter((statement) => deniesPlaintext(statement, policy));
        const open = clientActions.filter((action) => !denied.some((statement) => covers(statement, action)));
        sayUnread(policy, found, report);
        if (open.length === 0 || document.partial || document.fault) return;
        report.breach(
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
        resources.some((arn) => arn === "*" || /:file-system\/\*?$/.test(arn) || arn.endsWith(`/${id}`))
    );
}

/** File system policies allow named principals and named actions only. */
export const noWildcardAllow = resourceRule({
    control: "efs-policy-no-wildcard-allow",
    types: [tokens.fileSystemPolicy],
    check(policy, report) {
        eachStatement(policy, policyOf(policy), report, (statement, where) => {
            if (!statement.allow) return;
            for (const fault of wildcardFaults(statement)) {
                report.breach(
                    policy,
                    `${where} ${fault}`,
                    "allow named roles the actions they need",
                    "Name the roles in Principal and ClientMount or ClientWrite in Action; what all are refused belongs in a Deny",
                );
            }
        });
    },
});

function wildcardFaults(statement: Statement): string[] {
    const faults: string[] = [];
    if (isForEveryone(statement)) faults.push("allows everyone, anonymous clients included");
    if (statement.notPrincipals) faults.push("allows all but some with NotPrincipal");
    const whole = statement.notActions.length > 0 || covers(statement, "elasticfilesystem:AnyActionAtAll");
    if (whole) faults.push("allows every action of EFS");
    return faults;
}

/** Nobody is allowed to act as root over NFS. */
export const noClientRootAccess = resourceRule({
    control: "efs-policy-no-client-root-access",
    types: [tokens.fileSystemPolicy, ...identityPolicyTypes],
    check(resource, report) {
        const found =
            resource.type === tokens.fileSystemPolicy ? [policyOf(resource)] : identityPolicies(resource);
        if (found.length === 0) return report.skip("It holds no policy document");
        for (const each of found) {
            eachStatement(resource, each, report, (statement, where) => {
                // Whole-service grants are the business of the rules on wildcards and administrators.
                if (!statement.allow || !covers(statement, rootAccess) || isWhole(statement)) return;
                report.breach(
                    resource,
                    `${where} allows elasticfilesystem:ClientRootAccess`,
                    "allow ClientMount and ClientWrite at most",
                    "Name the two actions instead of ClientRootAccess or Client*",
                );
            });
        }
    },
});

function isWhole(statement: Statement): boolean {
    return covers(statement, "elasticfilesystem:AnyActionAtAll");
}

const enforcedKeys = [
    "elasticfilesystem:accesspointarn",
    "elasticfilesystem:accessedviamounttarget",
    "aws:securetransport",
    "aws:sourceip",
];

/** Conditions on NFS clients use only keys that EFS enforces. */
export const conditionKeysSupported = resourceRule({
    control: "efs-policy-condition-keys-supported",
    types: [tokens.fileSystemPolicy],
    check(policy, report) {
        eachStatement(policy, policyOf(policy), report, (statement, where) => {
            if (!clientActions.some((action) => covers(statement, action))) return;
            for (const { key } of statement.conditions) {
                if (enforcedKeys.includes(key)) continue;
                report.breach(
                    policy,
                    `${where} relies on ${key}, which EFS does not enforce for NFS clients`,
                    "use AccessPointArn, AccessedViaMountTarget, SecureTransport or SourceIp",
                    "Scope by Principal, with role ARNs, instead",
                );
            }
        });
    },
});

/** File system policies keep the lockout safety check. */
export const lockoutCheckKept = resourceRule({
    control: "efs-policy-lockout-check-kept",
    types: [tokens.fileSystemPolicy],
    check(policy, report) {
        const bypass = flag(see(policy.props, "bypassPolicyLockoutSafetyCheck"));
        if (bypass === UNKNOWN) return report.wait(policy, "bypassPolicyLockoutSafetyCheck");
        if (bypass !== true) return;
        report.breach(
            policy,
            "bypassPolicyLockoutSafetyCheck is true, so a policy that locks everyone out is accepted",
            "be false or absent",
            "Remove bypassPolicyLockoutSafetyCheck",
        );
    },
});

/** Identity policies allow NFS access to named file systems, through an access point. */
export const identityGrantsScoped = resourceRule({
    control: "iam-efs-client-grants-scoped",
    types: identityPolicyTypes,
    check(resource, report) {
        const found = identityPolicies(resource);
        if (found.length === 0) return report.skip("It holds no policy document");
        for (const each of found) {
            eachStatement(resource, each, report, (statement, where) =>
                judgeGrant(resource, statement, where, report),
            );
        }
    },
});

function judgeGrant(resource: Resource, statement: Statement, where: string, report: Report): void {
    if (!allowsClient(statement)) return;
    const open =
        statement.notResources.length > 0 ||
        statement.resources.some((arn) => !/:file-system\/fs-[0-9a-f]+$/.test(arn));
    if (open || statement.resources.length === 0) {
        report.breach(
            resource,
            `${where} allows NFS access to ${statement.resources.join(", ") || "all file systems but some"}`,
            "name the ARN of a file system, without wildcards",
            "Set Resource to the file system's ARN",
        );
    }
    const points = conditionsOn(statement, "elasticfilesystem:AccessPointArn").filter(
        ({ operator, lenient }) =>
            !lenient && ["stringequals", "stringlike", "arnequals", "arnlike"].includes(operator),
    );
    const named = points.some(
        ({ values }) =>
            values.length > 0 && values.every((arn) => /:access-point\/fsap-[0-9a-f]+$/.test(arn)),
    );
    if (!named) {
        report.breach(
            resource,
            `${where} allows NFS access ${points.length > 0 ? "through any access point" : "without an access point"}`,
            "require named access points",
            'Add Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": ARN } }',
        );
    }
}
