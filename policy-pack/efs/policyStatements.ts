import { isEveryResource, pins } from "../kernel/breadth";
import {
    accessPointKey,
    allowsClient,
    clientActions,
    clientConditionKeys,
    isClientConditionKey,
    rootAccess,
} from "../kernel/clientActions";
import {
    accountOf,
    conditionsOn,
    covers,
    type Document,
    isForEveryone,
    isForeign,
    ownerOf,
    type Statement,
} from "../kernel/iam";
import { eachStatement, identityPolicies, identityPolicyTypes, policyOf } from "../kernel/policies";
import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";
import { texts } from "../kernel/settings";
import type { Node } from "../kernel/stack";
import { tokens } from "../kernel/tokens";

export const noWildcardAllow = resourceRule({
    name: "efs-policy-no-wildcard-allow",
    title: "EFS file system policies allow named principals and named actions through named access points only",
    asserts:
        "no Allow names everyone or another account, uses NotPrincipal, allows elasticfilesystem:*, or allows a client without naming its access point",
    severity: "critical",
    level: "mandatory",
    decisive: "create",
    references: { prowler: ["efs_not_publicly_accessible"] },
    nist: { by: "this pack", controls: ["AC-3(7)", "AC-6"] },
    fix: [
        '{ Effect: "Allow", Principal: { AWS: clientRoleArn }, Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],',
        '  Resource: fileSystemArn, Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": accessPointArn } } }',
    ],
    types: [tokens.fileSystemPolicy],
    alsoInside: true,
    settings: {
        trustedAccounts: texts("Ids of other accounts whose principals may mount", [], "^[0-9]{12}$"),
    },
    check(policy, report, { trustedAccounts }) {
        const found = policyOf(policy);
        eachStatement(policy, found, report, (statement, where) => {
            if (!statement.allow) return;
            for (const fault of wildcardFaults(statement))
                report.violation(
                    policy,
                    `${where} ${fault}`,
                    "allow named roles the actions they need",
                    "Name the roles in Principal and ClientMount or ClientWrite in Action; what all are refused belongs in a Deny",
                );
            if (isForEveryone(statement) || statement.notPrincipals) return;
            judgeForeign(policy, statement, where, accountIn(statement), trustedAccounts, report);
            // Of root access efs-policy-no-client-root-access speaks.
            const client = allowsClient(statement) && !covers(statement, rootAccess);
            if (client && !isThroughAccessPoint(statement, found.document))
                report.violation(
                    policy,
                    `${where} allows ${statement.principals.map(({ value }) => value).join(", ")} to mount without an access point, so at the root of the file system and as any user`,
                    "allow each role its own access point",
                    'Add Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": accessPoint.arn } }',
                );
        });
    },
    across: {
        trigger: tokens.fileSystemPolicy,
        check(stack, report, { trustedAccounts }) {
            for (const policy of stack.of(tokens.fileSystemPolicy)) {
                const [fileSystem] = stack.link(policy, ["fileSystemId"], [tokens.fileSystem]).to;
                const own = fileSystem && ownerOf(fileSystem);
                const { where, document } = policyOf(policy);
                // What names its account in Resource was judged before the policy was made.
                for (const statement of document.statements)
                    if (statement.allow && own !== undefined && accountIn(statement) === undefined)
                        judgeForeign(
                            policy,
                            statement,
                            `${where}, ${statement.label},`,
                            own,
                            trustedAccounts,
                            report,
                        );
            }
        },
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

/** The account of the file system, where a statement names it. */
function accountIn({ resources }: Statement): string | undefined {
    return resources.map(accountOf).find((account) => account !== undefined);
}

function judgeForeign(
    policy: Resource | Node,
    statement: Statement,
    where: string,
    own: string | undefined,
    trusted: readonly string[],
    report: Report,
): void {
    for (const { kind, value } of statement.principals) {
        const account = kind === "AWS" ? accountOf(value) : undefined;
        if (!isForeign(account, own, trusted)) continue;
        report.violation(
            policy,
            `${where} allows ${value}, of account ${account}, where the file system is of ${own}`,
            "allow roles of the file system's own account, or of accounts that the platform team trusts",
            'Name a role of the own account, or add the id to "trustedAccounts"',
        );
    }
}

/** Whether a statement names access points, or another one denies everyone to mount without one. */
function isThroughAccessPoint(statement: Statement, { statements }: Document): boolean {
    const named = conditionsOn(statement, accessPointKey).some(
        (condition) => pins(condition) && !condition.values.some(isEveryResource),
    );
    return (
        named ||
        statements.some(
            (other) =>
                !other.allow &&
                isForEveryone(other) &&
                covers(other, "elasticfilesystem:ClientMount") &&
                conditionsOn(other, accessPointKey).some(
                    ({ operator, values }) =>
                        (operator === "null" && values.includes("true")) ||
                        (operator.includes("not") && !values.some(isEveryResource)),
                ),
        )
    );
}

export const noClientRootAccess = resourceRule({
    name: "efs-policy-no-client-root-access",
    title: "Nobody is allowed to act as root over NFS",
    asserts: "no Allow of elasticfilesystem:ClientRootAccess, in a file system policy or in IAM",
    severity: "high",
    level: "mandatory",
    decisive: "create",
    references: {},
    nist: { by: "this pack", controls: ["AC-6(2)", "AC-6(10)"] },
    fix: [
        'Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"] // never ClientRootAccess or Client*',
    ],
    types: [tokens.fileSystemPolicy, ...identityPolicyTypes],
    check(resource, report) {
        const found =
            resource.type === tokens.fileSystemPolicy ? [policyOf(resource)] : identityPolicies(resource);
        if (found.length === 0) return report.notApplicable("It holds no policy document");
        for (const each of found) {
            eachStatement(resource, each, report, (statement, where) => {
                // Whole-service grants are the business of the rules on wildcards and administrators.
                if (!statement.allow || !covers(statement, rootAccess) || isWhole(statement)) return;
                report.violation(
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

export const conditionKeysSupported = resourceRule({
    name: "efs-policy-condition-keys-supported",
    title: "Conditions on NFS clients use only keys that EFS enforces",
    asserts: `statements on Client* actions use only the condition keys that EFS enforces: ${clientConditionKeys.join(", ")}`,
    severity: "high",
    level: "mandatory",
    decisive: "create",
    references: {},
    nist: { by: "this pack", controls: ["AC-3"] },
    fix: [
        "// EFS enforces these four on Client* actions and ignores every other key",
        'Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": accessPointArn } }',
    ],
    types: [tokens.fileSystemPolicy],
    alsoInside: true,
    check(policy, report) {
        eachStatement(policy, policyOf(policy), report, (statement, where) => {
            if (!clientActions.some((action) => covers(statement, action))) return;
            for (const { key } of statement.conditions) {
                if (isClientConditionKey(key)) continue;
                report.violation(
                    policy,
                    `${where} relies on ${key}, which EFS does not enforce for NFS clients`,
                    `use one of ${clientConditionKeys.join(", ")}`,
                    "Scope by Principal, with role ARNs, instead",
                );
            }
        });
    },
});
