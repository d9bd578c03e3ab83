import { componentTypes } from "../../state/components";
import { makerOf } from "../../state/environments";
import { type Export, type ExportedResource, isRecord } from "../../state/exported";
import { added, changed, type Mutant } from "./mutant";

/** The resources of a type, or those of them that a component of another type made. */
export const typed = (
    resources: readonly ExportedResource[],
    type: string,
    maker?: string,
): readonly ExportedResource[] =>
    resources.filter(
        (resource) => resource.type === type && (maker === undefined || makerOf(resource) === maker),
    );

/** The security group of the agents of an environment, as its network says, and that of its mount targets. */
export function groupsOf(resources: readonly ExportedResource[]): {
    readonly agents: string | undefined;
    readonly mountTargets: string | undefined;
} {
    const agents = typed(resources, componentTypes.network)[0]?.outputs?.agentSecurityGroupId;
    return {
        agents: typeof agents === "string" ? agents : undefined,
        mountTargets: typed(resources, "aws:ec2/securityGroup:SecurityGroup", componentTypes.storage)[0]?.id,
    };
}

/** Weakenings that point one resource at another than it was made for. */
export function linkMutants(state: Export, resources: readonly ExportedResource[]): readonly Mutant[] {
    return [...swappedBetweenAgents(state, resources), ...movedInTheNetwork(state, resources)];
}

/** What belongs to the first agent is given what belongs to the second. */
function swappedBetweenAgents(state: Export, resources: readonly ExportedResource[]): readonly Mutant[] {
    const pair = (type: string) => typed(resources, type, componentTypes.agent);
    const swap = (operator: string, type: string, property: string): readonly Mutant[] => {
        const [mine, other] = pair(type);
        const value = other?.outputs?.[property];
        return mine === undefined || value === undefined
            ? []
            : [
                  changed(state, operator, mine, property, (props) => {
                      props[property] = value;
                  }),
              ];
    };
    const [policyOfMine, policyOfOther] = pair("aws:iam/policy:Policy");
    const [role] = pair("aws:iam/role:Role");
    const [attachment] = pair("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
    const [inline] = typed(resources, "aws:iam/rolePolicy:RolePolicy");
    const arnOfOther = policyOfOther?.outputs?.arn;
    return [
        ...swap("profile of another agent's role", "aws:iam/instanceProfile:InstanceProfile", "role"),
        ...swap(
            "template with another agent's profile",
            "aws:ec2/launchTemplate:LaunchTemplate",
            "iamInstanceProfile",
        ),
        ...swap("group with another agent's template", "aws:autoscaling/group:Group", "launchTemplate"),
        ...swap("access point with another agent's user", "aws:efs/accessPoint:AccessPoint", "posixUser"),
        ...swap(
            "access point with another agent's directory",
            "aws:efs/accessPoint:AccessPoint",
            "rootDirectory",
        ),
        ...swap("another agent's permissions", "aws:iam/policy:Policy", "policy"),
        ...swap("another agent's user data", "aws:ec2/launchTemplate:LaunchTemplate", "userData"),
        ...(attachment && typeof arnOfOther === "string"
            ? [
                  added(state, "another agent's policy attached too", attachment, (props) => {
                      props.policyArn = arnOfOther;
                  }),
                  changed(state, "another agent's policy attached instead", attachment, "", (props) => {
                      props.policyArn = arnOfOther;
                  }),
              ]
            : []),
        ...(inline && role && policyOfMine
            ? [
                  added(state, "inline policy with everything", inline, (props) => {
                      props.role = role.outputs?.name;
                      props.policy = JSON.stringify({
                          Version: "2012-10-17",
                          Statement: [{ Sid: "Extra", Effect: "Allow", Action: "*", Resource: "*" }],
                      });
                  }),
              ]
            : []),
    ];
}

function movedInTheNetwork(state: Export, resources: readonly ExportedResource[]): readonly Mutant[] {
    const groups = groupsOf(resources);
    const privateSubnets = [typed(resources, componentTypes.network)[0]?.outputs?.subnetIds].flat();
    const publicSubnets = typed(resources, "aws:ec2/subnet:Subnet")
        .map(({ id }) => id)
        .filter((id) => !privateSubnets.includes(id));
    const [defaultGroup] = typed(resources, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
    const [target] = typed(resources, "aws:efs/mountTarget:MountTarget", componentTypes.storage);
    const [agents] = typed(resources, "aws:autoscaling/group:Group");
    const [template] = typed(resources, "aws:ec2/launchTemplate:LaunchTemplate");
    const [endpoint] = typed(resources, "aws:ec2/vpcEndpoint:VpcEndpoint").filter(
        ({ outputs }) => outputs?.vpcEndpointType === "Interface",
    );
    const rules = typed(resources, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    const gateway = typed(resources, "aws:ec2/internetGateway:InternetGateway")[0]?.id;
    const routes = typed(resources, "aws:ec2/route:Route").filter(({ outputs }) => outputs?.natGatewayId);
    const to = (
        operator: string,
        resource: ExportedResource | undefined,
        property: string,
        value: unknown,
    ): readonly Mutant[] =>
        resource === undefined || value === undefined
            ? []
            : [
                  changed(state, operator, resource, property, (props) => {
                      props[property] = value;
                  }),
              ];
    return [
        ...to("mount target in the default group too", target, "securityGroups", [
            groups.mountTargets,
            defaultGroup?.id,
        ]),
        ...to("mount target in the agents' group", target, "securityGroups", [groups.agents]),
        ...to("mount target without a group", target, "securityGroups", []),
        ...to("mount target in a public subnet", target, "subnetId", publicSubnets[0]),
        ...(publicSubnets.length === 0
            ? []
            : to("agent in public subnets", agents, "vpcZoneIdentifiers", publicSubnets.slice(0, 2))),
        ...to("endpoint in the agents' group", endpoint, "securityGroupIds", [groups.agents]),
        ...rules.flatMap((rule) =>
            to("rule for another group", rule, "referencedSecurityGroupId", defaultGroup?.id),
        ),
        ...rules.flatMap((rule) =>
            to("rule for its own group", rule, "referencedSecurityGroupId", rule.outputs?.securityGroupId),
        ),
        ...(template
            ? [
                  changed(state, "agent in the mount targets' group too", template, "", (props) => {
                      for (const item of [props.networkInterfaces].flat())
                          if (isRecord(item))
                              Object.assign(item, {
                                  securityGroups: [item.securityGroups, groups.mountTargets].flat(),
                              });
                  }),
              ]
            : []),
        ...routes.slice(0, 1).map((route) =>
            changed(state, "private subnet routed to the internet gateway", route, "", (props) => {
                delete props.natGatewayId;
                props.gatewayId = gateway;
            }),
        ),
        ...routes.slice(0, 1).map((route) =>
            added(state, "route to a connected network added", route, (props) => {
                delete props.natGatewayId;
                props.destinationCidrBlock = "192.168.0.0/16";
                props.vpcPeeringConnectionId = "pcx-0123456789abcdef0";
            }),
        ),
    ];
}
