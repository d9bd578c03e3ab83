import { ownMountTargetsIn } from "../../state/environments";
import { isRecord } from "../../state/exported";
import { type Graph, type Resource, textOf, textsOf } from "../../state/graph";
import { type Block, blockOf, everywhere } from "./addresses";
import { type Egress, type EgressRule, egressIn, outside } from "./egress";
import { groupsIn } from "./securityGroups";

/** Something with an address that sends or receives. */
export interface Party {
    /** The row or column of docs/access.md that it belongs to. */
    readonly kind: string;
    readonly name: string;
    /** Ids of its security groups; undefined for what is not in the VPC or brings a group that opens everything. */
    readonly groups: readonly string[] | undefined;
    readonly addresses: Block;
    /** Id of its subnet; undefined outside the VPC. */
    readonly subnet: string | undefined;
    readonly hasPublicAddress: boolean;
    /** Whether it is an agent of which no instance runs: such as have no egress from the VPC yet. */
    readonly waits?: boolean;
    /** Of a place that the configuration names: what stands in its rule. */
    readonly egressRule?: EgressRule;
}

/** Whoever may send or receive, as the rows of docs/access.md call them. */
export const partyKinds = [
    "agents",
    "agents without internet",
    "image builds",
    "image builds without internet",
    "mount targets",
    "endpoints",
    "default group",
    "another instance",
    "another public instance",
    "internet",
    "connected network",
    "networks of an adopted VPC",
    "named places",
    "other members",
] as const;

/**
 * Those outside, at addresses that are nobody's in the VPC. What an adopted VPC is connected to is its owner's affair,
 * and its routes are in no state.
 */
function outsiders(graph: Graph, egress: Egress): readonly Party[] {
    const isAdopted = graph.all("aws:ec2/vpc:Vpc").length === 0;
    const connected = isAdopted ? "networks of an adopted VPC" : "connected network";
    const outsider = { groups: undefined, subnet: undefined, hasPublicAddress: false };
    const somewhere = [
        { kind: "internet", addresses: ["203.0.113.7/32", "198.51.100.7/32"] },
        { kind: connected, addresses: ["192.168.77.7/32", "10.255.77.7/32", "172.31.77.7/32"] },
    ].flatMap(({ kind, addresses }) => {
        const address = outside(addresses.map(blockOf), egress);
        return address === undefined
            ? []
            : [{ ...outsider, kind, name: kind, addresses: address, hasPublicAddress: kind === "internet" }];
    });
    const named = egress.named.map((egressRule) => ({
        ...outsider,
        kind: "named places",
        name: egressRule.name,
        addresses: egressRule.addresses,
        egressRule,
    }));
    return [...somewhere, ...named];
}

/** Everything that has an address in the graph, and those that could try: other instances of the VPC, and outsiders. */
export function partiesIn(graph: Graph): readonly Party[] {
    const egress = egressIn(graph);
    const agents = agentsIn(graph, egress);
    const builds = graph
        .all(buildType)
        .map((build) =>
            partyAt(
                graph,
                egress.toInternet ? "image builds" : "image builds without internet",
                build,
                textsOf(build, "securityGroupIds"),
            ),
        );
    const mountTargets = ownMountTargetsIn(graph).map((target) =>
        partyAt(graph, "mount targets", target, textsOf(target, "securityGroups")),
    );
    const endpoints = graph
        .all("aws:ec2/vpcEndpoint:VpcEndpoint")
        .filter(({ props }) => props.vpcEndpointType === "Interface")
        .flatMap((endpoint) =>
            textsOf(endpoint, "subnetIds").map((subnet) => ({
                ...partyAt(graph, "endpoints", endpoint, textsOf(endpoint, "securityGroupIds")),
                subnet,
                addresses: addressesOf(graph, subnet),
            })),
        );
    const defaults = graph.all("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup").map(({ id }) => id);
    const others = subnetsIn(graph).flatMap(({ id, name }): Party[] => {
        const at = { subnet: id, addresses: addressesOf(graph, id) };
        return [
            ...(defaults.length === 0
                ? []
                : [
                      {
                          ...at,
                          kind: "default group",
                          name: `an instance in ${name}`,
                          groups: defaults,
                          hasPublicAddress: true,
                      },
                  ]),
            {
                ...at,
                kind: "another instance",
                name: `an instance in ${name}`,
                groups: undefined,
                hasPublicAddress: false,
            },
            {
                ...at,
                kind: "another public instance",
                name: `an instance in ${name}`,
                groups: undefined,
                hasPublicAddress: true,
            },
        ];
    });
    return [
        ...agents,
        ...builds,
        ...mountTargets,
        ...endpoints,
        ...others,
        ...otherMembers(graph),
        ...outsiders(graph, egress),
    ];
}

/** The subnets of the VPC; of an adopted one those that the mount targets are in. */
function subnetsIn(graph: Graph): readonly Pick<Resource, "id" | "name">[] {
    const own = graph.all("aws:ec2/subnet:Subnet");
    if (own.length > 0) return own;
    const used = graph
        .all("aws:efs/mountTarget:MountTarget")
        .flatMap((target) => textOf(target, "subnetId") ?? []);
    return [...new Set(used)].map((id) => ({ id, name: id }));
}

function agentsIn(graph: Graph, { toInternet }: Egress): readonly Party[] {
    const kind = toInternet ? "agents" : "agents without internet";
    return graph.all("aws:autoscaling/group:Group").flatMap((group) => {
        const wanted = group.props.launchTemplate;
        const template = graph
            .all("aws:ec2/launchTemplate:LaunchTemplate")
            .find(({ id }) => isRecord(wanted) && id === wanted.id);
        if (template === undefined) return [];
        const interfaces = [template.props.networkInterfaces].flat().filter(isRecord);
        const groups = [
            ...textsOf(template, "vpcSecurityGroupIds"),
            ...interfaces.flatMap(({ securityGroups }) => [securityGroups].flat()).map(String),
        ];
        return textsOf(group, "vpcZoneIdentifiers").map((subnet) => ({
            kind,
            name: group.name,
            waits: group.props.maxSize === 0,
            groups,
            subnet,
            addresses: addressesOf(graph, subnet),
            hasPublicAddress: hasPublicAddress(graph, interfaces, subnet),
        }));
    });
}

/** What a launch template does not say, the subnet decides. */
function hasPublicAddress(
    graph: Graph,
    interfaces: readonly Readonly<Record<string, unknown>>[],
    subnet: string,
): boolean {
    const said = interfaces.map(({ associatePublicIpAddress }) => String(associatePublicIpAddress ?? ""));
    if (said.some((value) => value === "true")) return true;
    if (said.length > 0 && said.every((value) => value === "false")) return false;
    return graph
        .all("aws:ec2/subnet:Subnet")
        .some(({ id, props }) => id === subnet && props.mapPublicIpOnLaunch === true);
}

function partyAt(graph: Graph, kind: string, resource: Resource, groups: readonly string[]): Party {
    const subnet = textOf(resource, "subnetId") ?? "";
    return {
        kind,
        name: resource.name,
        groups,
        subnet,
        addresses: addressesOf(graph, subnet),
        hasPublicAddress: false,
    };
}

/** A subnet that is not in the state may have any address. */
function addressesOf(graph: Graph, subnet: string): Block {
    const found = graph.all("aws:ec2/subnet:Subnet").find(({ id }) => id === subnet);
    const block = textOf(found, "cidrBlock");
    return block === undefined ? everywhere : blockOf(block);
}

/** The instance that bakes an image is in the subnet and the groups that this says. */
const buildType = "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration";

const accountedFor = [
    "aws:autoscaling/group:Group",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:ec2/vpc:Vpc",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    buildType,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
];

/** Whatever else in the graph is in one of its security groups, and so sends and receives as its members do. */
function otherMembers(graph: Graph): readonly Party[] {
    const groups = groupsIn(graph);
    const mountTargets = ownMountTargetsIn(graph);
    return graph.resources
        .filter(({ type }) => type.startsWith("aws:") && !accountedFor.includes(type))
        .filter((resource) => !mountTargets.includes(resource))
        .flatMap((resource) => {
            const text = JSON.stringify(resource.props);
            const member = [...groups.keys()].filter((id) => text.includes(`"${id}"`));
            return member.length === 0 ? [] : [partyAt(graph, "other members", resource, member)];
        });
}
