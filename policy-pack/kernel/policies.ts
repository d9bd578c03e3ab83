import { admitsAnybody } from "./breadth";
import { type Document, documentOf, type Statement } from "./iam";
import type { Report } from "./report";
import type { Resource } from "./rule";
import type { Node } from "./stack";
import { items, see, text } from "./values";

/** The types that carry identity policies. */
export const identityPolicyTypes = [
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/groupPolicy:GroupPolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/role:Role",
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy",
] as const;

/** One policy document of a resource, and how a message calls it. */
export interface Found {
    readonly where: string;
    readonly document: Document;
}

/** The policy in a resource that has one. */
export function policyOf(resource: Resource | Node): Found {
    return { where: "its policy", document: documentOf(see(resource.props, "policy")) };
}

/** The identity policies in a resource: its `policy`, or the inline policies of a role. */
export function identityPolicies(resource: Resource | Node): readonly Found[] {
    if (resource.type === "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy")
        return [{ where: "its inline policy", document: documentOf(see(resource.props, "inlinePolicy")) }];
    if (resource.type !== "aws:iam/role:Role") return [policyOf(resource)];
    return items(see(resource.props, "inlinePolicies")).map((inline, index) => ({
        where: `its inline policy ${text(see(inline, "name")) ?? index + 1}`,
        document: documentOf(see(inline, "policy")),
    }));
}

/**
 * Judges the statements of a document that can be read, then says what could not be: JSON that does not parse is a
 * violation, and what is not known yet waits.
 */
export function eachStatement(
    on: Resource | Node,
    { where, document }: Found,
    report: Report,
    judge: (statement: Statement, where: string) => void,
): void {
    for (const statement of document.statements) judge(statement, `${where}, ${statement.label},`);
    sayUnread(on, { where, document }, report);
}

/** Refuses each statement by which the resource's own policy admits everybody. */
export function refuseAnybody(on: Resource, report: Report, must: string, remediation: string): void {
    eachStatement(on, policyOf(on), report, (statement, where) => {
        if (!admitsAnybody(statement)) return;
        report.violation(on, `${where} allows everyone without a condition on the caller`, must, remediation);
    });
}

/** Says what of a document could not be read. */
export function sayUnread(on: Resource | Node, { where, document }: Found, report: Report): void {
    if (document.fault)
        report.violation(
            on,
            `${where} ${document.fault}`,
            "be a policy document",
            "Write it with JSON.stringify or aws.iam.getPolicyDocument",
        );
    if (document.partial) report.wait(on, where);
}
