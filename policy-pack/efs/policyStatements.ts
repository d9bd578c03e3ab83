import {
    clientActions,
    clientConditionKeys,
    isClientConditionKey,
    rootAccess,
} from "../kernel/clientActions";
import { covers, isForEveryone, type Statement } from "../kernel/iam";
import { eachStatement, identityPolicies, identityPolicyTypes, policyOf } from "../kernel/policies";
import { resourceRule } from "../kernel/rule";
import { tokens } from "../kernel/tokens";

export const noWildcardAllow = resourceRule({
    name: "efs-policy-no-wildcard-allow",
    title: "EFS file system policies allow named principals and named actions only",
    asserts: "no Allow names everyone as principal, uses NotPrincipal, or allows elasticfilesystem:*",
    severity: "critical",
    level: "mandatory",
    decisive: "create",
    references: { prowler: ["efs_not_publicly_accessible"] },
    nist: { by: "this pack", controls: ["AC-3(7)", "AC-6"] },
    fix: [
        '{ Effect: "Allow", Principal: { AWS: agentRoleArn }, Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],',
        '  Resource: fileSystemArn, Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": accessPointArn } } }',
    ],
    types: [tokens.fileSystemPolicy],
    check(policy, report) {
        eachStatement(policy, policyOf(policy), report, (statement, where) => {
            if (!statement.allow) return;
            for (const fault of wildcardFaults(statement))
                report.violation(
                    policy,
                    `${where} ${fault}`,
                    "allow named roles the actions they need",
                    "Name the roles in Principal and ClientMount or ClientWrite in Action; what all are refused belongs in a Deny",
                );
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
