import { absent } from "../kernel/absence";
import {
    anyGroup,
    type Carriers,
    carriersIn,
    clusterGroupIds,
    isClient,
    isRun,
    mountingDefinitions,
    toldOf,
} from "../kernel/carriers";
import { given } from "../kernel/given";
import type { Report } from "../kernel/report";
import { resourceRule } from "../kernel/rule";
import {
    type GroupRule,
    isOnlyTcp,
    label,
    namesAPeer,
    peerOf,
    ports,
    protocolOf,
    rulesOf,
} from "../kernel/securityGroups";
import { texts } from "../kernel/settings";
import type { Node, Stack } from "../kernel/stack";
import { groupTypes, tokens } from "../kernel/tokens";
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
            "name the group that admits NFS from the clients",
            "Set securityGroups: [mountGroup.id] to a group with one ingress rule, 2049/tcp from the clients' group",
        );
    },
});

const groupsGiven = given("securityGroups");

const guardSettings = {
    allowedSecurityGroupIds: texts(
        "Ids of security groups outside the stack that may guard mount targets or reach them",
        [],
        "^sg-",
    ),
    clientSecurityGroups: texts(
        "Logical names of security groups of the stack that may reach mount targets although nothing of the stack carries them, for example of tasks that are started elsewhere",
    ),
};

export const admitsAgentsOnly = resourceRule({
    name: "efs-mount-target-admits-agents-only",
    title: "EFS mount targets admit NFS from the security groups of their clients and nothing else",
    asserts:
        "every security group on every mount target admits 2049/tcp only, and only from groups that something of the stack carries which can mount (instances, launch templates, ECS, EKS, Lambda, Batch, SageMaker and the like), or that the configuration names",
    severity: "critical",
    level: "mandatory",
    decisive: "edges",
    references: {},
    nist: { by: "this pack", controls: ["AC-4", "SC-7(5)", "SC-7(21)"] },
    fix: [
        'new aws.vpc.SecurityGroupIngressRule("storage-from-clients", {',
        "    securityGroupId: mountGroup.id, referencedSecurityGroupId: clientGroup.id,",
        '    ipProtocol: "tcp", fromPort: 2049, toPort: 2049, description: "NFS over TLS from the clients",',
        "});",
    ],
    types: [tokens.mountTarget],
    settings: guardSettings,
    check: groupsGiven.note,
    across: {
        trigger: tokens.mountTarget,
        check(stack, report, { allowedSecurityGroupIds, clientSecurityGroups }) {
            const allowed = new Set([...allowedSecurityGroupIds, ...clusterGroupIds(stack)]);
            const clients = { carriers: carriersIn(stack), allowed, names: clientSecurityGroups };
            for (const guard of guardsOf(stack, allowed, report)) {
                for (const ingress of ingressOf(stack, guard))
                    judgeIngress(stack, guard, ingress, clients, report);
            }
        },
    },
});

/** The security groups of the stack on its mount targets; refuses those of elsewhere that nobody allowed. */
function guardsOf(stack: Stack, allowed: ReadonlySet<unknown>, report: Report): ReadonlySet<Node> {
    const guards = new Set<Node>();
    for (const target of stack.of(tokens.mountTarget)) {
        // What AWS attaches where none is named is told by efs-mount-target-explicit-security-group.
        if (groupsGiven.leftOut(target)) continue;
        const groups = stack.link(target, ["securityGroups"], anyGroup);
        for (const group of groups.sure) guards.add(group);
        for (const outside of groups.outside.filter((id) => !allowed.has(id)))
            report.violation(
                target,
                `its security group ${outside} is not in this stack, so nobody judged what it admits`,
                "have groups of the stack, or ones that the platform team allows",
                'Use an aws.ec2.SecurityGroup of this stack, or add the id to "allowedSecurityGroupIds" in the configuration',
            );
        if (groups.unsure) report.wait(target, "securityGroups");
    }
    return guards;
}

interface Ingress {
    readonly holder: Node;
    readonly rule: GroupRule;
    readonly peers: readonly (string | number)[];
}

interface Clients {
    readonly carriers: Carriers;
    /** Ids of groups outside the stack. */
    readonly allowed: ReadonlySet<unknown>;
    /** Logical names of groups of the stack. */
    readonly names: readonly string[];
}

function ingressOf(stack: Stack, guard: Node): readonly Ingress[] {
    const inline = rulesOf(guard)
        .filter(({ direction }) => direction === "ingress")
        .map((rule, index) => ({ holder: guard, rule, peers: ["ingress", index, "securityGroups"] }));
    const separate = stack
        .of(groupTypes.rule, groupTypes.ingress)
        .filter((holder) => stack.link(holder, ["securityGroupId"], anyGroup).sure.includes(guard))
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
    { carriers, allowed, names }: Clients,
    report: Report,
): void {
    if (!namesAPeer(rule)) return;
    const what = `${label(rule)} admits`;
    const must = "admit 2049/tcp from the security groups of clients and nothing else";
    const only = isOnlyTcp(rule, 2049);
    if (only === UNKNOWN) report.wait(holder, "its ports");
    else if (!only)
        report.violation(
            holder,
            `${what} ${ports(rule)} to mount targets, through ${guard.name}`,
            must,
            `Set ${protocolOf(holder)}: "tcp", fromPort: 2049 and toPort: 2049`,
        );
    for (const source of [...rule.cidrs, ...rule.prefixLists].filter(present))
        report.violation(
            holder,
            `${what} ${show(source)} to mount targets, through ${guard.name}`,
            must,
            `Name the clients' group instead of addresses: ${peerOf(holder)}`,
        );
    if (rule.self === true)
        report.violation(
            holder,
            `${what} the group's own members to mount targets, through ${guard.name}`,
            must,
            `Remove self, and name the clients' group: ${peerOf(holder)}`,
        );
    const peers = stack.link(holder, path, anyGroup);
    for (const peer of peers.sure) {
        if (names.includes(peer.name) || carriers.of(peer).some(isClient)) continue;
        const carrying = carriers.of(peer).map(({ name }) => name);
        if (carrying.length === 0 && isStartedElsewhere(stack, holder, peer, report)) continue;
        const by =
            carrying.length > 0 ? `only ${carrying.join(", ")} carries` : "nothing of the stack carries";
        absent(report, {
            on: holder,
            what: `what will carry ${peer.name}`,
            is: `${what} ${peer.name}, which ${by}, so nothing that can mount needs it`,
            must,
            remediation: `Name the group of what mounts, or add "${peer.name}" to "clientSecurityGroups" in the configuration`,
            named: [peer],
            unknown: carriers.unsure.length > 0,
        });
    }
    for (const outside of peers.outside.filter((id) => !allowed.has(id)))
        report.violation(
            holder,
            `${what} ${outside}, a group outside the stack`,
            must,
            'Name a group of the stack, or add the id to "allowedSecurityGroupIds" in the configuration',
        );
    if (peers.unsure) report.wait(holder, path.join("."));
}

/**
 * Whether a group that nothing carries may be that of tasks which something starts on its own: what is told the group, or
 * whoever runs a definition that nothing of the stack runs. Where no definition of the stack mounts, somebody has to say.
 */
function isStartedElsewhere(stack: Stack, holder: Node, peer: Node, report: Report): boolean {
    const definitions = mountingDefinitions(stack);
    const [starter] = toldOf(stack, peer);
    if (starter !== undefined) {
        if (definitions.length === 0)
            report.unread(holder, `what ${starter.name} starts with ${peer.name}, and that it may mount`);
        return true;
    }
    const idle = definitions.find((definition) => !isRun(stack, definition));
    if (idle === undefined) return false;
    report.unread(holder, `who runs ${idle.name}, and that it is with ${peer.name}`);
    return true;
}
