import { type Change, set } from "../mutant";
import type { Weakenings } from "./weakening";

const everywhere = "0.0.0.0/0";

/** Admits every address instead of a group. */
export const fromEverywhere: Change = (props) => {
    delete props.referencedSecurityGroupId;
    props.cidrIpv4 = everywhere;
};

/** Weakenings of security groups, subnets and flow logs. */
export const network: Weakenings = {
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": [
        { operator: "rule opened to everywhere", change: fromEverywhere },
        {
            operator: "rule opened to the private ranges",
            change: (props) => {
                fromEverywhere(props);
                props.cidrIpv4 = "10.0.0.0/8";
            },
        },
        {
            operator: "rule opened to every port",
            change: (props) => {
                props.fromPort = 0;
                props.toPort = 65535;
            },
        },
        { operator: "rule opened to every protocol", change: set("ipProtocol", "-1") },
        {
            operator: "rule opened to one port more",
            change: (props) => {
                props.toPort = Number(props.toPort) + 1;
            },
        },
    ],
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": [
        { operator: "rule opened to everywhere", change: fromEverywhere },
        {
            operator: "rule opened to every port",
            change: (props) => {
                props.fromPort = 0;
                props.toPort = 65535;
            },
        },
        { operator: "rule opened to every protocol", change: set("ipProtocol", "-1") },
        { operator: "rule without a description", change: set("description", undefined) },
    ],
    "aws:ec2/securityGroup:SecurityGroup": [
        {
            operator: "inline rule added",
            change: set("ingress", [
                { protocol: "tcp", fromPort: 2049, toPort: 2049, cidrBlocks: [everywhere] },
            ]),
        },
        {
            operator: "inline rule added",
            change: set("egress", [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [everywhere] }]),
        },
        {
            operator: "narrow inline rule added",
            change: set("egress", [
                {
                    protocol: "tcp",
                    fromPort: 443,
                    toPort: 443,
                    cidrBlocks: ["10.60.0.0/16"],
                    description: "Extra",
                },
            ]),
        },
    ],
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": [
        {
            operator: "default group opened",
            change: set("egress", [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [everywhere] }]),
        },
        {
            operator: "default group opened to itself",
            change: set("ingress", [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }]),
        },
    ],
    "aws:ec2/subnet:Subnet": [
        { operator: "public addresses by default", change: set("mapPublicIpOnLaunch", true) },
    ],
    "aws:ec2/flowLog:FlowLog": [{ operator: "only what is admitted", change: set("trafficType", "ACCEPT") }],
};
