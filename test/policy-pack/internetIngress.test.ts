import { groupTypes, tokens } from "../../policy-pack/kernel/tokens";
import { agentGroup, mountGroup, nfsIngress, other } from "./baseline";
import { but, declare, of, unknown } from "./plan";
import { from, https, inline, olderRule } from "./securityRules";
import { rule } from "./table";

const web = declare(groupTypes.group, "web", {
    description: "Web",
    ingress: [{ ...https, cidrBlocks: ["0.0.0.0/0"] }],
});

const webRule = but(nfsIngress, {
    securityGroupId: of(web, "id"),
    referencedSecurityGroupId: undefined,
    cidrIpv4: "0.0.0.0/0",
    fromPort: 80,
    toPort: 80,
});

const balancer = declare("aws:lb/loadBalancer:LoadBalancer", "balancer", { securityGroups: [of(web, "id")] });

const server = declare(tokens.instance, "server", { vpcSecurityGroupIds: [of(web, "id")] });

const service = declare("aws:ecs/service:Service", "service", {
    networkConfiguration: { securityGroups: [of(web, "id")] },
});

/** Blocks of /8 by their first numbers, each no large part of the internet. */
const eights = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `${from + index}.0.0.0/8`);

const ssh = { ...https, fromPort: 22, toPort: 22 };

const onSsh = (name: string, cidrIpv4: string) =>
    but(declare(groupTypes.ingress, name), {
        securityGroupId: of(web, "id"),
        ipProtocol: "tcp",
        fromPort: 22,
        toPort: 22,
        cidrIpv4,
    });

const tooBig = { protocol: "icmp", fromPort: 3, toPort: 4, cidrBlocks: ["0.0.0.0/0"] };

rule("sg-no-internet-ingress", {
    accepts: {
        "a security group as source": [nfsIngress, mountGroup, agentGroup],
        "the widest private network": from({ cidrIpv4: "10.0.0.0/8" }),
        "private IPv6 space": from({ cidrIpv6: "fc00::/7" }),
        "a small public network": from({ cidrIpv4: "203.0.113.0/24" }),
        "egress to everywhere": inline("egress", { ...https, cidrBlocks: ["0.0.0.0/0"] }),
        "a rule of the older kind for egress": but(olderRule, { type: "egress", cidrBlocks: ["0.0.0.0/0"] }),
        "443 and 80 of a load balancer's group": [web, webRule, balancer],
        "443 of a load balancer's group, both of aws-native": [
            declare("aws-native:ec2:SecurityGroup", "open", {
                securityGroupIngress: [
                    { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIp: "0.0.0.0/0" },
                ],
            }),
            declare("aws-native:elasticloadbalancingv2:LoadBalancer", "native", {
                securityGroups: [of(declare("aws-native:ec2:SecurityGroup", "open"), "id")],
            }),
        ],
        "443 of a group that nothing of the stack carries": web,
        "443 of an instance's group that the configuration names": {
            plan: [web, server],
            config: { publicGroupNames: ["web"] },
        },
        "another port of a load balancer that the configuration names": {
            plan: [
                but(web, { ingress: [{ ...https, fromPort: 8443, toPort: 8443, cidrBlocks: ["::/0"] }] }),
                balancer,
            ],
            config: { publicPorts: ["8443"] },
        },
        "a wide network that the configuration approves": {
            plan: from({ cidrIpv4: "0.0.0.0/0" }),
            config: { approvedCidrs: ["0.0.0.0/0"] },
        },
        "a prefix list of private networks": declare(tokens.managedPrefixList, "offices", {
            entries: [{ cidr: "10.1.0.0/16" }],
        }),
        "what path MTU discovery needs, of either family": inline("ingress", tooBig, {
            protocol: "58",
            fromPort: 2,
            toPort: 0,
            ipv6CidrBlocks: ["::/0"],
        }),
        "all of the private networks together": inline("ingress", {
            ...ssh,
            cidrBlocks: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8"],
        }),
        "blocks in which the configuration approves the wide ones": {
            plan: inline("ingress", { ...ssh, cidrBlocks: eights(20, 22) }),
            config: { approvedCidrs: ["20.0.0.0/8"] },
        },
        "blocks that are wide together on other ports each": inline(
            "ingress",
            { ...ssh, cidrBlocks: ["20.0.0.0/8"] },
            { ...ssh, toPort: 21, fromPort: 21, cidrBlocks: ["21.0.0.0/8"] },
        ),
        "443 of a load balancer in many blocks": [
            but(web, { ingress: [{ ...https, cidrBlocks: eights(0, 256) }] }),
            balancer,
        ],
    },
    refuses: {
        "the internet in 256 blocks": {
            plan: inline("ingress", { ...ssh, cidrBlocks: eights(0, 256) }),
            says: /tcp 22 from 256 blocks \(0\.0\.0\.0\/8, 1\.0\.0\.0\/8 …\), together/,
        },
        "two blocks of it that do not meet": inline("ingress", {
            ...ssh,
            cidrBlocks: ["20.0.0.0/8", "90.0.0.0/8"],
        }),
        "blocks over two rules, one of them wider in its ports": inline(
            "ingress",
            { ...ssh, cidrBlocks: ["20.0.0.0/8"] },
            { protocol: "-1", cidrBlocks: ["21.0.0.0/8"] },
        ),
        "blocks over two rules whose ports overlap": inline(
            "ingress",
            { ...ssh, fromPort: 0, toPort: 100, cidrBlocks: ["20.0.0.0/8"] },
            { ...ssh, fromPort: 20, toPort: 65535, cidrBlocks: ["21.0.0.0/8"] },
        ),
        "entries of their own that are the internet together": {
            plan: [
                declare(tokens.managedPrefixList, "list"),
                ...["20.0.0.0/8", "21.0.0.0/8"].map((cidr) =>
                    declare(tokens.managedPrefixListEntry, cidr, {
                        prefixListId: of(declare(tokens.managedPrefixList, "list"), "id"),
                        cidr,
                    }),
                ),
                web,
            ],
            says: /its entries are 2 blocks/,
        },
        "blocks in a rule of their own each": {
            plan: [but(web, { ingress: [] }), onSsh("a", "20.0.0.0/8"), onSsh("b", "21.0.0.0/8")],
            on: "web",
        },
        "two blocks of IPv6": inline("ingress", { ...ssh, ipv6CidrBlocks: ["2400::/16", "2600::/16"] }),
        "443 of an instance's group in many blocks": [
            but(web, { ingress: [{ ...https, cidrBlocks: eights(0, 256) }] }),
            server,
        ],
        "a prefix list of many blocks": declare(tokens.managedPrefixList, "all", {
            entries: eights(0, 256).map((cidr) => ({ cidr })),
        }),
        "every message of ICMP": inline("ingress", { ...tooBig, fromPort: -1, toPort: -1 }),
        "another code of the same message": inline("ingress", { ...tooBig, toPort: -1 }),
        "TCP on ports 3 and 4": inline("ingress", { ...tooBig, protocol: "tcp" }),
        "443 of an instance's group": { plan: [web, server], says: /443 from "0\.0\.0\.0\/0" to server/ },
        "443 of a group that a load balancer shares with a service": [web, balancer, service],
        "80 of an instance's group as a rule of its own": {
            plan: [webRule, but(web, { ingress: [] }), server],
            on: "nfs",
        },
        "another port of a load balancer's group": [
            but(web, { ingress: [{ ...https, fromPort: 8080, toPort: 8080, cidrBlocks: ["0.0.0.0/0"] }] }),
            balancer,
        ],
        "a range around 443 of a load balancer's group": [
            but(web, { ingress: [{ ...https, fromPort: 442, cidrBlocks: ["0.0.0.0/0"] }] }),
            balancer,
        ],
        "443 where the configuration has no public port": {
            plan: [web, balancer],
            config: { publicPorts: [] },
        },
        "0.0.0.0/0": { plan: from({ cidrIpv4: "0.0.0.0/0" }), says: /0\.0\.0\.0\/0/ },
        "::/0": from({ cidrIpv6: "::/0" }),
        "one half of the internet": from({ cidrIpv4: "128.0.0.0/1" }),
        "an eighth of the IPv6 internet": from({ cidrIpv6: "2000::/3" }),
        "everything written with another address": from({ cidrIpv4: "10.0.0.0/0" }),
        "an inline rule": {
            plan: inline("ingress", { ...https, fromPort: 22, cidrBlocks: ["10.0.0.0/8", "0.0.0.0/0"] }),
            says: /ingress 1 admits/,
        },
        "an inline rule for IPv6": inline("ingress", { ...https, fromPort: 22, ipv6CidrBlocks: ["::/0"] }),
        "a rule of the older kind": but(olderRule, { toPort: 444, cidrBlocks: ["0.0.0.0/0"] }),
        "the default group of a VPC": declare(groupTypes.defaultGroup, "default", {
            ingress: [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
        }),
        "a prefix list that the configuration calls public": {
            plan: from({ prefixListId: "pl-1" }),
            config: { publicPrefixLists: ["pl-1"] },
        },
        "an entry of a prefix list that is a resource of its own": declare(
            tokens.managedPrefixListEntry,
            "all",
            { prefixListId: "pl-1", cidr: "0.0.0.0/1" },
        ),
        "a prefix list that holds the internet": declare(tokens.managedPrefixList, "all", {
            entries: [{ cidr: "0.0.0.0/0" }],
        }),
        "a known half beside a block that is not known yet": but(olderRule, {
            toPort: 444,
            cidrBlocks: [unknown, "0.0.0.0/1"],
        }),
    },
    waits: {
        "a block that is not known yet": from({ cidrIpv4: unknown }),
        "rules that are not known yet": but(mountGroup, { ingress: unknown }),
    },
    ignores: { "another resource": other },
});
