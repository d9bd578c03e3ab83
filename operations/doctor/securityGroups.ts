import {
    EC2Client,
    paginateDescribeSecurityGroupRules,
    paginateDescribeSecurityGroups,
    type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import { calledOf, type Graph, type Resource, recordsOf, textsOf } from "../../state/graph";
import { allOf, unlessMissing } from "../aws/answers";
import { type Check, putBack, regionIn, type Thing } from "./check";

interface Expected extends Thing {
    readonly groupId: string;
    /** In words, as `ruleInWords` has them. */
    readonly rules: readonly string[];
}

interface Parts {
    readonly direction: "ingress" | "egress";
    readonly protocol: unknown;
    readonly from: unknown;
    readonly to: unknown;
    readonly peer: unknown;
}

/** A rule as a person says it; two rules that say the same do the same. */
function ruleInWords({ direction, protocol, from, to, peer }: Parts): string {
    const everything = String(protocol) === "-1";
    const ports = everything ? "" : from === to ? ` port ${from}` : ` ports ${from} to ${to}`;
    return `${direction === "ingress" ? "from" : "to"} ${String(peer)}: ${everything ? "everything" : `${protocol}${ports}`}`;
}

const ruleTypes = {
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "ingress",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "egress",
} as const;

function rulesOf(graph: Graph, group: Resource): readonly string[] {
    const apart = Object.entries(ruleTypes).flatMap(([type, direction]) =>
        graph
            .all(type)
            .filter(({ props }) => props.securityGroupId === group.id)
            .map(({ props }) =>
                ruleInWords({
                    direction,
                    protocol: props.ipProtocol,
                    from: props.fromPort,
                    to: props.toPort,
                    peer:
                        props.referencedSecurityGroupId ||
                        props.cidrIpv4 ||
                        props.cidrIpv6 ||
                        props.prefixListId,
                }),
            ),
    );
    const inline = (["ingress", "egress"] as const).flatMap((direction) =>
        recordsOf(group, direction).flatMap((rule) => {
            const { protocol, fromPort: from, toPort: to, self } = rule;
            const peers = [
                ...(["cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "securityGroups"] as const).flatMap(
                    (property) => textsOf({ ...group, props: rule }, property),
                ),
                ...(self === true ? [group.id] : []),
            ];
            return peers.map((peer) => ruleInWords({ direction, protocol, from, to, peer }));
        }),
    );
    return [...apart, ...inline];
}

const answeredRule = (rule: SecurityGroupRule): string =>
    ruleInWords({
        direction: rule.IsEgress === true ? "egress" : "ingress",
        protocol: rule.IpProtocol,
        from: rule.FromPort,
        to: rule.ToPort,
        peer: rule.ReferencedGroupInfo?.GroupId ?? rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId,
    });

/** Who of the network reaches the mount targets, the endpoints and the agents. */
export const securityGroups: Check<
    Expected,
    readonly SecurityGroupRule[] | undefined,
    "missing" | "rule-added" | "rule-missing"
> = {
    name: "security-groups",
    holds: "each security group of the stack has the rules that were deployed, and no other",
    faults: {
        missing: { severity: "critical", why: "what it was for has another group, or none", mend: putBack },
        "rule-added": {
            severity: "critical",
            why: "the rules are all that keeps other machines of the network from the file system and the agents",
            mend: "aws ec2 revoke-security-group-{direction} --region {region} --group-id {group} --security-group-rule-ids {rule}",
        },
        "rule-missing": {
            severity: "critical",
            why: "agents reach neither files nor services that they need",
            mend: putBack,
        },
    },
    expected: ({ graph }) =>
        ["aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"].flatMap(
            (type) =>
                graph.all(type).map((group) => ({
                    region: regionIn(group),
                    subject: `security group ${group.id} (${calledOf(group)})`,
                    groupId: group.id,
                    rules: rulesOf(graph, group),
                })),
        ),
    // EC2's Describe actions take no resource.
    grants: () => [
        { actions: ["ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups"], resources: ["*"] },
    ],
    async ask(session, { groupId, region }) {
        const client = session.client(EC2Client, region);
        const groups = await unlessMissing(
            allOf(
                paginateDescribeSecurityGroups({ client }, { GroupIds: [groupId] }),
                (page) => page.SecurityGroups,
            ),
        );
        if (groups === undefined || groups.length === 0) return undefined;
        return allOf(
            paginateDescribeSecurityGroupRules(
                { client },
                { Filters: [{ Name: "group-id", Values: [groupId] }] },
            ),
            (page) => page.SecurityGroupRules,
        );
    },
    judge({ groupId, subject: where, rules }, found) {
        if (found === undefined)
            return [{ fault: "missing", where, got: "no such security group", wanted: "it" }];
        const got = found.map(answeredRule);
        return [
            ...found
                .filter((rule) => !rules.includes(answeredRule(rule)))
                .map((rule) => ({
                    fault: "rule-added" as const,
                    where,
                    got: answeredRule(rule),
                    wanted: "no such rule",
                    values: {
                        direction: rule.IsEgress === true ? "egress" : "ingress",
                        group: groupId,
                        rule: rule.SecurityGroupRuleId ?? "",
                    },
                })),
            ...rules
                .filter((rule) => !got.includes(rule))
                .map((rule) => ({
                    fault: "rule-missing" as const,
                    where,
                    got: "no such rule",
                    wanted: rule,
                })),
        ];
    },
};
