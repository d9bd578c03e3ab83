import { resourceRule } from "../kernel/rule";
import { texts } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { items, present, see, text, UNKNOWN } from "../kernel/values";

/** Auto Scaling groups use launch templates. */
export const usesLaunchTemplate = resourceRule({
    control: "asg-launch-template",
    types: [tokens.scalingGroup],
    check(group, report) {
        const mixed = see(group.props, "mixedInstancesPolicy");
        const template = see(group.props, "launchTemplate");
        const configuration = see(group.props, "launchConfiguration");
        if ((present(template) || present(mixed)) && !present(configuration)) return;
        report.breach(
            group,
            present(configuration)
                ? "it uses a launch configuration, which AWS no longer develops"
                : "it has no launch template",
            "use a launch template",
            'Set launchTemplate: { id, version: "$Latest" }',
        );
    },
});

/** Auto Scaling groups span two zones, or say why not. */
export const multiZone = resourceRule({
    control: "asg-multi-az",
    types: [tokens.scalingGroup],
    settings: {
        reasonTags: texts("Tags by which a group says why it is in one zone", ["single-az-reason"]),
    },
    check(group, report, { reasonTags }) {
        const subnets = see(group.props, "vpcZoneIdentifiers");
        const zones = see(group.props, "availabilityZones");
        if (items(subnets).length >= 2 || items(zones).length >= 2) return;
        const reasons = items(see(group.props, "tags")).filter(
            (tag) => tag !== UNKNOWN && reasonTags.includes(text(see(tag, "key")) ?? ""),
        );
        if (reasons.some((tag) => present(see(tag, "value")))) return;
        if (subnets === UNKNOWN || zones === UNKNOWN) return report.wait(group, "its subnets");
        report.breach(
            group,
            `it is in ${Math.max(items(subnets).length, items(zones).length)} zone(s), so it is lost with that zone`,
            "be in two zones, or say why one is enough",
            `Add a subnet of another zone to vpcZoneIdentifiers, or a tag ${reasonTags.join(" or ")}`,
        );
    },
});
