import { pins, subjects } from "../kernel/breadth";
import { conditionsOn, documentOf, isEveryone, ownerOf, requires, type Statement } from "../kernel/iam";
import { eachStatement } from "../kernel/policies";
import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";
import { choice, texts } from "../kernel/settings";
import type { Node } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { see } from "../kernel/values";
import {
    accountTrust,
    deputyTrust,
    federatedTrust,
    openTrust,
    severalTrust,
    type TrustFault,
} from "./trustRemedies";

/**
 * Services that act on behalf of whoever asks them and whose roles may say for whom. CloudTrail is not among them: the
 * role with which it writes to CloudWatch Logs does not support such a condition, says its documentation.
 */
const deputies = ["backup", "config", "datasync", "dlm", "events", "scheduler", "states", "vpc-flow-logs"];

export const trustNarrow = resourceRule({
    name: "iam-trust-policy-narrow",
    title: "Roles trust exactly one kind of caller",
    asserts:
        "a role trusts exact services or roles; trust in a service that acts for others carries aws:SourceAccount or aws:SourceArn",
    severity: "high",
    level: "mandatory",
    decisive: "create",
    references: {
        checkov: ["CKV_AWS_60", "CKV_AWS_61"],
        prowler: ["iam_role_cross_service_confused_deputy_prevention"],
    },
    nist: { by: "this pack", controls: ["AC-3", "AC-6"] },
    fix: [
        'assumeRolePolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: "backup.amazonaws.com" }, Action: "sts:AssumeRole",',
        '    Condition: { StringEquals: { "aws:SourceAccount": "ACCOUNT" } } }] }',
    ],
    types: [tokens.role],
    settings: {
        trustedAccounts: texts("Ids of accounts whose root a role may trust", [], "^[0-9]{12}$"),
        refuseOpenServices: choice(
            "Refuse, rather than advise of, trust in several services, or in one that acts for others without naming for whom",
            false,
        ),
    },
    check(role, report, { trustedAccounts, refuseOpenServices }) {
        const found = {
            where: "its trust policy",
            document: documentOf(see(role.props, "assumeRolePolicy")),
        };
        eachStatement(role, found, report, (statement, where) => {
            if (!statement.allow) return;
            const fault = trustFault(statement, trustedAccounts);
            const open = fault === undefined ? servicesFault(statement) : undefined;
            if (fault) tellTrust("violation", role, where, fault, report);
            else if (open) tellTrust(refuseOpenServices ? "violation" : "advice", role, where, open, report);
        });
    },
    across: {
        trigger: tokens.role,
        check(stack, report, { trustedAccounts }) {
            // Whose root a second factor excuses shows by the role's own ARN only.
            for (const role of stack.of(tokens.role)) {
                const own = ownerOf(role);
                if (own === undefined) continue;
                for (const statement of documentOf(see(role.props, "assumeRolePolicy")).statements) {
                    if (!statement.allow || trustFault(statement, trustedAccounts)) continue;
                    const fault = trustFault(statement, trustedAccounts, own);
                    if (fault)
                        tellTrust("violation", role, `its trust policy, ${statement.label},`, fault, report);
                }
            }
        },
    },
});

function tellTrust(
    as: "violation" | "advice",
    role: Resource | Node,
    where: string,
    { trusts, must, remedy }: TrustFault,
    report: Report,
): void {
    report[as](role, `${where} trusts ${trusts}`, must, remedy);
}

const isPinned = (statement: Statement, ...names: readonly string[]): boolean =>
    names.some((name) => conditionsOn(statement, name).some(pins));

function trustFault(
    statement: Statement,
    trustedAccounts: readonly string[],
    own?: string,
): TrustFault | undefined {
    if (statement.notPrincipals) return openTrust("all but some, with NotPrincipal");
    if (statement.principals.some(isEveryone)) return openTrust("everyone");
    for (const { kind, value } of statement.principals) {
        const account = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
        if (
            kind === "AWS" &&
            account &&
            !trustedAccounts.includes(account) &&
            !isPinned(statement, "aws:PrincipalArn", "sts:ExternalId") &&
            // What people of the own account assume by hand: with it a stolen key alone is not enough.
            !(
                requires(statement, "aws:MultiFactorAuthPresent", "true") &&
                (own === undefined || account === own)
            )
        )
            return accountTrust(account);
        if (kind === "AWS" && value.includes("*")) return openTrust(`a pattern of principals (${value})`);
        const claims = /:oidc-provider\//.test(value) ? subjects : [...subjects, "aud", "app_id"];
        const named = statement.conditions.filter(({ key }) => claims.includes(key.split(":").at(-1) ?? ""));
        if (kind === "Federated" && !named.some(pins))
            return federatedTrust(
                value,
                named.map(({ key }) => key),
            );
    }
    return undefined;
}

/** What AWS's own examples write all the same: nobody of another account passes the role to a service. */
function servicesFault(statement: Statement): TrustFault | undefined {
    const services = new Set(
        statement.principals.filter(({ kind }) => kind === "Service").map(({ value }) => value),
    );
    const deputy = [...services].find((service) =>
        deputies.some((name) => service === `${name}.amazonaws.com`),
    );
    if (deputy && !isPinned(statement, "aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID"))
        return deputyTrust(deputy);
    const together = families.some((family) => [...services].every((service) => family.includes(service)));
    return services.size > 1 && !together ? severalTrust([...services]) : undefined;
}

/**
 * Services that one role has to trust together, as their documentation says: Lambda@Edge, the pods, nodes and control
 * plane of EKS, hybrid nodes of Systems Manager, and tasks of ECS on their instances.
 */
const families = [
    ["lambda", "edgelambda"],
    ["eks", "eks-fargate-pods", "eks-nodegroup", "pods.eks", "ec2"],
    ["ec2", "ssm"],
    ["ecs", "ecs-tasks", "ec2"],
].map((names) => names.map((name) => `${name}.amazonaws.com`));
