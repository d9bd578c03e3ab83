import { absent } from "../kernel/absence";
import { agentSubnets, instanceTypes } from "../kernel/agents";
import { isInternet } from "../kernel/cidr";
import { resourceRule, stackRule } from "../kernel/rule";
import { coversPort, type GroupRule } from "../kernel/securityGroups";
import type { Node } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { flag, items, present, see, show, text, UNKNOWN } from "../kernel/values";

export const defaultGroupClosed = stackRule({
    name: "vpc-default-sg-closed",
    title: "The default security group of a VPC admits nothing",
    asserts: "each VPC of the stack has a DefaultSecurityGroup without rules",
    severity: "high",
    level: "advisory",
    decisive: "edges",
    references: {
        securityHub: ["EC2.2"],
        cis: ["5.5"],
        configRules: ["vpc-default-security-group-closed"],
        checkov: ["CKV2_AWS_12"],
        prowler: ["ec2_securitygroup_default_restrict_traffic"],
    },
    nist: { by: "Security Hub", controls: ["AC-4(21)", "SC-7(5)"] },
    fix: ['new aws.ec2.DefaultSecurityGroup("closed", { vpcId: vpc.id }); // no ingress, no egress'],
    trigger: tokens.vpc,
    check(stack, report) {
        const groups = stack
            .of(tokens.defaultSecurityGroup)
            .map((group) => ({ group, link: stack.link(group, ["vpcId"], [tokens.vpc]) }));
        for (const vpc of stack.of(tokens.vpc)) {
            const own = groups.filter(({ link }) => link.to.includes(vpc)).map(({ group }) => group);
            if (own.length === 0 && groups.some(({ link }) => link.unsure))
                report.wait(vpc, "the vpcId of a default security group");
            else if (own.length === 0) {
                absent(report, {
                    on: vpc,
                    what: "a default security group",
                    is: "its default security group is left as AWS makes it, open among its members and outwards",
                    must: "be taken over and emptied",
                    remediation: "Add an aws.ec2.DefaultSecurityGroup with this vpcId and no rules",
                });
            }
            for (const group of own) {
                for (const direction of ["ingress", "egress"]) {
                    const rules = see(group.props, direction);
                    if (rules === UNKNOWN) report.wait(group, direction);
                    else if (items(rules).length > 0) {
                        report.violation(
                            group,
                            `it has ${direction} rules`,
                            "have none",
                            `Remove ${direction}`,
                        );
                    }
                }
            }
        }
    },
});

const adminPorts = [22, 3389] as const;

export const noOpenAdminPorts = resourceRule({
    name: "nacl-no-open-admin-ports",
    title: "Network ACLs admit no remote administration from the internet",
    asserts: "no network ACL admits 22, 3389 or every port from the internet",
    severity: "medium",
    level: "advisory",
    decisive: "create",
    references: {
        securityHub: ["EC2.21"],
        cis: ["5.2"],
        configRules: ["nacl-no-unrestricted-ssh-rdp"],
        checkov: ["CKV_AWS_229", "CKV_AWS_230", "CKV_AWS_231", "CKV_AWS_232", "CKV_AWS_352"],
        prowler: [
            "ec2_networkacl_allow_ingress_any_port",
            "ec2_networkacl_allow_ingress_tcp_port_22",
            "ec2_networkacl_allow_ingress_tcp_port_3389",
        ],
    },
    nist: { by: "Security Hub", controls: ["CM-7", "SC-7(5)"] },
    fix: [
        'new aws.ec2.NetworkAclRule("https", { networkAclId, ruleNumber: 100, protocol: "tcp", ruleAction: "allow", cidrBlock: "10.0.0.0/16", fromPort: 443, toPort: 443 });',
    ],
    types: [tokens.networkAcl, "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", tokens.networkAclRule],
    check(resource, report) {
        const rules =
            resource.type === tokens.networkAclRule
                ? [resource.props].filter((rule) => flag(see(rule, "egress")) !== true)
                : items(see(resource.props, "ingress"));
        for (const [index, rule] of rules.entries()) {
            const action = see(rule, "ruleAction") ?? see(rule, "action");
            const cidrs = [see(rule, "cidrBlock"), see(rule, "ipv6CidrBlock")].filter(present);
            const shape: GroupRule = {
                direction: "ingress",
                protocol: see(rule, "protocol"),
                from: see(rule, "fromPort"),
                to: see(rule, "toPort"),
                cidrs,
                prefixLists: [],
                groups: [],
                self: false,
                description: undefined,
                where: "",
            };
            const covered = adminPorts.filter((port) => coversPort(shape, port) === true);
            const wide = cidrs.filter((cidr) => typeof cidr === "string" && isInternet(cidr));
            if (
                action === UNKNOWN ||
                cidrs.includes(UNKNOWN) ||
                shape.protocol === UNKNOWN ||
                rule === UNKNOWN
            ) {
                report.wait(resource, `ingress ${index + 1}`);
            } else if (text(action)?.toLowerCase() === "allow" && covered.length > 0 && wide.length > 0) {
                report.violation(
                    resource,
                    `ingress ${index + 1} admits port ${covered.join(" and ")} from ${wide.map(show).join(", ")}`,
                    "admit remote administration from nowhere; Session Manager needs no inbound port",
                    "Name the ports and the networks that are needed",
                );
            }
        }
    },
});

export const noAutoPublicAddress = stackRule({
    name: "subnet-no-auto-public-ip",
    title: "Subnets of machines assign no public addresses",
    asserts:
        "mapPublicIpOnLaunch is not true on subnets that instances and Auto Scaling groups use; those of mount targets are told by efs-mount-target-private-subnet",
    severity: "medium",
    level: "advisory",
    decisive: "edges",
    references: {
        securityHub: ["EC2.15"],
        configRules: ["subnet-auto-assign-public-ip-disabled"],
        checkov: ["CKV_AWS_130"],
        prowler: ["vpc_subnet_no_public_ip_by_default"],
    },
    nist: { by: "Security Hub", controls: ["AC-21", "SC-7(3)", "SC-7(9)"] },
    fix: ['new aws.ec2.Subnet("private-a", { vpcId, cidrBlock, mapPublicIpOnLaunch: false });'],
    trigger: tokens.subnet,
    check(stack, report) {
        const judged = new Set<Node>();
        for (const { agent, link } of agentSubnets(stack)) {
            const one = instanceTypes.includes(agent.type);
            // Fed by a component with public and private subnets, an unknown id may be any of them.
            if (link.unsure || (one && link.to.length > 1) || holdsUnknownIds(agent)) {
                report.wait(agent, "its subnets");
                continue;
            }
            for (const subnet of link.to) judged.add(subnet);
        }
        for (const subnet of judged) {
            const value = flag(see(subnet.props, "mapPublicIpOnLaunch"));
            if (value === UNKNOWN) report.wait(subnet, "mapPublicIpOnLaunch");
            else if (value === true) {
                report.violation(
                    subnet,
                    "mapPublicIpOnLaunch is true, and machines are in it",
                    "be false",
                    "Use a private subnet, or remove mapPublicIpOnLaunch",
                );
            }
        }
    },
});

function holdsUnknownIds(agent: Node): boolean {
    const value = see(agent.props, "vpcZoneIdentifiers");
    const fed = agent.propertyDependencies.vpcZoneIdentifiers ?? [];
    return (
        (value === UNKNOWN || items(value).includes(UNKNOWN)) &&
        fed.some(({ type }) => type !== tokens.subnet)
    );
}
