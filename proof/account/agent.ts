import { calledOf, type Graph, type Resource } from "../../state/graph";
import { type Role, readRole, required } from "./role";

/** An agent as the graph runs it: the role that its instance really gets, and what the kit made for it. */
export interface Agent {
    readonly name: string;
    readonly role: Role;
    readonly accessPointArn: string;
    readonly secretArn: string;
    readonly groupArn: string;
}

/**
 * Follows what EC2 follows: the group's launch template, its instance profile, that profile's role. The access point and
 * the secret are those that the agent's component made.
 */
export function readAgent(graph: Graph, component: Resource): Agent {
    const name = calledOf(component);
    const child = (type: string) => {
        const [found, ...more] = graph.childrenOf(component, type);
        if (found === undefined || more.length > 0)
            throw new Error(`agent ${name} has ${found ? more.length + 1 : "no"} ${type}`);
        return found;
    };
    const follow = (from: Resource, type: string, property: string, value: unknown) => {
        const to = graph.find(type, property, value);
        if (to === undefined)
            throw new Error(`agent ${name}: ${from.name} uses a ${type} that is not in the state`);
        return to;
    };
    const group = child("aws:autoscaling/group:Group");
    const template = graph
        .all("aws:ec2/launchTemplate:LaunchTemplate")
        .find(({ id }) => id === idIn(group, "launchTemplate", "id"));
    if (template === undefined)
        throw new Error(`agent ${name}: its group's launch template is not in the state`);
    const profile = follow(
        template,
        "aws:iam/instanceProfile:InstanceProfile",
        "arn",
        idIn(template, "iamInstanceProfile", "arn"),
    );
    const role = follow(profile, "aws:iam/role:Role", "name", profile.props.role);
    return {
        name,
        role: readRole(graph, role),
        accessPointArn: required(child("aws:efs/accessPoint:AccessPoint"), "arn"),
        secretArn: required(child("aws:secretsmanager/secret:Secret"), "arn"),
        groupArn: required(group, "arn"),
    };
}

function idIn({ props }: Resource, property: string, key: string): unknown {
    const value = props[property];
    return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
