import { isInternet } from "../kernel/cidr";
import { resourceRule } from "../kernel/rule";
import {
    coversEverything,
    coversPort,
    type GroupRule,
    label,
    peerOf,
    rulesOf,
} from "../kernel/securityGroups";
import { groupTypes, tokens } from "../kernel/tokens";
import { items, present, see, show, UNKNOWN } from "../kernel/values";

const nfsPort = 2049;

export const nfsFromGroupsOnly = resourceRule({
    name: "sg-nfs-from-security-groups-only",
    title: "NFS is admitted from security groups only",
    asserts:
        "ingress that covers 2049 names a security group; no CIDR or prefix list, and self only where every port is open to the members",
    severity: "high",
    level: "advisory",
    decisive: "create",
    references: {},
    nist: { by: "this pack", controls: ["AC-4", "SC-7(5)"] },
    fix: [
        'new aws.vpc.SecurityGroupIngressRule("nfs", { securityGroupId, referencedSecurityGroupId: clientGroup.id, ipProtocol: "tcp", fromPort: 2049, toPort: 2049 });',
    ],
    types: [groupTypes.group, groupTypes.defaultGroup, groupTypes.rule, groupTypes.ingress],
    check(resource, report) {
        for (const rule of rulesOf(resource)) {
            if (rule.direction === "egress") continue;
            const sources = [
                ...rule.cidrs.filter(present).map((cidr) => `the CIDR block ${show(cidr)}`),
                ...rule.prefixLists.filter(present).map((list) => `the prefix list ${show(list)}`),
                // Every port among the members of a group is how nodes of a cluster talk: it is not about NFS.
                ...(rule.self === true && !opensAll(rule) ? ["its own members (self)"] : []),
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
                    `Set ${peerOf(resource)}, or narrow the ports so that 2049 is not among them`,
                );
        }
    },
});

function opensAll(rule: GroupRule): boolean {
    return coversPort(rule, 1) === true && coversPort(rule, 65535) === true;
}

export const egressRestricted = resourceRule({
    name: "sg-egress-restricted",
    title: "Security groups do not open every port to everywhere",
    asserts:
        "no egress on all protocols to everywhere, and none at all from the security groups of mount targets",
    severity: "medium",
    level: "advisory",
    decisive: "create",
    references: { checkov: ["CKV_AWS_382"] },
    nist: { by: "this pack", controls: ["SC-7(5)", "AC-4"] },
    fix: [
        'new aws.vpc.SecurityGroupEgressRule("https", { securityGroupId, cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: 443, toPort: 443, description: "HTTPS outwards" });',
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
                "State one rule per destination and port, for example tcp 443 to 0.0.0.0/0 and tcp 2049 to the mount targets' group",
            );
        }
    },
    across: {
        trigger: tokens.mountTarget,
        check(stack, report) {
            const groups = new Set(
                stack
                    .of(tokens.mountTarget)
                    .flatMap((target) => stack.link(target, ["securityGroups"], [groupTypes.group]).sure),
            );
            const separate = stack
                .of(groupTypes.egress, groupTypes.rule)
                .filter((rule) => rulesOf(rule)[0]?.direction === "egress");
            for (const group of groups) {
                const own = separate.filter((rule) =>
                    stack.link(rule, ["securityGroupId"], [groupTypes.group]).sure.includes(group),
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
