import type { Resource } from "./rule";
import type { Link, Node, Stack } from "./stack";
import { tokens } from "./tokens";
import { keys, present, see } from "./values";

/** What asks for a single machine, with the same inputs. */
export const instanceTypes: readonly string[] = [tokens.instance, tokens.spotInstanceRequest];

/** What runs agents: launch templates, launch configurations, instances and requests for spot instances. */
export const computeTypes = [
    tokens.launchTemplate,
    tokens.instance,
    tokens.launchConfiguration,
    tokens.spotInstanceRequest,
] as const;

/** The instance profile that an agent runs with. */
export function profileOf(stack: Stack, agent: Node): Link {
    const types = [tokens.instanceProfile];
    if (agent.type !== tokens.launchTemplate) return stack.link(agent, ["iamInstanceProfile"], types);
    const profile = see(agent.props, "iamInstanceProfile");
    const key = keys(profile).includes("arn") ? "arn" : "name";
    return stack.link(agent, ["iamInstanceProfile", key], types);
}

/** The roles that an agent acts as. */
export function rolesOf(stack: Stack, agent: Node): readonly Node[] {
    return profileOf(stack, agent).to.flatMap((profile) => stack.link(profile, ["role"], [tokens.role]).to);
}

/** Every role that an agent of the stack acts as. */
export function agentRoles(stack: Stack): ReadonlySet<Node> {
    return new Set(stack.of(...computeTypes).flatMap((agent) => rolesOf(stack, agent)));
}

/** Of groups and of single instances; those that name no subnet themselves are left out. */
export function agentSubnets(stack: Stack): readonly { readonly agent: Node; readonly link: Link }[] {
    const groups = stack
        .of(tokens.scalingGroup)
        .map((agent) => ({ agent, link: stack.link(agent, ["vpcZoneIdentifiers"], [tokens.subnet]) }));
    const instances = stack
        .of(...instanceTypes)
        .map((agent) => ({ agent, link: stack.link(agent, ["subnetId"], [tokens.subnet]) }));
    return [...groups, ...instances].filter(({ link }) => link.given);
}

/** Whether an instance takes from its launch template what it does not say itself; templates are judged on their own. */
export function inherits(resource: Resource | Node, property: string): boolean {
    return (
        instanceTypes.includes(resource.type) &&
        present(see(resource.props, "launchTemplate")) &&
        !present(see(resource.props, property))
    );
}
