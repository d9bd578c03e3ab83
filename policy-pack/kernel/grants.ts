import { allowsClient } from "./clientActions";
import { documentOf } from "./iam";
import type { Node, Stack } from "./stack";
import { tokens } from "./tokens";
import { items, see } from "./values";

/** What holds identity policies. */
export interface Holder {
    readonly holder: Node;
    readonly property: string;
    readonly roles: readonly Node[];
}

/** What holds identity policies, with the roles that have them. A permissions boundary grants nothing and is not among them. */
export function identityHolders(stack: Stack): readonly Holder[] {
    const own = stack.of(tokens.rolePolicy).map((holder) => ({
        holder,
        property: "policy",
        roles: stack.link(holder, ["role"], [tokens.role]).to,
    }));
    const attached = stack.of(tokens.attachment).flatMap((attachment) => {
        const roles = stack.link(attachment, ["role"], [tokens.role]).to;
        return stack
            .link(attachment, ["policyArn"], [tokens.policy])
            .to.map((holder) => ({ holder, property: "policy", roles }));
    });
    const inline = stack
        .of(tokens.role)
        .flatMap((role) => [
            { holder: role, property: "inlinePolicies", roles: [role] },
            ...stack
                .link(role, ["managedPolicyArns"], [tokens.policy])
                .to.map((holder) => ({ holder, property: "policy", roles: [role] })),
        ]);
    return [...own, ...attached, ...inline];
}

/** The documents of a holder. */
export function documentsOf({ holder, property }: Holder) {
    const value = see(holder.props, property);
    return property === "policy"
        ? [documentOf(value)]
        : items(value).map((inline) => documentOf(see(inline, "policy")));
}

/**
 * The roles of the stack that may mount EFS: a policy of theirs allows it, or is not known yet and is fed by a file
 * system or an access point.
 */
export function mountingRoles(stack: Stack): ReadonlySet<Node> {
    const found = identityHolders(stack).filter((each) => {
        const documents = documentsOf(each);
        return (
            documents.some(({ statements }) => statements.some(allowsClient)) ||
            (documents.some(({ partial }) => partial) &&
                stack.fed(each.holder, each.property, [tokens.fileSystem, tokens.accessPoint]).length > 0)
        );
    });
    return new Set(found.flatMap(({ roles }) => roles));
}
