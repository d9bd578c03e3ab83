import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";
import {
    coversEverything,
    coversPort,
    groupTypes,
    isInternet,
    label,
    rulesOf,
} from "../kernel/securityGroups";
import { texts } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { items, present, see, show, text, UNKNOWN } from "../kernel/values";

const nfsPort = 2049;

export const noInternetIngress = resourceRule({
    name: "sg-no-internet-ingress",
    title: "Security groups admit nothing from the internet",
    asserts:
        "no ingress, inline or as a rule of its own, from 0.0.0.0/0, ::/0, halves of them or public prefix lists",
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
        'new aws.vpc.SecurityGroupIngressRule("from-agents", { securityGroupId, referencedSecurityGroupId: agentGroup.id, ipProtocol: "tcp", fromPort: 443, toPort: 443 });',
    ],
    types: [
        groupTypes.group,
        groupTypes.defaultGroup,
        groupTypes.rule,
        groupTypes.ingress,
        tokens.managedPrefixList,
    ],
    settings: {
        approvedCidrs: texts("Wide CIDR blocks that ingress may name all the same, exactly as written here"),
        publicPrefixLists: texts("Ids of prefix lists that hold internet addresses", [], "^pl-"),
    },
    check(resource, report, { approvedCidrs, publicPrefixLists }) {
        const internet = (cidr: unknown) =>
            typeof cidr === "string" && isInternet(cidr) && !approvedCidrs.includes(cidr);
        if (resource.type === tokens.managedPrefixList) {
            const cidrs = items(see(resource.props, "entries")).map((entry) => see(entry, "cidr"));
            if (cidrs.includes(UNKNOWN)) report.wait(resource, "entries");
            for (const cidr of cidrs.filter(internet))
                violation(resource, report, `an entry of it is ${show(cidr)}`);
            return;
        }
        for (const rule of rulesOf(resource).filter(({ direction }) => direction !== "egress")) {
            const open = rule.cidrs.filter(internet);
            const lists = rule.prefixLists.filter((list) => publicPrefixLists.includes(text(list) ?? ""));
            // A prefix list is judged where it is made; one whose id is not known yet is made in this program.
            if (rule.direction === UNKNOWN || rule.cidrs.includes(UNKNOWN))
                report.wait(resource, `${label(rule)}: its sources`);
            if (rule.direction === UNKNOWN) continue;
            for (const source of [...open, ...lists])
                violation(resource, report, `${label(rule)} admits ${show(source)}`);
        }
    },
});

function violation(resource: Resource, report: Report, is: string): void {
    report.violation(
        resource,
        `${is}, which is the internet or a large part of it`,
        "name security groups, or the CIDR blocks of networks you know",
        "Use referencedSecurityGroupId; agents and mount targets need no ingress from the internet",
    );
}

export const nfsFromGroupsOnly = resourceRule({
    name: "sg-nfs-from-security-groups-only",
    title: "NFS is admitted from security groups only",
    asserts: "ingress that covers 2049 names a security group; no CIDR, prefix list or self",
    severity: "high",
    level: "mandatory",
    decisive: "create",
    references: {},
    nist: { by: "this pack", controls: ["AC-4", "SC-7(5)"] },
    fix: [
        'new aws.vpc.SecurityGroupIngressRule("nfs", { securityGroupId, referencedSecurityGroupId: agentGroup.id, ipProtocol: "tcp", fromPort: 2049, toPort: 2049 });',
    ],
    types: [groupTypes.group, groupTypes.defaultGroup, groupTypes.rule, groupTypes.ingress],
    check(resource, report) {
        for (const rule of rulesOf(resource)) {
            if (rule.direction === "egress") continue;
            const sources = [
                ...rule.cidrs.filter(present).map((cidr) => `the CIDR block ${show(cidr)}`),
                ...rule.prefixLists.filter(present).map((list) => `the prefix list ${show(list)}`),
                ...(rule.self === true ? ["its own members (self)"] : []),
            ];
            const covered = coversPort(rule, nfsPort);
            if (covered === false) continue;
            if (covered === UNKNOWN || rule.direction === UNKNOWN || rule.self === UNKNOWN) {
                report.wait(resource, `${label(rule)}: its ports`);
                continue;
            }
            for (const source of sources)
                report.violation(
                    resource,
                    `${label(rule)} admits NFS (2049) from ${source}`,
                    "admit NFS from security groups, so that an address alone opens nothing",
                    "Set referencedSecurityGroupId to the agents' group, or narrow the ports so that 2049 is not among them",
                );
        }
    },
});

export const egressRestricted = resourceRule({
    name: "sg-egress-restricted",
    title: "Security groups do not open every port to everywhere",
    asserts:
        "no egress on all protocols to everywhere, and none at all from the security groups of mount targets",
    severity: "medium",
    level: "mandatory",
    decisive: "create",
    references: { checkov: ["CKV_AWS_382"] },
    nist: { by: "this pack", controls: ["SC-7(5)", "AC-4"] },
    fix: [
        'new aws.vpc.SecurityGroupEgressRule("https", { securityGroupId, cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: 443, toPort: 443, description: "HTTPS to the controller" });',
    ],
    types: [groupTypes.group, groupTypes.rule, groupTypes.egress],
    check(resource, report) {
        for (const rule of rulesOf(resource)) {
            if (rule.direction === "ingress") continue;
            const everything = coversEverything(rule);
            const wide = rule.cidrs.filter((cidr) => typeof cidr === "string" && isInternet(cidr));
            if (everything === UNKNOWN || rule.direction === UNKNOWN)
                report.wait(resource, `${label(rule)}: its protocol`);
            else if (everything && rule.cidrs.includes(UNKNOWN))
                report.wait(resource, `${label(rule)}: its destinations`);
            if (everything !== true || rule.direction === UNKNOWN || wide.length === 0) continue;
            report.violation(
                resource,
                `${label(rule)} opens every port to ${wide.map(show).join(", ")}`,
                "name the ports and the destinations that are needed",
                "Allow 2049 to the mount targets' group and 443 to the controller and the endpoints",
            );
        }
    },
    across: {
        trigger: tokens.mountTarget,
        check(stack, report) {
            const groups = new Set(
                stack
                    .of(tokens.mountTarget)
                    .flatMap((target) => stack.link(target, ["securityGroups"], [groupTypes.group]).to),
            );
            const separate = stack
                .of(groupTypes.egress, groupTypes.rule)
                .filter((rule) => rulesOf(rule)[0]?.direction === "egress");
            for (const group of groups) {
                const own = separate.filter((rule) =>
                    stack.link(rule, ["securityGroupId"], [groupTypes.group]).to.includes(group),
                );
                const inline = items(see(group.props, "egress")).filter((rule) => rule !== UNKNOWN);
                for (const name of [
                    ...own.map(({ name }) => name),
                    ...inline.map((_, index) => `egress ${index + 1}`),
                ])
                    report.violation(
                        group,
                        `it guards mount targets and has egress (${name})`,
                        "have none: a mount target answers and never calls",
                        "Remove the egress rule",
                    );
            }
        },
    },
});
