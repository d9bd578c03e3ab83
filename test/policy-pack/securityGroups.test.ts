import { groupTypes } from "../../policy-pack/kernel/tokens";
import { agentGroup, mountGroup, nfsIngress, other, targetA } from "./baseline";
import { but, declare, of, unknown } from "./plan";
import { from, https, inline, olderRule } from "./securityRules";
import { rule } from "./table";

rule("sg-nfs-from-security-groups-only", {
    accepts: {
        "2049 from a security group": [nfsIngress, mountGroup, agentGroup],
        "every port from a security group": [
            but(nfsIngress, { ipProtocol: "-1", fromPort: undefined, toPort: undefined }),
            mountGroup,
            agentGroup,
        ],
        "addresses on other ports": from({ fromPort: 2050, toPort: 3000, cidrIpv4: "10.0.0.0/16" }),
        "ICMP from addresses": from({
            ipProtocol: "icmp",
            fromPort: -1,
            toPort: -1,
            cidrIpv4: "10.0.0.0/16",
        }),
        "every port among the nodes of a cluster": [
            inline("ingress", { protocol: "-1", fromPort: 0, toPort: 0, self: true }),
        ],
        "every TCP port among the nodes of a cluster": [
            inline("ingress", { protocol: "tcp", fromPort: 0, toPort: 65535, self: true }),
        ],
        "egress on 2049": inline("egress", {
            ...https,
            fromPort: 2049,
            toPort: 2049,
            cidrBlocks: ["10.0.0.0/16"],
        }),
    },
    refuses: {
        "2049 from a private network": { plan: from({ cidrIpv4: "10.0.0.0/16" }), says: /10\.0\.0\.0\/16/ },
        "a range that contains 2049": from({ fromPort: 0, toPort: 65535, cidrIpv4: "10.0.0.0/16" }),
        "every protocol from a network": from({
            ipProtocol: "-1",
            fromPort: undefined,
            toPort: undefined,
            cidrIpv6: "fd00::/8",
        }),
        "the number of TCP": from({ ipProtocol: "6", cidrIpv4: "10.0.0.0/16" }),
        "a prefix list": { plan: from({ prefixListId: "pl-1" }), says: /prefix list/ },
        "a network that is not known yet": from({ cidrIpv4: unknown }),
        "an inline rule with self": {
            plan: inline("ingress", { protocol: "tcp", fromPort: 2049, toPort: 2049, self: true }),
            says: /self/,
        },
        "a rule of the older kind": but(olderRule, { fromPort: 111, toPort: 2049 }),
    },
    waits: { "ports that are not known yet": from({ fromPort: unknown, cidrIpv4: "10.0.0.0/16" }) },
    ignores: { "another resource": other },
});

const egress = declare(groupTypes.egress, "out", {
    securityGroupId: of(agentGroup, "id"),
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
    cidrIpv4: "0.0.0.0/0",
    description: "HTTPS",
});

rule("sg-egress-restricted", {
    accepts: {
        "one port to everywhere": [egress, agentGroup],
        "every port to a private network": [
            but(egress, {
                ipProtocol: "-1",
                fromPort: undefined,
                toPort: undefined,
                cidrIpv4: "10.0.0.0/16",
            }),
            agentGroup,
        ],
        "mount targets without egress": [targetA, mountGroup, nfsIngress, agentGroup, egress],
    },
    refuses: {
        "every port to everywhere": {
            plan: [but(egress, { ipProtocol: "-1", fromPort: undefined, toPort: undefined }), agentGroup],
            says: /every port/,
        },
        "every port to everywhere, inline": {
            plan: inline("egress", { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }),
            says: /egress 1/,
        },
        "every port to everywhere in IPv6": [
            but(olderRule, {
                type: "egress",
                protocol: "all",
                cidrBlocks: undefined,
                ipv6CidrBlocks: ["::/0"],
            }),
        ],
        "egress of the group of a mount target": {
            plan: [mountGroup, targetA, but(egress, { securityGroupId: of(mountGroup, "id") })],
            says: /guards mount targets and has egress \(out\)/,
        },
        "inline egress of the group of a mount target": [
            inline("egress", { ...https, cidrBlocks: ["10.0.0.0/16"] }),
            targetA,
        ],
    },
    waits: {
        "a protocol that is not known yet": [but(egress, { ipProtocol: unknown }), agentGroup],
        "destinations that are not known yet": [
            but(egress, { ipProtocol: "-1", cidrIpv4: unknown }),
            agentGroup,
        ],
    },
    ignores: { "another resource": other },
});

rule("sg-descriptions", {
    accepts: {
        "described groups and rules": [agentGroup, nfsIngress],
        "a description that is not known yet": but(nfsIngress, { description: unknown }),
        "described inline rules": inline("ingress", https),
    },
    refuses: {
        "a group without one": { plan: but(agentGroup, { description: undefined }), says: /no description/ },
        "the provider's placeholder": {
            plan: but(agentGroup, { description: "Managed by Pulumi" }),
            says: /Managed by Pulumi/,
        },
        "a rule without one": but(nfsIngress, { description: undefined }),
        "an inline rule without one": {
            plan: inline("ingress", https, { ...https, description: " " }),
            says: /ingress 2/,
        },
        "a rule of the older kind without one": but(olderRule, { description: "" }),
    },
    ignores: { "another resource": other },
});

rule("sg-no-mixed-rule-management", {
    accepts: {
        "rules as resources": [mountGroup, nfsIngress, agentGroup],
        "rules inline": [inline("ingress", https), agentGroup],
        "rules as resources, which a refresh lists inline as well": [
            { ...mountGroup, computed: { ingress: [https] } },
            nfsIngress,
            agentGroup,
        ],
    },
    refuses: {
        "inline ingress beside a rule of its own": {
            plan: [inline("ingress", https), nfsIngress, agentGroup],
            says: /inline and in nfs/,
        },
        "inline egress beside a rule of the older kind": [
            inline("egress", https),
            but(olderRule, { securityGroupId: of(mountGroup, "id") }),
        ],
    },
    ignores: { "another resource": other },
});
