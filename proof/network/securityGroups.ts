import { isRecord } from "../../state/exported";
import type { Graph, Resource } from "../../state/graph";
import { anything, type Block, blockOf, everywhere, type Traffic } from "./addresses";

/** Who is at the other end of a rule: a block of addresses, or the members of a security group. */
export type Peer =
    | {
          readonly block: Block /** The list that the block stands for, whatever it holds. */;
          readonly list?: string;
      }
    | { readonly group: string };

/** One thing that a security group opens, in one direction. */
export interface Rule {
    /** The resource that says so. */
    readonly name: string;
    readonly group: string;
    readonly direction: "ingress" | "egress";
    readonly traffic: Traffic;
    readonly peer: Peer;
}

const ruleTypes = {
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "ingress",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "egress",
} as const;

const groupTypes = [
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
] as const;

/** The ids of the security groups, with the names that the program gave them. */
export function groupsIn(graph: Graph): ReadonlyMap<string, string> {
    return new Map(groupTypes.flatMap((type) => graph.all(type)).map(({ id, name }) => [id, name]));
}

/** All rules, in each of the three ways to write them. */
export function rulesIn(graph: Graph): readonly Rule[] {
    const separate = Object.entries(ruleTypes).flatMap(([type, direction]) =>
        graph
            .all(type)
            .flatMap((rule) => rulesOf(rule.name, String(rule.props.securityGroupId), direction, rule.props)),
    );
    const older = graph
        .all("aws:ec2/securityGroupRule:SecurityGroupRule")
        .flatMap((rule) =>
            rulesOf(
                rule.name,
                String(rule.props.securityGroupId),
                rule.props.type === "egress" ? "egress" : "ingress",
                rule.props,
            ),
        );
    const inline = groupTypes.flatMap((type) => graph.all(type)).flatMap((group) => inlineRules(group));
    return [...separate, ...older, ...inline];
}

function inlineRules(group: Resource): readonly Rule[] {
    return (["ingress", "egress"] as const).flatMap((direction) => {
        const rules = group.props[direction];
        return (Array.isArray(rules) ? rules : [])
            .filter(isRecord)
            .flatMap((rule) => rulesOf(`${direction} of ${group.name}`, group.id, direction, rule));
    });
}

function rulesOf(
    name: string,
    group: string,
    direction: Rule["direction"],
    props: Readonly<Record<string, unknown>>,
): readonly Rule[] {
    return peersOf(group, props).map((peer) => ({ name, group, direction, traffic: trafficOf(props), peer }));
}

function trafficOf(props: Readonly<Record<string, unknown>>): Traffic {
    const protocol = String(props.ipProtocol ?? props.protocol ?? "-1").toLowerCase();
    const named: Record<string, string> = { "6": "tcp", "17": "udp", all: "-1" };
    const port = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);
    const known = named[protocol] ?? protocol;
    if (known !== "tcp" && known !== "udp") return { ...anything, protocol: known };
    return {
        protocol: known,
        from: port(props.fromPort, anything.from),
        to: port(props.toPort, anything.to),
    };
}

function peersOf(group: string, props: Readonly<Record<string, unknown>>): readonly Peer[] {
    const texts = (...keys: readonly string[]) =>
        keys
            .flatMap((key) => [props[key]].flat())
            .filter((value) => typeof value === "string" && value !== "");
    const blocks = texts("cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks").map(String);
    const groups = texts("referencedSecurityGroupId", "sourceSecurityGroupId", "securityGroups").map(String);
    return [
        ...blocks.map((block) => ({ block: blockOf(block) })),
        // What addresses a prefix list holds is not in the state, so it counts as all of them.
        ...texts("prefixListId", "prefixListIds").map((list) => ({ block: everywhere, list })),
        ...groups.map((id) => ({ group: id.split("/").at(-1) ?? id })),
        ...(props.self === true ? [{ group }] : []),
    ];
}
