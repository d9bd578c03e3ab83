import { type Carriers, carriersIn, isLoadBalancer } from "../kernel/carriers";
import { areInternet, isInternet } from "../kernel/cidr";
import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";
import {
    type GroupRule,
    isOnlyTcp,
    isPathMtu,
    label,
    meets,
    peerOf,
    ports,
    rulesOf,
} from "../kernel/securityGroups";
import { texts, type Values } from "../kernel/settings";
import type { Node, Stack } from "../kernel/stack";
import { groupTypes, tokens } from "../kernel/tokens";
import { anyOf, items, see, show, text, UNKNOWN } from "../kernel/values";

const internetSettings = {
    approvedCidrs: texts("Wide CIDR blocks that ingress may name all the same, exactly as written here"),
    publicPrefixLists: texts("Ids of prefix lists that hold internet addresses", [], "^pl-"),
    publicPorts: texts(
        "TCP ports that load balancers may open to the internet, as Security Hub's EC2.18 has them by default",
        ["80", "443"],
        "^[0-9]+$",
    ),
    publicGroupNames: texts(
        "Logical names of security groups that may open these ports although not only load balancers carry them",
    ),
};

type InternetValues = Values<typeof internetSettings>;

export const noInternetIngress = resourceRule({
    name: "sg-no-internet-ingress",
    title: "Security groups admit nothing from the internet, but web ports of load balancers",
    asserts:
        "no ingress, inline or as a rule of its own, from 0.0.0.0/0, ::/0, parts of them in few or in many blocks, or public prefix lists, but ICMP's word that a packet was too big; publicPorts (80 and 443) are open to it in groups that nothing but load balancers of the stack carries, or that publicGroupNames has",
    severity: "critical",
    level: "mandatory",
    decisive: "create",
    references: {
        securityHub: ["EC2.18", "EC2.19"],
        cis: ["5.3", "5.4"],
        controlTower: ["CT.EC2.PR.3", "CT.EC2.PR.4"],
        configRules: ["vpc-sg-open-only-to-authorized-ports"],
        checkov: ["CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260", "CKV_AWS_277"],
        prowler: ["ec2_securitygroup_allow_ingress_from_internet_to_any_port"],
    },
    nist: { by: "Security Hub", controls: ["AC-4", "AC-4(21)", "SC-7(5)", "SC-7(11)"] },
    fix: [
        'new aws.vpc.SecurityGroupIngressRule("https", { securityGroupId, referencedSecurityGroupId: clientGroup.id, ipProtocol: "tcp", fromPort: 443, toPort: 443 });',
    ],
    types: [
        groupTypes.group,
        groupTypes.defaultGroup,
        groupTypes.rule,
        groupTypes.ingress,
        tokens.managedPrefixList,
        tokens.managedPrefixListEntry,
    ],
    settings: internetSettings,
    check(resource, report, values) {
        const isEntry = resource.type === tokens.managedPrefixListEntry;
        if (isEntry || resource.type === tokens.managedPrefixList) {
            const entries = isEntry ? [resource.props] : items(see(resource.props, "entries"));
            const cidrs = entries.map((entry) => see(entry, "cidr"));
            if (cidrs.includes(UNKNOWN)) report.wait(resource, isEntry ? "cidr" : "entries");
            const open = cidrs.filter((cidr) => isOpen(cidr, values)).map(show);
            const parts = partsIn(cidrs, values);
            for (const what of areInternet(parts) ? [...open, together(parts)] : open)
                refuseEntries(resource, `${isEntry ? "cidr" : "an entry of it"} is ${what}`, report);
            return;
        }
        for (const { rule, open } of openingsIn(ingressOf(resource), values)) {
            const web = isWeb(resource, rule, values);
            // A prefix list is judged where it is made; one whose id is not known yet is made in this program.
            if (rule.direction === UNKNOWN || rule.cidrs.includes(UNKNOWN))
                report.wait(resource, `${label(rule)}: its sources`);
            else if (open.length > 0 && web === UNKNOWN) report.wait(resource, `${label(rule)}: its ports`);
            if (rule.direction === UNKNOWN || web !== false) continue;
            for (const source of open) refuse(report, resource, rule, source, "");
        }
    },
    across: {
        trigger: groupTypes.group,
        check(stack, report, values) {
            const carriers = carriersIn(stack);
            for (const holder of stack.of(groupTypes.group, groupTypes.rule, groupTypes.ingress)) {
                for (const { rule, open } of openingsIn(ingressOf(holder), values))
                    if (open.length > 0 && isWeb(holder, rule, values) === true)
                        judgeCarriers(stack, carriers, { holder, rule, open }, values, report);
            }
            for (const list of stack.of(tokens.managedPrefixList)) judgeEntries(stack, list, values, report);
            for (const group of stack.of(groupTypes.group))
                for (const { rule, open } of openAcross(stack, group, values)) {
                    if (isWeb(group, rule, values) === true)
                        judgeCarriers(stack, carriers, { holder: group, rule, open }, values, report);
                    else for (const source of open) refuse(report, group, rule, source, "");
                }
        },
    },
});

/** Judges entries that are resources of their own together with those in their list. */
function judgeEntries(stack: Stack, list: Node, values: InternetValues, report: Report): void {
    const own = items(see(list.props, "entries"));
    const separate = stack.pointingAt(list, [tokens.managedPrefixListEntry], ["prefixListId"]);
    const cidrsOf = (entries: readonly unknown[]) => entries.map((entry) => see(entry, "cidr"));
    const parts = partsIn(cidrsOf([...own, ...separate.map(({ props }) => props)]), values);
    if (separate.length === 0 || !areInternet(parts) || areInternet(partsIn(cidrsOf(own), values))) return;
    refuseEntries(list, `its entries are ${together(parts)}`, report);
}

function refuseEntries(on: Resource | Node, are: string, report: Report): void {
    report.violation(
        on,
        `${are}, which is the internet or a large part of it`,
        "hold networks that you know",
        "Name the CIDR blocks of those networks in entries",
    );
}

function ingressOf(holder: Resource | Node): readonly GroupRule[] {
    return rulesOf(holder).filter(({ direction }) => direction !== "egress");
}

/** What each rule names of the internet, in words; blocks that are it only together belong to the first that has them. */
function openingsIn(
    rules: readonly GroupRule[],
    values: InternetValues,
): readonly { readonly rule: GroupRule; readonly open: readonly string[] }[] {
    const told = new Set<string>();
    const manyParts = rules.reduce((sum, { cidrs }) => sum + cidrs.length, 0) > 1;
    return rules
        .filter((rule) => !isPathMtu(rule))
        .map((rule) => {
            const lists = rule.prefixLists.filter((list) =>
                values.publicPrefixLists.includes(text(list) ?? ""),
            );
            const open = [...rule.cidrs.filter((cidr) => isOpen(cidr, values)), ...lists].map(show);
            const parts = manyParts ? partsOf(rule, rules, values) : [];
            if (parts.length < 2 || told.has(ports(rule)) || !areInternet(parts)) return { rule, open };
            told.add(ports(rule));
            return { rule, open: [...open, together(parts)] };
        });
}

/** The blocks, each no large part of the internet, that are let in wherever a rule lets in its own. */
function partsOf(rule: GroupRule, rules: readonly GroupRule[], values: InternetValues): readonly string[] {
    if (partsIn(rule.cidrs, values).length === 0) return [];
    return rules.filter((other) => meets(other, rule)).flatMap(({ cidrs }) => partsIn(cidrs, values));
}

function partsIn(cidrs: readonly unknown[], { approvedCidrs }: InternetValues): readonly string[] {
    return cidrs
        .filter((cidr) => typeof cidr === "string")
        .filter((cidr) => !isInternet(cidr) && !approvedCidrs.includes(cidr));
}

function together(parts: readonly string[]): string {
    return `${parts.length} blocks (${parts.slice(0, 2).join(", ")} …), together`;
}

/** What a group lets in from the internet by blocks that no rule of its own, nor the group's inline ones, hold alone. */
function openAcross(stack: Stack, group: Node, values: InternetValues) {
    const separate = stack.pointingAt(group, [groupTypes.rule, groupTypes.ingress], ["securityGroupId"]);
    if (separate.length === 0) return [];
    const held = [group, ...separate].map(ingressOf);
    const rules = held.flat();
    const alone = new Set(
        held
            .flatMap((own) => openingsIn(own, values))
            .flatMap(({ rule, open }) => (open.length > 0 ? ports(rule) : [])),
    );
    const told = new Set<string>();
    return rules.flatMap((rule) => {
        const name = ports(rule);
        if (told.has(name) || alone.has(name) || isPathMtu(rule)) return [];
        told.add(name);
        const parts = partsOf(rule, rules, values);
        return areInternet(parts) ? [{ rule, open: [together(parts)] }] : [];
    });
}

function isOpen(cidr: unknown, { approvedCidrs }: InternetValues): boolean {
    return typeof cidr === "string" && isInternet(cidr) && !approvedCidrs.includes(cidr);
}

/** Whether a rule opens a port for which it matters who carries the group; the default group is nobody's on purpose. */
function isWeb({ type }: Resource | Node, rule: GroupRule, { publicPorts }: InternetValues) {
    if (type === groupTypes.defaultGroup) return false;
    return anyOf(publicPorts.map((port) => isOnlyTcp(rule, Number(port))));
}

interface Opening {
    readonly holder: Node;
    readonly rule: GroupRule;
    readonly open: readonly string[];
}

function judgeCarriers(
    stack: Stack,
    carriers: Carriers,
    { holder, rule, open }: Opening,
    { publicGroupNames }: InternetValues,
    report: Report,
): void {
    const link = stack.link(holder, ["securityGroupId"], [groupTypes.group]);
    if (link.unsure) report.wait(holder, "securityGroupId");
    for (const group of holder.type === groupTypes.group ? [holder] : link.sure) {
        if (publicGroupNames.includes(group.name)) continue;
        const [carrier] = carriers.sureOf(group).filter((node) => !isLoadBalancer(node));
        if (carrier)
            for (const source of open)
                refuse(report, holder, rule, source, ` to ${carrier.name}, which is no load balancer`);
        else if (carriers.of(group).some((node) => !isLoadBalancer(node)))
            report.wait(holder, `who carries ${group.name}`);
    }
}

function refuse(
    report: Report,
    holder: Resource | Node,
    rule: GroupRule,
    source: string,
    whom: string,
): void {
    report.violation(
        holder,
        `${label(rule)} admits ${ports(rule)} from ${source}${whom}, and that is the internet or a large part of it`,
        "name security groups, or the CIDR blocks of networks you know",
        whom
            ? `Put a load balancer in front with a group of its own, and name that: ${peerOf(holder)}; or add the group to "publicGroupNames" in the configuration`
            : `Replace ${source.endsWith("together") ? "the blocks" : "the block"} by ${peerOf(holder)}, or by those of networks you know`,
    );
}
