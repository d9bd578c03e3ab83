import { groupTypes, tokens } from "../../policy-pack/kernel/tokens";
import { other, scalingGroup, subnetA, subnetB, targetA, vpc } from "./baseline";
import { but, declare, of, unknown } from "./plan";
import { rule } from "./table";

const https = { protocol: "tcp", fromPort: 443, toPort: 443, description: "HTTPS" };

const closed = declare(groupTypes.defaultGroup, "closed", { vpcId: of(vpc, "id") });

rule("vpc-default-sg-closed", {
    accepts: { "an emptied default group": [vpc, closed] },
    refuses: {
        "a VPC that leaves it alone": { plan: [vpc], says: /left as AWS makes it/, preview: "advises" },
        "an emptied group of another VPC": {
            plan: [vpc, but(closed, { vpcId: "vpc-other" })],
            preview: "advises",
        },
        "a default group with ingress": {
            plan: [vpc, but(closed, { ingress: [https] })],
            on: "closed",
            says: /ingress rules/,
        },
        "a default group with egress": { plan: [vpc, but(closed, { egress: [https] })], on: "closed" },
    },
    waits: {
        "a group whose VPC is not known yet": [
            vpc,
            but(closed, { vpcId: of(declare("my:own:Lookup", "lookup"), "id") }),
        ],
    },
    ignores: { "a stack without VPCs": [closed] },
});

const entry = { action: "allow", protocol: "tcp", fromPort: 22, toPort: 22, cidrBlock: "0.0.0.0/0" };

const acl = (...ingress: unknown[]) => declare(tokens.networkAcl, "acl", { ingress });

const aclRule = declare(tokens.networkAclRule, "rule", {
    ruleAction: "allow",
    protocol: "6",
    fromPort: 3389,
    toPort: 3389,
    ipv6CidrBlock: "::/0",
});

rule("nacl-no-open-admin-ports", {
    accepts: {
        "a private network": acl({ ...entry, cidrBlock: "10.0.0.0/8" }),
        "another port": acl({ ...entry, fromPort: 443, toPort: 443 }),
        "a Deny": acl({ ...entry, action: "deny" }),
        egress: but(aclRule, { egress: true }),
    },
    refuses: {
        "SSH from the internet": {
            plan: acl({ ...entry, fromPort: 443, toPort: 443 }, entry),
            says: /ingress 2 admits port 22/,
        },
        "RDP over IPv6": { plan: aclRule, says: /3389/ },
        "every protocol": acl({ ...entry, protocol: "-1", fromPort: 0, toPort: 0 }),
        "a range that contains both": {
            plan: acl({ ...entry, fromPort: 0, toPort: 65535 }),
            says: /22 and 3389/,
        },
        "the default ACL": declare("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", "default", {
            ingress: [entry],
        }),
    },
    waits: { "a network that is not known yet": acl({ ...entry, cidrBlock: unknown }) },
    ignores: { "another resource": other },
});

const open = but(subnetA, { mapPublicIpOnLaunch: true });

const component = declare("awsx:ec2:Vpc", "network");

rule("subnet-no-auto-public-ip", {
    accepts: {
        "private subnets": [targetA, subnetA, subnetB, scalingGroup],
        "a public subnet without agents": [scalingGroup, subnetA, subnetB, { ...open, name: "public" }],
        "the public subnet of a mount target, which another rule tells": [targetA, open],
        "an explicit false": [scalingGroup, but(subnetA, { mapPublicIpOnLaunch: false }), subnetB],
    },
    refuses: {
        "a public subnet with an agent": {
            plan: [open, subnetB, scalingGroup],
            says: /mapPublicIpOnLaunch is true/,
        },
        "a public subnet with an instance": [
            open,
            declare(tokens.instance, "agent", { subnetId: of(open, "id") }),
        ],
    },
    waits: {
        "one of many subnets of a component": [
            declare(tokens.instance, "agent", { subnetId: of(component, "subnetId") }),
            component,
            { ...open, parent: component },
            { ...subnetB, parent: component },
        ],
    },
    ignores: { "a stack without subnets": [targetA] },
});
