import { tokens } from "../../policy-pack/kernel/tokens";
import {
    accessPoint,
    base64,
    fileSystem,
    other,
    scalingGroup,
    subnetA,
    subnetB,
    targetA,
    targetB,
    template,
} from "./baseline";
import { but, declare, of } from "./plan";
import { rule } from "./table";

const gateway = declare("aws:ec2/internetGateway:InternetGateway", "gateway");

const table = declare(tokens.routeTable, "table");

const association = declare(tokens.routeTableAssociation, "association", {
    subnetId: of(subnetA, "id"),
    routeTableId: of(table, "id"),
});

const route = declare(tokens.route, "route", { routeTableId: of(table, "id"), gatewayId: of(gateway, "id") });

const network = declare("awsx:ec2:Vpc", "network");

const vpc = declare(
    tokens.vpc,
    "vpc",
    { cidrBlock: "10.0.0.0/16" },
    { computed: { defaultRouteTableId: "rtb-0d", mainRouteTableId: "rtb-0d" } },
);

const inVpc = but(subnetA, { vpcId: of(vpc, "id") });

const mainTable = declare(tokens.defaultRouteTable, "main", {
    defaultRouteTableId: of(vpc, "defaultRouteTableId"),
});

const defaultSubnet = declare(tokens.defaultSubnet, "default-a", { availabilityZone: "us-east-1a" });

const defaultVpc = declare(tokens.defaultVpc, "default");

rule("efs-mount-target-private-subnet", {
    accepts: {
        "a private subnet": [targetA, subnetA],
        "a subnet routed through NAT": [
            targetA,
            subnetA,
            but(table, { routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-1" }] }),
            association,
        ],
        "a subnet with a table of its own in a VPC whose main one is public": [
            targetA,
            inVpc,
            table,
            association,
            vpc,
            mainTable,
            but(route, { routeTableId: of(mainTable, "id") }),
            gateway,
        ],
        "a default subnet that the stack makes private": [
            but(targetA, { subnetId: of(defaultSubnet, "id") }),
            but(defaultSubnet, { mapPublicIpOnLaunch: false }),
            table,
            but(association, { subnetId: of(defaultSubnet, "id") }),
        ],
    },
    refuses: {
        "a subnet with a route by its VPC's default table": {
            plan: [
                targetA,
                inVpc,
                vpc,
                mainTable,
                but(route, { routeTableId: of(mainTable, "id") }),
                gateway,
            ],
            says: /by the main route table of its VPC/,
        },
        "a subnet with an inline route by its VPC's default table": [
            targetA,
            inVpc,
            vpc,
            but(mainTable, { routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: of(gateway, "id") }] }),
            gateway,
        ],
        "a subnet with a route on the table that AWS made with its VPC": [
            targetA,
            inVpc,
            vpc,
            but(route, { routeTableId: of(vpc, "mainRouteTableId") }),
            gateway,
        ],
        "a subnet by a table that was made the main one": [
            targetA,
            inVpc,
            vpc,
            table,
            route,
            gateway,
            declare(tokens.mainRouteTableAssociation, "main", {
                vpcId: of(vpc, "id"),
                routeTableId: of(table, "id"),
            }),
        ],
        "a default subnet": {
            plan: [but(targetA, { subnetId: of(defaultSubnet, "id") }), defaultSubnet],
            says: /as AWS makes default VPCs/,
        },
        "a subnet of the default VPC": [targetA, but(subnetA, { vpcId: of(defaultVpc, "id") }), defaultVpc],
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
            but(template, { userData: base64("#!/bin/bash") }),
            but(scalingGroup, { vpcZoneIdentifiers: [of(subnetC, "id")] }),
            subnetC,
        ],
        "one zone where the configuration says one": {
            plan: [fileSystem, targetA, subnetA],
            config: { minimumZones: 1 },
        },
    },
    refuses: {
        "a file system without mount targets": {
            plan: fileSystem,
            says: /no mount target/,
            preview: "advises",
        },
        "a file system that exists without mount targets, in front of an update that makes nothing": but(
            fileSystem,
            { id: "fs-1", arn: "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-1" },
        ),
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
