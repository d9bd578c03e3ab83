import { parseArn } from "../../state/arn";
import { type Graph, type Resource, recordsOf, textOf, textsOf } from "../../state/graph";
import { type Document, readDocument } from "./document";
import { writtenPolicy } from "./written";

/** A role as the graph has it: what it may do, its permissions boundary, and who may become it. */
export interface Role {
    readonly name: string;
    readonly arn: string;
    readonly policies: readonly Document[];
    readonly boundary: Document | undefined;
    readonly boundaryArn: string | undefined;
    readonly trust: Document;
}

/** Reads a role with everything that is attached to it, in whichever of the ways that the provider has. */
export function readRole(graph: Graph, role: Resource): Role {
    const name = textOf(role, "name") ?? role.id;
    const belongs = ({ props }: Resource, property: string) =>
        props[property] === name || props[property] === role.id;
    const attached = [
        ...textsOf(role, "managedPolicyArns"),
        ...graph
            .all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
            .filter((attachment) => belongs(attachment, "role"))
            .map((attachment) => textOf(attachment, "policyArn") ?? ""),
        ...graph
            .all("aws:iam/policyAttachment:PolicyAttachment")
            .filter((attachment) => textsOf(attachment, "roles").includes(name))
            .map((attachment) => textOf(attachment, "policyArn") ?? ""),
    ];
    const inline = [
        ...recordsOf(role, "inlinePolicies")
            .filter(({ policy }) => typeof policy === "string")
            .map((entry) =>
                readDocument(
                    `inline policy ${String(entry.name)} of role ${role.name}`,
                    String(entry.policy),
                ),
            ),
        ...graph
            .all("aws:iam/rolePolicy:RolePolicy")
            .filter((policy) => belongs(policy, "role"))
            .map((policy) => documentOf(policy, "policy")),
    ];
    const boundaryArn = textOf(role, "permissionsBoundary");
    return {
        name: role.name,
        arn: textOf(role, "arn") ?? "",
        policies: [...inline, ...[...new Set(attached)].map((arn) => managedPolicy(graph, role, arn))],
        boundary: boundaryArn === undefined ? undefined : boundaryOf(graph, role, boundaryArn),
        boundaryArn,
        trust: documentOf(role, "assumeRolePolicy"),
    };
}

/** The account's boundary is made by its owner, so that no stack has it; anything else is a policy of the stack. */
function boundaryOf(graph: Graph, role: Resource, arn: string): Document {
    return isAccountsBoundary(graph, arn)
        ? writtenPolicy("boundary-policy.json", graph.project, parseArn(arn).partition)
        : managedPolicy(graph, role, arn);
}

/** Whether an ARN is that of the boundary which only the account's owner writes. */
export const isAccountsBoundary = ({ project }: Graph, arn: string): boolean =>
    new RegExp(`^arn:[\\w-]+:iam::\\d+:policy/${project}-boundary$`).test(arn);

function managedPolicy(graph: Graph, role: Resource, arn: string): Document {
    const policy = graph.find("aws:iam/policy:Policy", "arn", arn);
    if (policy === undefined)
        throw new Error(`role ${role.name} has ${arn}, whose document is not in the state`);
    return documentOf(policy, "policy");
}

/** The policy document in a resource's property. */
export function documentOf(resource: Resource, property: string): Document {
    const kind = resource.type.split(":").at(-1) ?? resource.type;
    const text = textOf(resource, property);
    if (text === undefined) throw new Error(`${kind} ${resource.name} has no ${property}`);
    return readDocument(`${kind} ${resource.name}`, text);
}

/** A property that has to be there. Throws where it is not. */
export function required(resource: Resource, property: string): string {
    const value = textOf(resource, property);
    if (value === undefined) throw new Error(`${resource.type} ${resource.name} has no ${property}`);
    return value;
}
