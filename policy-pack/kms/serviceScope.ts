import { pins } from "../kernel/breadth";
import { covers, requires, type Statement } from "../kernel/iam";
import { eachStatement } from "../kernel/policies";
import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { keyPolicyOf, policyTypes, use } from "./documents";

export const serviceScoped = resourceRule({
    name: "kms-key-policy-service-scoped",
    title: "KMS keys are used through their service and account only",
    asserts:
        "statements that allow use of the key carry kms:ViaService with kms:CallerAccount, a source ARN or account, or an encryption context, unless they name roles, which may use a key directly that no service of the stack encrypts with (envelope encryption); kms:CreateGrant requires kms:GrantIsForAWSResource",
    severity: "high",
    level: "advisory",
    decisive: "create",
    references: {},
    nist: { by: "this pack", controls: ["AC-3(7)", "SC-12"] },
    fix: [
        'Condition: { StringEquals: { "kms:ViaService": "elasticfilesystem.REGION.amazonaws.com", "kms:CallerAccount": "ACCOUNT" },',
        '             Bool: { "kms:GrantIsForAWSResource": "true" } } // the last one on kms:CreateGrant',
    ],
    types: policyTypes,
    check(key, report) {
        eachStatement(key, keyPolicyOf(key), report, (statement, where) => {
            // All of kms:* is the business of kms-key-policy-separates-duties.
            if (!statement.allow || covers(statement, "kms:AnyActionAtAll")) return;
            // Whether roles may use it themselves depends on what it encrypts, which shows across resources.
            if (allowsDirectUse(statement) && !(isJoined(key) && namesRoles(statement)))
                refuseDirectUse(key, where, "", report);
            if (
                covers(statement, "kms:CreateGrant") &&
                !requires(statement, "kms:GrantIsForAWSResource", "true")
            )
                report.violation(
                    key,
                    `${where} allows grants to anybody, which outlive the statement`,
                    "allow grants to AWS services only",
                    'Add Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } }',
                );
        });
    },
    across: {
        trigger: tokens.key,
        check(stack, report) {
            const services = encryptingIn(stack);
            for (const holder of stack.of(tokens.key, tokens.keyPolicy)) {
                const keys =
                    holder.type === tokens.key ? [holder] : stack.link(holder, ["keyId"], [tokens.key]).sure;
                const [service] = keys.flatMap((key) => services.get(key.urn) ?? []);
                if (!service) continue;
                const { where, document } = keyPolicyOf(holder);
                for (const statement of document.statements) {
                    if (covers(statement, "kms:AnyActionAtAll") || !namesRoles(statement)) continue;
                    if (allowsDirectUse(statement))
                        refuseDirectUse(
                            holder,
                            `${where}, ${statement.label},`,
                            `, although it encrypts ${service.name}`,
                            report,
                        );
                }
            }
        },
    },
});

/** Whether the rule across resources looks at what holds the policy. */
function isJoined({ type }: Resource): boolean {
    return type === tokens.key || type === tokens.keyPolicy;
}

function allowsDirectUse(statement: Statement): boolean {
    return statement.allow && use.some((action) => covers(statement, action)) && !isScoped(statement);
}

/** Whether all principals are roles or users by name: who may use the key is then known one by one. */
function namesRoles({ principals, notPrincipals }: Statement): boolean {
    const named = /^arn:[^:]*:iam::\d{12}:(role|user)\/[^*?]+$/;
    return !notPrincipals && principals.length > 0 && principals.every(({ value }) => named.test(value));
}

function refuseDirectUse(on: Resource | Node, where: string, why: string, report: Report): void {
    report.violation(
        on,
        `${where} allows use of the key from anywhere${why}`,
        "hold for one service and this account: kms:ViaService with kms:CallerAccount, aws:SourceArn, aws:SourceAccount or kms:EncryptionContext",
        'Add Condition: { StringEquals: { "kms:ViaService": "SERVICE.REGION.amazonaws.com", "kms:CallerAccount": "ACCOUNT" } }',
    );
}

/** For the URN of each key a resource of the stack whose data it encrypts; functions name theirs in `environment`. */
function encryptingIn(stack: Stack): ReadonlyMap<string, Node> {
    const names = /kms|encrypt|^rules$|^destination$|blockDevice/i;
    const found = new Map<string, Node>();
    for (const node of stack.all) {
        if (!/^aws:(?!kms|iam)/.test(node.type)) continue;
        for (const [property, from] of Object.entries(node.propertyDependencies))
            for (const { type, urn } of from)
                if (type === tokens.key && names.test(property)) found.set(urn, node);
    }
    return found;
}

function isScoped(statement: Statement): boolean {
    const pinned = statement.conditions.filter(pins).map(({ key }) => key);
    const throughService =
        pinned.includes("kms:viaservice") &&
        pinned.some((key) => key === "kms:calleraccount" || key === "aws:principalaccount");
    const bySource = pinned.some(
        (key) =>
            ["aws:sourcearn", "aws:sourceaccount"].includes(key) || key.startsWith("kms:encryptioncontext:"),
    );
    // A service-linked role is one service of one account by construction.
    const linked =
        statement.principals.length > 0 &&
        statement.principals.every(({ value }) => value.includes(":role/aws-service-role/"));
    return throughService || bySource || linked;
}
