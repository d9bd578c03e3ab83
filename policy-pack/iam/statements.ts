import { everyResourceOf, pins, subjects, wholeServices } from "../kernel/breadth";
import {
    accountOf,
    conditionsOn,
    covers,
    documentOf,
    isEveryone,
    requires,
    type Statement,
} from "../kernel/iam";
import { eachStatement, identityPolicies, identityPolicyTypes } from "../kernel/policies";
import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";
import { choice, texts } from "../kernel/settings";
import type { Node } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { see, text } from "../kernel/values";
import { escalations, exposures, onWhatItMade, published, writes } from "./dangerousActions";
import { confines, ineffective } from "./narrowing";

/** Judges every statement that allows something in the identity policies of a resource. */
function eachAllow(
    resource: Resource,
    report: Report,
    judge: (statement: Statement, where: string) => void,
): void {
    const found = identityPolicies(resource);
    if (found.length === 0) report.notApplicable("It holds no policy document");
    for (const each of found)
        eachStatement(resource, each, report, (statement, where) => {
            if (statement.allow) judge(statement, where);
        });
}

export const noAdminStatements = resourceRule({
    name: "iam-no-admin-statements",
    title: "IAM policies allow neither everything nor whole services",
    asserts: "no Allow of every action or of a whole service, none with NotAction or NotResource",
    severity: "high",
    level: "mandatory",
    decisive: "create",
    references: {
        securityHub: ["IAM.1", "IAM.21"],
        configRules: [
            "iam-policy-no-statements-with-admin-access",
            "iam-policy-no-statements-with-full-access",
        ],
        checkov: ["CKV_AWS_62", "CKV_AWS_63", "CKV_AWS_355", "CKV2_AWS_40"],
        prowler: ["iam_inline_policy_no_administrative_privileges"],
    },
    nist: { by: "Security Hub", controls: ["AC-2(1)", "AC-5", "AC-6", "AC-6(10)"] },
    fix: [
        '{ Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: logGroupArn }',
    ],
    types: identityPolicyTypes,
    check(resource, report) {
        eachAllow(resource, report, (statement, where) => {
            const whole = wholeServices(statement);
            const faults = [
                ...(whole.length > 0 ? [`allows ${whole.join(", ")}`] : []),
                ...(statement.notActions.length > 0 ? ["allows all but some actions with NotAction"] : []),
                ...(statement.notResources.length > 0
                    ? ["allows all but some resources with NotResource"]
                    : []),
            ];
            for (const fault of faults)
                report.violation(
                    resource,
                    `${where} ${fault}`,
                    "name the actions and resources it needs",
                    "List the actions; aws iam generate-service-last-accessed-details shows which are used",
                );
        });
    },
});

export const noEscalation = resourceRule({
    name: "iam-no-privilege-escalation",
    title: "IAM policies give no way to more rights, to credentials or to open writes",
    asserts:
        "no action that leads to more rights, none that exposes credentials or data, and no write, on every resource without a condition",
    severity: "high",
    level: "mandatory",
    decisive: "create",
    references: {
        checkov: ["CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_288", "CKV_AWS_289", "CKV_AWS_290"],
        prowler: ["iam_inline_policy_allows_privilege_escalation"],
    },
    nist: { by: "this pack", controls: ["AC-6(1)"] },
    fix: [
        '{ Effect: "Allow", Action: "iam:PassRole", Resource: roleArn, Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } } }',
    ],
    types: identityPolicyTypes,
    check(resource, report) {
        const beside = identityPolicies(resource).flatMap(({ document }) => document.statements);
        eachAllow(resource, report, (statement, where) => {
            // What is whole or turned around is the business of iam-no-admin-statements.
            if (statement.notActions.length > 0) return;
            if (statement.conditions.some((condition) => confines(condition, beside))) return;
            const everything = everyResourceOf(statement);
            if (everything === undefined) return;
            const whole = wholeServices(statement);
            const named = statement.actions.filter((action) => !whole.includes(action));
            const bare = statement.resources.some((arn) => /^\*+$/.test(arn));
            const within = (list: readonly string[]) =>
                list.filter(
                    (action) =>
                        covers({ ...statement, actions: named }, action) &&
                        (bare || !onWhatItMade.includes(action)),
                );
            const found = [
                ["a way to more rights", within(escalations)],
                ["credentials and data", within(exposures)],
                ["writes without bounds", within(writes)],
            ] as const;
            for (const [what, actions] of found) {
                if (actions.length === 0) continue;
                const say = actions.every((action) => published.includes(action)) ? "advice" : "violation";
                report[say](
                    resource,
                    `${where} allows ${actions.slice(0, 3).join(", ")} on every resource (${everything})${ineffective(statement)}, which gives ${what}`,
                    "name the resources, or require a condition on them",
                    actions.includes("iam:PassRole")
                        ? 'Set Resource to the role\'s ARN, and add Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }'
                        : 'Set Resource to ARNs, or add Condition: { StringEquals: { "aws:ResourceTag/KEY": "VALUE" } }',
                );
            }
        });
    },
});

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
            if (fault) tellTrust("violation", role, `${where} trusts ${fault}`, report);
            else if (open)
                tellTrust(
                    refuseOpenServices ? "violation" : "advice",
                    role,
                    `${where} trusts ${open}`,
                    report,
                );
        });
    },
    across: {
        trigger: tokens.role,
        check(stack, report, { trustedAccounts }) {
            // Whose root a second factor excuses shows by the role's own ARN only.
            for (const role of stack.of(tokens.role)) {
                const own = accountOf(text(see(role.props, "arn")) ?? "");
                if (own === undefined) continue;
                for (const statement of documentOf(see(role.props, "assumeRolePolicy")).statements) {
                    if (!statement.allow || trustFault(statement, trustedAccounts)) continue;
                    const fault = trustFault(statement, trustedAccounts, own);
                    if (fault)
                        tellTrust(
                            "violation",
                            role,
                            `its trust policy, ${statement.label}, trusts ${fault}`,
                            report,
                        );
                }
            }
        },
    },
});

function tellTrust(as: "violation" | "advice", role: Resource | Node, what: string, report: Report): void {
    report[as](
        role,
        what,
        "trust one service or named roles; for a service that acts for others also one account",
        'Name the principal; for a service add Condition: { StringEquals: { "aws:SourceAccount": "ACCOUNT" } }',
    );
}

function trustFault(
    statement: Statement,
    trustedAccounts: readonly string[],
    own?: string,
): string | undefined {
    const pinned = (...names: string[]) => names.some((name) => conditionsOn(statement, name).some(pins));
    if (statement.notPrincipals) return "all but some, with NotPrincipal";
    if (statement.principals.some(isEveryone)) return "everyone";
    for (const { kind, value } of statement.principals) {
        const account = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
        if (
            kind === "AWS" &&
            account &&
            !trustedAccounts.includes(account) &&
            !pinned("aws:PrincipalArn", "sts:ExternalId") &&
            // What people of the own account assume by hand: with it a stolen key alone is not enough.
            !(
                requires(statement, "aws:MultiFactorAuthPresent", "true") &&
                (own === undefined || account === own)
            )
        )
            return `every principal of account ${account}`;
        if (kind === "AWS" && value.includes("*")) return `a pattern of principals (${value})`;
        const claims = /:oidc-provider\//.test(value) ? subjects : [...subjects, "aud", "app_id"];
        if (
            kind === "Federated" &&
            !statement.conditions.some(
                (condition) => claims.includes(condition.key.split(":").at(-1) ?? "") && pins(condition),
            )
        )
            return `everybody whom ${value.split("/").slice(1).join("/") || value} knows: no condition names a subject`;
    }
    return undefined;
}

/** What AWS's own examples write all the same: nobody of another account passes the role to a service. */
function servicesFault(statement: Statement): string | undefined {
    const services = new Set(
        statement.principals.filter(({ kind }) => kind === "Service").map(({ value }) => value),
    );
    const deputy = [...services].find((service) =>
        deputies.some((name) => service === `${name}.amazonaws.com`),
    );
    const pinned = ["aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID"].some((name) =>
        conditionsOn(statement, name).some(pins),
    );
    if (deputy && !pinned) return `${deputy} for whichever account asks it`;
    const together = families.some((family) => [...services].every((service) => family.includes(service)));
    return services.size > 1 && !together ? `${services.size} services at once` : undefined;
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
