import { agentRoles } from "../kernel/agents";
import { isEveryResource, pins } from "../kernel/breadth";
import { conditionsOn, covers, documentOf, matches, requires, type Statement } from "../kernel/iam";
import { eachStatement, identityPolicies, identityPolicyTypes } from "../kernel/policies";
import type { Report } from "../kernel/report";
import { resourceRule, stackRule } from "../kernel/rule";
import { identifies, type Node, type Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { present, see } from "../kernel/values";

/** A grant gives its maker what it names, Decrypt among it, on a key of which the policy lets the account decide. */
const decryption = ["kms:Decrypt", "kms:ReEncryptFrom", "kms:CreateGrant"] as const;

export const noDecryptOnAllKeys = resourceRule({
    name: "iam-no-decrypt-on-all-keys",
    title: "IAM policies allow decryption with named keys only",
    asserts:
        "no Allow of kms:Decrypt or kms:ReEncryptFrom on every key unless through a named service (kms:ViaService), nor of kms:CreateGrant but for AWS's services, for a named grantee or for other operations",
    severity: "high",
    level: "mandatory",
    decisive: "create",
    references: {
        securityHub: ["KMS.1", "KMS.2"],
        configRules: ["iam-customer-policy-blocked-kms-actions", "iam-inline-policy-blocked-kms-actions"],
        prowler: ["iam_policy_no_full_access_to_kms"],
    },
    nist: { by: "Security Hub", controls: ["AC-3(7)", "AC-6(3)"] },
    fix: ['{ Effect: "Allow", Action: "kms:Decrypt", Resource: key.arn }'],
    types: identityPolicyTypes,
    check(resource, report) {
        const found = identityPolicies(resource);
        if (found.length === 0) return report.notApplicable("It holds no policy document");
        for (const each of found)
            eachStatement(resource, each, report, (statement, where) => {
                const allowed = decryption.filter(
                    (action) =>
                        statement.allow &&
                        covers(statement, action) &&
                        !(action === "kms:CreateGrant" && grantsNoDecryption(statement)),
                );
                if (allowed.length === 0 || !isOnAllKeys(statement)) return;
                report.violation(
                    resource,
                    `${where} allows ${allowed.join(" and ")} with every key, also those that nobody thought of`,
                    "name the keys, or the service that they are used through",
                    `Set Resource to the ARNs of the keys, or add Condition: ${allowed.every((action) => action === "kms:CreateGrant") ? '{ Bool: { "kms:GrantIsForAWSResource": "true" } }' : '{ StringEquals: { "kms:ViaService": "SERVICE.REGION.amazonaws.com" } }'}`,
                );
            });
    },
});

/** Whether the grants that a statement allows give nobody decryption whom it does not name itself. */
function grantsNoDecryption(statement: Statement): boolean {
    const forOthers = conditionsOn(statement, "kms:GranteePrincipal").some(pins);
    const operations = conditionsOn(statement, "kms:GrantOperations").find(
        ({ operator }) => operator === "stringequals",
    );
    const other = operations?.values.every(
        (operation) => !/^(?:Decrypt|ReEncryptFrom|CreateGrant)$/i.test(operation),
    );
    return forOthers || other === true || requires(statement, "kms:GrantIsForAWSResource", "true");
}

/** Conditions by which "every key" stands for some: those of named aliases, or those that one service encrypts with. */
const narrowing = ["kms:ResourceAliases", "kms:ViaService"];

/**
 * Whether a statement is about keys that nobody chose. Through a service a principal gets what that service lets it read,
 * and no plaintext of a key: AWS's own policies for secrets, parameters and volumes name no keys but the service,
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
function isOnAllKeys(statement: Statement): boolean {
    if (narrowing.some((key) => conditionsOn(statement, key).some(pins))) return false;
    if (statement.notResources.length > 0) return true;
    return statement.resources.some(
        (arn) =>
            isEveryResource(arn) && (!arn.startsWith("arn:") || matches(arn.split(":")[2] ?? "*", "kms")),
    );
}

export const closedToAgents = stackRule({
    name: "kms-data-key-closed-to-agents",
    title: "Machines hold no permission on the file system's key",
    asserts:
        "no role of an instance or launch template is in the policy or the grants of a file system's key, or has rights on it of its own",
    severity: "high",
    level: "advisory",
    decisive: "edges",
    references: {},
    nist: { by: "this pack", controls: ["AC-6", "SC-12"] },
    fix: [
        "// NFS clients need no KMS permission: leave their roles out of the data key's policy, its grants and their own policies",
    ],
    trigger: tokens.fileSystem,
    check(stack, report) {
        const roles = agentRoles(stack);
        const dataKeys = new Set(
            stack
                .of(tokens.fileSystem)
                .flatMap((fileSystem) => stack.link(fileSystem, ["kmsKeyId"], [tokens.key]).to),
        );
        if (roles.size === 0 || dataKeys.size === 0)
            return report.notApplicable("No machine's role and no file system's key meet here");
        for (const key of dataKeys) judgeKey(stack, key, roles, report);
    },
});

function judgeKey(stack: Stack, key: Node, roles: ReadonlySet<Node>, report: Report): void {
    const documents = [key, ...stack.pointingAt(key, [tokens.keyPolicy], ["keyId"])];
    const grants = stack.pointingAt(key, [tokens.grant], ["keyId"]);
    for (const role of roles) {
        const inPolicy = documents.some((holder) =>
            mentions(
                stack,
                holder,
                "policy",
                role,
                (statement) =>
                    statement.allow && statement.principals.some(({ value }) => identifies(role, value)),
            ),
        );
        const granted = grants.some((grant) =>
            stack.link(grant, ["granteePrincipal"], [tokens.role]).to.includes(role),
        );
        const owned = policiesOf(stack, role).some((holder) =>
            mentions(stack, holder, "policy", key, (statement) => allowsOn(statement, key)),
        );
        const faults = [
            inPolicy ? "the key policy names it" : "",
            granted ? "a grant names it" : "",
            owned ? "its own policies name the key" : "",
        ].filter((fault) => fault !== "");
        for (const fault of faults)
            report.violation(
                role,
                `a machine acts as it, and ${fault}: ${key.name} encrypts the file system`,
                "have no permission on that key; NFS clients need none",
                "Remove the role from the key's policy and grants, and the key from the role's policies",
            );
    }
}

/** By the statements where they are known; where not, by whether the one resource feeds the other's document. */
function mentions(
    stack: Stack,
    holder: Node,
    property: string,
    subject: Node,
    judge: (statement: Statement) => boolean,
): boolean {
    const document = documentOf(see(holder.props, property));
    if (document.statements.some(judge)) return true;
    return document.partial && stack.fed(holder, property, [subject.type]).includes(subject);
}

function allowsOn(statement: Statement, key: Node): boolean {
    return (
        statement.allow &&
        statement.actions.some((action) => /^(kms:|\*)/i.test(action)) &&
        statement.resources.some((arn) => present(arn) && identifies(key, arn))
    );
}

function policiesOf(stack: Stack, role: Node): readonly Node[] {
    const attached = stack
        .pointingAt(role, [tokens.attachment], ["role"])
        .flatMap((attachment) => stack.link(attachment, ["policyArn"], [tokens.policy]).to);
    return [...stack.pointingAt(role, [tokens.rolePolicy], ["role"]), ...attached];
}
