import { describeTypes, type Instance, text } from "../resourceType";

/** Of a group; of a rule that names another group, without the ampersand. */
const groupText = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{0,255}$/;
const ruleText = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=;{}!$*]{0,255}$/;

const ruleComputed = (i: Instance): Record<string, unknown> => ({
    arn: i.arn("ec2", `security-group-rule/${i.id}`),
    securityGroupRuleId: i.id,
});

/** Security groups and the three ways to write their rules. */
export const securityGroups = describeTypes({
    "aws:ec2/securityGroup:SecurityGroup": {
        replaces: "description name namePrefix vpcId",
        autoName: {},
        texts: {
            name: /^(?!sg-)[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/,
            description: groupText,
            "ingress.description": ruleText,
            "egress.description": ruleText,
        },
        defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
        holds: "vpcId",
        id: ({ hex }) => `sg-${hex(17)}`,
        computed: (i) => ({
            arn: i.arn("ec2", `security-group/${i.id}`),
            egress: [],
            ingress: [],
            ownerId: i.accountId,
            vpcId: `vpc-${i.hex(17, "default-vpc")}`,
        }),
    },
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
        overwrites: true,
        replaces: "vpcId",
        defaults: { revokeRulesOnDelete: false },
        // AWS made this group with the VPC; the provider only takes it over.
        id: (i) => text(i.find(i.inputs.vpcId)?.defaultSecurityGroupId ?? `sg-${i.hex(17)}`),
        computed: (i) => ({
            arn: i.arn("ec2", `security-group/${i.id}`),
            description: "default VPC security group",
            egress: [],
            ingress: [],
            name: "default",
            namePrefix: "",
            ownerId: i.accountId,
        }),
    },
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
        replaces: "securityGroupId",
        texts: { description: ruleText },
        holds: "referencedSecurityGroupId",
        id: ({ hex }) => `sgr-${hex(17)}`,
        computed: ruleComputed,
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
        replaces: "securityGroupId",
        texts: { description: ruleText },
        holds: "referencedSecurityGroupId",
        id: ({ hex }) => `sgr-${hex(17)}`,
        computed: ruleComputed,
    },
    "aws:ec2/securityGroupRule:SecurityGroupRule": {
        replaces: `cidrBlocks fromPort ipv6CidrBlocks prefixListIds protocol securityGroupId self
            sourceSecurityGroupId toPort type`,
        texts: { description: ruleText },
        defaults: { self: false },
        holds: "sourceSecurityGroupId",
        id: ({ hex }) => `sgrule-${Number.parseInt(hex(8), 16)}`,
        computed: (i) => ({ securityGroupRuleId: `sgr-${i.hex(17, "rule")}`, sourceSecurityGroupId: "" }),
    },
});
