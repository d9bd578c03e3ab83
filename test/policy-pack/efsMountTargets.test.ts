import { groupTypes } from "../../policy-pack/kernel/securityGroups";
import { tokens } from "../../policy-pack/kernel/tokens";
import {
    accessPoint,
    agentGroup,
    fileSystem,
    mountGroup,
    nfsIngress,
    other,
    scalingGroup,
    subnetA,
    subnetB,
    targetA,
    targetB,
    template,
    userData,
} from "./baseline";
import { but, declare, of, unknown } from "./plan";
import { rule } from "./table";

rule("efs-mount-target-explicit-security-group", {
    accepts: {
        "a security group of the program": [targetA, mountGroup],
        "groups that are not known yet": but(targetA, { securityGroups: unknown }),
    },
    refuses: {
        "no security groups": {
            plan: but(targetA, { securityGroups: undefined }),
            says: /default security group/,
        },
        "an empty list": but(targetA, { securityGroups: [] }),
        "a list with an empty id": but(targetA, { securityGroups: [""] }),
    },
    ignores: { "another resource": other },
});

const guarded = [targetA, targetB, mountGroup, nfsIngress, agentGroup, template];
/** The guarded mount targets with another ingress rule. */
const admitting = (props: Record<string, unknown>) => [
    but(nfsIngress, props),
    targetA,
    mountGroup,
    agentGroup,
    template,
];
const stranger = declare(groupTypes.group, "stranger", { description: "Something else" });

rule("efs-mount-target-admits-agents-only", {
    accepts: {
        "2049 from the group of a launch template": guarded,
        "2049 from the group of a template's network interface": [
            ...guarded.filter((resource) => resource !== template),
            but(template, {
                vpcSecurityGroupIds: undefined,
                networkInterfaces: [{ securityGroups: [of(agentGroup, "id")] }],
            }),
        ],
        "2049 from the group of an instance": [
            ...guarded.filter((resource) => resource !== template),
            declare(tokens.instance, "agent", { vpcSecurityGroupIds: [of(agentGroup, "id")] }),
        ],
        "the same as an inline rule": [
            targetA,
            but(mountGroup, {
                ingress: [
                    { protocol: "tcp", fromPort: 2049, toPort: 2049, securityGroups: [of(agentGroup, "id")] },
                ],
            }),
            agentGroup,
            template,
        ],
        "the same as a rule of the older kind": [
            targetA,
            mountGroup,
            agentGroup,
            template,
            declare(groupTypes.rule, "nfs", {
                type: "ingress",
                securityGroupId: of(mountGroup, "id"),
                sourceSecurityGroupId: of(agentGroup, "id"),
                protocol: "tcp",
                fromPort: 2049,
                toPort: 2049,
            }),
        ],
        "a group outside the stack that the configuration allows": {
            plan: admitting({ referencedSecurityGroupId: "sg-0abc" }),
            config: { allowedSecurityGroupIds: ["sg-0abc"] },
        },
        "no ingress at all": [targetA, mountGroup],
    },
    refuses: {
        "a group in which no agent runs": {
            plan: [...admitting({ referencedSecurityGroupId: of(stranger, "id") }), stranger],
            says: /stranger, in which no agent/,
        },
        "a CIDR block": {
            plan: admitting({ referencedSecurityGroupId: undefined, cidrIpv4: "10.0.0.0/16" }),
            says: /10\.0\.0\.0/,
        },
        "a prefix list": admitting({ referencedSecurityGroupId: undefined, prefixListId: "pl-1" }),
        "ports that hold 2049 among others": {
            plan: admitting({ fromPort: 2048, toPort: 2049 }),
            says: /2048 to 2049/,
        },
        UDP: admitting({ ipProtocol: "udp" }),
        "every protocol from the agents": admitting({
            ipProtocol: "-1",
            fromPort: undefined,
            toPort: undefined,
        }),
        "its own members": {
            plan: [
                but(mountGroup, { ingress: [{ protocol: "tcp", fromPort: 2049, toPort: 2049, self: true }] }),
                targetA,
                agentGroup,
                template,
            ],
            says: /own members/,
        },
        "a group outside the stack": {
            plan: admitting({ referencedSecurityGroupId: "sg-0abc" }),
            says: /sg-0abc/,
        },
        "a mount target guarded by a group outside the stack": {
            plan: but(targetA, { securityGroups: ["sg-0abc"] }),
            says: /nobody judged/,
        },
    },
    waits: {
        "a source that comes from outside the stack": admitting({
            referencedSecurityGroupId: of(declare(groupTypes.group, "elsewhere"), "id"),
        }),
        "ports that are not known yet": admitting({ fromPort: unknown }),
    },
    ignores: { "a stack without mount targets": [mountGroup, nfsIngress] },
});

const gateway = declare("aws:ec2/internetGateway:InternetGateway", "gateway");
const table = declare(tokens.routeTable, "table");
const association = declare(tokens.routeTableAssociation, "association", {
    subnetId: of(subnetA, "id"),
    routeTableId: of(table, "id"),
});
const route = declare(tokens.route, "route", { routeTableId: of(table, "id"), gatewayId: of(gateway, "id") });
const network = declare("awsx:ec2:Vpc", "network");

rule("efs-mount-target-private-subnet", {
    accepts: {
        "a private subnet": [targetA, subnetA],
        "a subnet routed through NAT": [
            targetA,
            subnetA,
            but(table, { routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-1" }] }),
            association,
        ],
    },
    refuses: {
        "a subnet that assigns public addresses": {
            plan: [targetA, but(subnetA, { mapPublicIpOnLaunch: true })],
            says: /public addresses/,
        },
        "a subnet with a route to an internet gateway": {
            plan: [targetA, subnetA, table, association, route, gateway],
            says: /internet gateway/,
        },
        "a subnet with an inline route to one": [
            targetA,
            subnetA,
            but(table, { routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: of(gateway, "id") }] }),
            association,
            gateway,
        ],
        "a route to a gateway outside the stack": [
            targetA,
            subnetA,
            table,
            association,
            but(route, { gatewayId: "igw-1" }),
        ],
    },
    waits: {
        "one of many subnets of a component": [
            but(targetA, { subnetId: of(network, "privateSubnetId") }),
            network,
            { ...subnetA, parent: network },
            { ...but(subnetB, { mapPublicIpOnLaunch: true }), parent: network },
        ],
    },
    ignores: { "a subnet outside the stack": but(targetA, { subnetId: "subnet-0abc" }) },
});

const fed = but(template, { userData: of(accessPoint, "id") });
const running = [fileSystem, targetA, targetB, subnetA, subnetB, accessPoint, fed, scalingGroup];
const subnetC = declare(tokens.subnet, "private-c", { availabilityZone: "us-east-1c" });

rule("efs-mount-targets-multi-az", {
    accepts: {
        "a mount target in each zone of its agents": running,
        "an agent in another subnet of a covered zone": [
            ...running.filter((resource) => resource !== scalingGroup),
            but(scalingGroup, { vpcZoneIdentifiers: [of(subnetC, "id")] }),
            but(subnetC, { availabilityZone: "us-east-1a" }),
        ],
        "subnets outside the stack, two of them": [
            fileSystem,
            but(targetA, { subnetId: "subnet-1" }),
            but(targetB, { subnetId: "subnet-2" }),
        ],
        "an agent that does not use the file system": [
            fileSystem,
            targetA,
            targetB,
            subnetA,
            subnetB,
            but(template, { userData: userData("#!/bin/bash") }),
            but(scalingGroup, { vpcZoneIdentifiers: [of(subnetC, "id")] }),
            subnetC,
        ],
        "one zone where the configuration says one": {
            plan: [fileSystem, targetA, subnetA],
            config: { minimumZones: 1 },
        },
    },
    refuses: {
        "a file system without mount targets": { plan: fileSystem, says: /no mount target/ },
        "a single mount target": { plan: [fileSystem, targetA, subnetA], says: /1 zone/ },
        "two mount targets in one zone": [
            fileSystem,
            targetA,
            targetB,
            subnetA,
            but(subnetB, { availabilityZone: "us-east-1a" }),
        ],
        "an agent in a zone without a mount target": {
            plan: [
                ...running.filter((resource) => resource !== scalingGroup),
                but(scalingGroup, { vpcZoneIdentifiers: [of(subnetA, "id"), of(subnetC, "id")] }),
                subnetC,
            ],
            on: scalingGroup.name,
            says: /private-c \(us-east-1c\)/,
        },
    },
    waits: {
        "subnets of a component": [
            fileSystem,
            but(targetA, { subnetId: of(network, "subnetId") }),
            but(targetB, { subnetId: of(network, "subnetId") }),
            network,
            { ...subnetA, parent: network },
            { ...subnetB, parent: network },
        ],
    },
    ignores: {
        "a file system in one zone": but(fileSystem, { availabilityZoneName: "us-east-1a" }),
        "another resource": other,
    },
});
