import { agentGroups } from "../kernel/agents";
import type { Report } from "../kernel/report";
import { resourceRule, stackRule } from "../kernel/rule";
import { type GroupRule, groupTypes, isOnlyTcp, namesAPeer, rulesOf } from "../kernel/securityGroups";
import { texts } from "../kernel/settings";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { items, present, see, show, UNKNOWN } from "../kernel/values";

export const explicitGroup = resourceRule({
    name: "efs-mount-target-explicit-security-group",
    title: "EFS mount targets name their security groups",
    asserts: "securityGroups is not empty; without it AWS attaches the default security group of the VPC",
    severity: "high",
    level: "mandatory",
    decisive: "preview",
    references: {},
    nist: { by: "this pack", controls: ["SC-7(5)"] },
    fix: [
        'new aws.efs.MountTarget("storage-mount", { fileSystemId: fs.id, subnetId, securityGroups: [mountGroup.id] });',
    ],
    types: [tokens.mountTarget],
    check(target, report) {
        const groups = see(target.props, "securityGroups");
        if (groups === UNKNOWN || items(groups).some(present)) return;
        report.violation(
            target,
            "securityGroups is empty, so AWS attaches the default security group of the VPC",
            "name the group that admits NFS from the agents",
            "Set securityGroups to a group with one ingress rule, 2049/tcp from the agents' group",
        );
    },
});

export const admitsAgentsOnly = stackRule({
    name: "efs-mount-target-admits-agents-only",
    title: "EFS mount targets admit NFS from agents' security groups and nothing else",
    asserts:
        "every security group on every mount target admits 2049/tcp only, and only from security groups of launch templates or instances of the stack, or of clients that the configuration names",
    severity: "critical",
    level: "mandatory",
    decisive: "edges",
    references: {},
    nist: { by: "this pack", controls: ["AC-4", "SC-7(5)", "SC-7(21)"] },
    fix: [
        'new aws.vpc.SecurityGroupIngressRule("storage-from-agents", {',
        "    securityGroupId: mountGroup.id, referencedSecurityGroupId: agentGroup.id,",
        '    ipProtocol: "tcp", fromPort: 2049, toPort: 2049, description: "NFS over TLS from the agents",',
        "});",
    ],
    trigger: tokens.mountTarget,
    settings: {
        allowedSecurityGroupIds: texts(
            "Ids of security groups outside the stack that may guard mount targets or reach them",
            [],
            "^sg-",
        ),
        clientSecurityGroups: texts(
            "Logical names of security groups of the stack in which no agents run, and which may reach mount targets all the same",
        ),
    },
    check(stack, report, { allowedSecurityGroupIds, clientSecurityGroups }) {
        const agents = agentGroups(stack);
        const admitted: Admitted = {
            has: (group) => agents.groups.has(group) || clientSecurityGroups.includes(group.name),
            unsure: agents.unsure,
            outside: allowedSecurityGroupIds,
        };
        const guards = new Set<Node>();
        for (const target of stack.of(tokens.mountTarget)) {
            const groups = stack.link(target, ["securityGroups"], [groupTypes.group]);
            for (const group of groups.to) guards.add(group);
            for (const outside of groups.outside.filter((id) => !allowedSecurityGroupIds.includes(id)))
                report.violation(
                    target,
                    `its security group ${outside} is not in this stack, so nobody judged what it admits`,
                    "have groups of the stack, or ones that the platform team allows",
                    'Use an aws.ec2.SecurityGroup of this stack, or add the id to "allowedSecurityGroupIds"',
                );
            if (groups.unsure) report.wait(target, "securityGroups");
        }
        for (const guard of guards) {
            for (const ingress of ingressOf(stack, guard))
                judgeIngress(stack, guard, ingress, admitted, report);
        }
    },
});

/** Who may reach mount targets. */
interface Admitted {
    has(group: Node): boolean;
    /** Whether an agent's groups are not known yet. */
    readonly unsure: boolean;
    /** Ids of groups outside the stack. */
    readonly outside: readonly string[];
}

interface Ingress {
    readonly holder: Node;
    readonly rule: GroupRule;
    readonly peers: readonly (string | number)[];
}

function ingressOf(stack: Stack, guard: Node): readonly Ingress[] {
    const inline = rulesOf(guard)
        .filter(({ direction }) => direction === "ingress")
        .map((rule, index) => ({ holder: guard, rule, peers: ["ingress", index, "securityGroups"] }));
    const separate = stack
        .pointingAt(guard, [groupTypes.rule, groupTypes.ingress], ["securityGroupId"])
        .flatMap((holder) => {
            const peers = [
                holder.type === groupTypes.rule ? "sourceSecurityGroupId" : "referencedSecurityGroupId",
            ];
            return rulesOf(holder)
                .filter(({ direction }) => direction === "ingress")
                .map((rule) => ({ holder, rule, peers }));
        });
    // A computed list of rules that is not known yet is one that the separate rules will fill.
    return [
        ...inline.filter(({ rule }) => rule.protocol !== UNKNOWN || rule.groups[0] !== UNKNOWN),
        ...separate,
    ];
}

function judgeIngress(
    stack: Stack,
    guard: Node,
    { holder, rule, peers: path }: Ingress,
    admitted: Admitted,
    report: Report,
): void {
    if (!namesAPeer(rule)) return;
    const what = `${rule.where === "" ? "it" : rule.where} admits`;
    const must = "admit 2049/tcp from the security groups of agents and nothing else";
    const only = isOnlyTcp(rule, 2049);
    if (only === UNKNOWN) report.wait(holder, "its ports");
    else if (!only) {
        const ports = `${show(rule.protocol)} ${show(rule.from)} to ${show(rule.to)}`;
        report.violation(
            holder,
            `${what} ${ports} to mount targets, through ${guard.name}`,
            must,
            "Set tcp, fromPort 2049 and toPort 2049",
        );
    }
    for (const source of [...rule.cidrs, ...rule.prefixLists].filter(present))
        report.violation(
            holder,
            `${what} ${show(source)} to mount targets, through ${guard.name}`,
            must,
            "Name the agents' group instead of addresses",
        );
    if (rule.self === true)
        report.violation(holder, `${what} the group's own members to mount targets`, must, "Remove self");
    const peers = stack.link(holder, path, [groupTypes.group]);
    for (const peer of peers.to.filter((group) => !admitted.has(group))) {
        if (admitted.unsure) report.wait(holder, "the security groups of agents");
        else
            report.violation(
                holder,
                `${what} ${peer.name}, in which no agent of the stack runs`,
                must,
                'Name the group of the launch templates or instances, or add the name to "clientSecurityGroups"',
            );
    }
    for (const outside of peers.outside.filter((id) => !admitted.outside.includes(id)))
        report.violation(
            holder,
            `${what} ${outside}, a group outside the stack`,
            must,
            'Name a group of the stack, or add the id to "allowedSecurityGroupIds"',
        );
    if (peers.unsure) report.wait(holder, path.join("."));
}
