import { inOnePlace } from "../kernel/onePlace";
import { resourceRule } from "../kernel/rule";
import { label, ruleHolders, rulesOf } from "../kernel/securityGroups";
import { groupTypes } from "../kernel/tokens";
import { see, show, text, UNKNOWN } from "../kernel/values";

const placeholders = ["managed by pulumi", "managed by terraform"];

export const descriptions = resourceRule({
    name: "sg-descriptions",
    title: "Security groups and their rules say what they are for",
    asserts: "security groups and their rules carry a description of their own",
    severity: "low",
    level: "advisory",
    decisive: "preview",
    references: { checkov: ["CKV_AWS_23"] },
    nist: { by: "this pack", controls: ["CM-6"] },
    fix: [
        'new aws.vpc.SecurityGroupIngressRule("nfs", { ...rule, description: "NFS over TLS from the clients" });',
    ],
    types: ruleHolders,
    check(resource, report) {
        const judge = (what: string, description: unknown) => {
            const given = text(description)?.trim().toLowerCase() ?? "";
            if (description === UNKNOWN || (given !== "" && !placeholders.includes(given))) return;
            report.violation(
                resource,
                `${what} has ${given === "" ? "no description" : `the description ${show(description)}`}`,
                "say who talks to whom, and why",
                "Set description",
            );
        };
        if (resource.type === groupTypes.group) judge("it", see(resource.props, "description"));
        for (const rule of rulesOf(resource)) judge(label(rule), rule.description);
    },
});

export const noMixedRules = resourceRule({
    name: "sg-no-mixed-rule-management",
    title: "Security groups keep their rules in one place",
    asserts: "no security group has both inline rules and rule resources",
    severity: "medium",
    level: "mandatory",
    decisive: "edges",
    references: {},
    nist: { by: "this pack", controls: ["CM-2"] },
    fix: [
        'new aws.ec2.SecurityGroup("mount", { vpcId }); // no inline ingress or egress',
        'new aws.vpc.SecurityGroupIngressRule("nfs", { securityGroupId: mount.id, ...rule });',
    ],
    ...inOnePlace({
        type: groupTypes.group,
        inline: ["ingress", "egress"],
        separate: [groupTypes.rule, groupTypes.ingress, groupTypes.egress],
        by: "securityGroupId",
        problem: (others) => `it has rules inline and in ${others}`,
        must: "keep its rules in one place",
        fix: "Move the inline rules to aws.vpc.SecurityGroupIngressRule and SecurityGroupEgressRule",
    }),
});
