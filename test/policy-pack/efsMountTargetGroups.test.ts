import { groupTypes } from "../../policy-pack/kernel/securityGroups";
import { tokens } from "../../policy-pack/kernel/tokens";
import { agentGroup, mountGroup, nfsIngress, other, targetA, targetB, template } from "./baseline";
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
        "a group of the stack in which no agent runs, and that the configuration names": {
            plan: [...admitting({ referencedSecurityGroupId: of(stranger, "id") }), stranger],
            config: { clientSecurityGroups: ["stranger"] },
        },
        "no ingress at all": [targetA, mountGroup],
    },
    refuses: {
        "a group in which no agent runs": {
            plan: [...admitting({ referencedSecurityGroupId: of(stranger, "id") }), stranger],
            says: /stranger, in which no agent/,
        },
        "a group in which no agent runs, where the configuration names another": {
            plan: [...admitting({ referencedSecurityGroupId: of(stranger, "id") }), stranger],
            config: { clientSecurityGroups: ["strange", "stranger-2"], allowedSecurityGroupIds: ["sg-0abc"] },
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
