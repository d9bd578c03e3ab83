import { computeTypes, inherits, instanceTypes, profileOf, rolesOf } from "../kernel/agents";
import { mountingRoles } from "../kernel/grants";
import { type Resource, resourceRule } from "../kernel/rule";
import { texts } from "../kernel/settings";
import type { Node } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { flag, items, present, see, show, text, UNKNOWN } from "../kernel/values";

export const noPublicAddress = resourceRule({
    name: "ec2-no-public-ip",
    title: "Instances have no public address",
    asserts:
        "associatePublicIpAddress is not true, on instances and on network interfaces of launch templates",
    severity: "high",
    level: "advisory",
    decisive: "preview",
    references: {
        securityHub: ["EC2.9", "EC2.25"],
        configRules: ["ec2-launch-template-public-ip-disabled"],
        checkov: ["CKV_AWS_88"],
        prowler: ["ec2_launch_template_no_public_ip"],
    },
    nist: { by: "Security Hub", controls: ["AC-4(21)", "SC-7(3)", "SC-7(9)"] },
    fix: ['networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups: [group.id] }]'],
    types: computeTypes,
    check(resource, report) {
        for (const { where, holder } of addressHolders(resource)) {
            const claim = flag(see(holder, "associatePublicIpAddress"));
            if (claim === UNKNOWN) report.wait(resource, `${where}associatePublicIpAddress`);
            else if (claim === true) {
                report.violation(
                    resource,
                    `${where}associatePublicIpAddress is true`,
                    "be false: what is reached from outside is reached through a load balancer",
                    `Set ${where}associatePublicIpAddress to false, and use private subnets`,
                );
            }
        }
    },
    remediate(resource) {
        const open = addressHolders(resource).filter(
            ({ holder }) => holder !== UNKNOWN && flag(see(holder, "associatePublicIpAddress")) === true,
        );
        for (const { holder } of open) {
            const written = see(holder, "associatePublicIpAddress");
            Object.assign(Object(holder), {
                associatePublicIpAddress: typeof written === "string" ? "false" : false,
            });
        }
        return open.length > 0;
    },
});

function addressHolders({ type, props }: Resource): readonly { where: string; holder: unknown }[] {
    if (type !== tokens.launchTemplate) return [{ where: "", holder: props }];
    return items(see(props, "networkInterfaces")).map((holder, index) => ({
        where: `networkInterfaces[${index}].`,
        holder,
    }));
}

export const detailedMonitoring = resourceRule({
    name: "ec2-detailed-monitoring",
    title: "Instances are monitored in detail",
    asserts: "monitoring is enabled",
    severity: "low",
    level: "advisory",
    decisive: "preview",
    references: {
        configRules: ["ec2-instance-detailed-monitoring-enabled"],
        checkov: ["CKV_AWS_126"],
        prowler: ["ec2_instance_detailed_monitoring_enabled"],
    },
    nist: { by: "this pack", controls: ["SI-4"] },
    fix: ["monitoring: { enabled: true }"],
    types: [tokens.launchTemplate, ...instanceTypes],
    check(resource, report) {
        if (inherits(resource, "monitoring")) return report.notApplicable("Its launch template decides");
        const path = instanceTypes.includes(resource.type) ? ["monitoring"] : ["monitoring", "enabled"];
        const value = see(resource.props, ...path);
        const claim = flag(value);
        if (claim === UNKNOWN) return report.wait(resource, path.join("."));
        if (claim === true) return;
        report.violation(
            resource,
            `${path.join(".")} is ${show(value)}, so metrics come every five minutes`,
            "be true",
            instanceTypes.includes(resource.type)
                ? "Set monitoring: true"
                : "Set monitoring: { enabled: true }",
        );
    },
});

export const profilePerAgent = resourceRule({
    name: "ec2-instance-profile-per-agent",
    title: "Each machine that mounts EFS has its own role",
    asserts:
        "launch templates and instances have an instance profile, and no role that may mount EFS serves two of them",
    severity: "high",
    level: "advisory",
    decisive: "edges",
    references: {
        configRules: ["ec2-instance-profile-attached"],
        checkov: ["CKV2_AWS_41"],
        prowler: ["ec2_instance_profile_attached"],
    },
    nist: { by: "this pack", controls: ["AC-6", "IA-9"] },
    fix: ['new aws.ec2.LaunchTemplate("builds", { iamInstanceProfile: { arn: ownProfile.arn } });'],
    types: computeTypes,
    settings: { sharedRoles: texts("Names of roles that several templates or instances may share") },
    check(agent, report) {
        if (inherits(agent, "iamInstanceProfile")) return report.notApplicable("Its launch template decides");
        if (present(see(agent.props, "iamInstanceProfile"))) return;
        report.violation(
            agent,
            "it has no instance profile, so credentials have to be put on it by hand",
            "have an instance profile of its own",
            agent.type === tokens.launchTemplate
                ? "Set iamInstanceProfile: { arn: profile.arn }"
                : "Set iamInstanceProfile: profile.name",
        );
    },
    across: {
        trigger: tokens.instanceProfile,
        check(stack, report, { sharedRoles }) {
            const users = new Map<Node, Node>();
            const mounting = mountingRoles(stack);
            for (const agent of stack.of(...computeTypes)) {
                if (inherits(agent, "iamInstanceProfile")) continue;
                if (profileOf(stack, agent).unsure) report.wait(agent, "iamInstanceProfile");
                for (const role of new Set(rolesOf(stack, agent))) {
                    const other = users.get(role);
                    users.set(role, agent);
                    // Servers behind one load balancer are one application: what their role may do is not each one's own.
                    if (
                        !other ||
                        !mounting.has(role) ||
                        sharedRoles.includes(role.name) ||
                        sharedRoles.includes(text(see(role.props, "name")) ?? "")
                    )
                        continue;
                    report.violation(
                        agent,
                        `it acts as ${role.name}, which may mount EFS, as ${other.name} does`,
                        "act as a role of its own, so that one machine's files are not another's",
                        "Make a role and an instance profile per launch template",
                    );
                }
            }
        },
    },
});
