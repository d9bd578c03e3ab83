import { resourceRule } from "../kernel/rule";
import { texts } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { items, present, see, UNKNOWN } from "../kernel/values";

export const usesLaunchTemplate = resourceRule({
    name: "asg-launch-template",
    title: "Auto Scaling groups use launch templates",
    asserts: "an Auto Scaling group uses a launch template, not a launch configuration",
    severity: "medium",
    level: "advisory",
    decisive: "preview",
    references: {
        securityHub: ["AutoScaling.9"],
        configRules: ["autoscaling-launch-template"],
        checkov: ["CKV_AWS_315"],
        prowler: ["autoscaling_group_using_ec2_launch_template"],
    },
    nist: { by: "Security Hub", controls: ["CM-2"] },
    fix: [
        'new aws.autoscaling.Group("builds", { launchTemplate: { id: template.id, version: "$Latest" }, minSize: 1, maxSize: 1, vpcZoneIdentifiers: privateSubnetIds });',
    ],
    types: [tokens.scalingGroup],
    check(group, report) {
        const mixed = see(group.props, "mixedInstancesPolicy");
        const template = see(group.props, "launchTemplate");
        const configuration = see(group.props, "launchConfiguration");
        if ((present(template) || present(mixed)) && !present(configuration)) return;
        report.violation(
            group,
            present(configuration)
                ? "it uses a launch configuration, which AWS no longer develops"
                : "it has no launch template",
            "use a launch template",
            'Set launchTemplate: { id, version: "$Latest" }',
        );
    },
});

export const multiZone = resourceRule({
    name: "asg-multi-az",
    title: "Auto Scaling groups span two zones, or say why not",
    asserts:
        "an Auto Scaling group spans at least two subnets or zones, or carries a tag that says why one zone is enough",
    severity: "medium",
    level: "advisory",
    decisive: "create",
    references: {
        securityHub: ["AutoScaling.2"],
        configRules: ["autoscaling-multiple-az"],
        prowler: ["autoscaling_group_multiple_az"],
    },
    nist: { by: "Security Hub", controls: ["CP-10", "SC-36"] },
    fix: [
        'new aws.autoscaling.Group("builds", { ...args, vpcZoneIdentifiers: [subnetA.id, subnetB.id] });',
        '// or tag the group: { key: "single-az-reason", value: "license server in this zone", propagateAtLaunch: false }',
    ],
    types: [tokens.scalingGroup],
    settings: {
        reasonTags: texts("Tags by which a group says why it is in one zone", ["single-az-reason"]),
    },
    check(group, report, { reasonTags }) {
        const subnets = see(group.props, "vpcZoneIdentifiers");
        const zones = see(group.props, "availabilityZones");
        if (items(subnets).length >= 2 || items(zones).length >= 2) return;
        const reasons = items(see(group.props, "tags")).filter((tag) =>
            reasonTags.some((key) => key === see(tag, "key")),
        );
        if (reasons.some((tag) => present(see(tag, "value")))) return;
        if (subnets === UNKNOWN || zones === UNKNOWN) return report.wait(group, "its subnets");
        report.violation(
            group,
            `it is in ${Math.max(items(subnets).length, items(zones).length)} zone(s), so it is lost with that zone`,
            "be in two zones, or say why one is enough",
            `Add a subnet of another zone to vpcZoneIdentifiers, or a tag ${reasonTags.join(" or ")}`,
        );
    },
});
