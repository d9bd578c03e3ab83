import { everyResourceOf, wholeServices } from "../kernel/breadth";
import { conditionsOn, covers, type Statement } from "../kernel/iam";
import { eachStatement, identityPolicies, identityPolicyTypes } from "../kernel/policies";
import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";
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
                        ? `Set Resource to the role's ARN, and add Condition: { StringEquals: { "iam:PassedToService": "${passedTo(statement)}" } }`
                        : 'Set Resource to ARNs, or add Condition: { StringEquals: { "aws:ResourceTag/KEY": "VALUE" } }',
                );
            }
        });
    },
});

/** The service that a statement passes roles to, as code to paste. */
function passedTo(statement: Statement): string {
    const [service] = conditionsOn(statement, "iam:PassedToService").flatMap(({ values }) => values);
    return service !== undefined && !/[*?]/.test(service) ? service : "SERVICE.amazonaws.com";
}
