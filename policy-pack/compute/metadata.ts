import { computeTypes, inherits } from "../kernel/agents";
import { isNative } from "../kernel/nativeReader";
import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";
import { wholeNumber } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { items, number, see, show, UNKNOWN } from "../kernel/values";

export const imdsv2Required = resourceRule({
    name: "ec2-imdsv2-required",
    title: "Instances require IMDSv2",
    asserts:
        "metadataOptions.httpTokens of launch templates, instances and launch configurations is required; absent is refused, and so are launch specifications of spot fleets, which cannot say it",
    severity: "high",
    level: "mandatory",
    decisive: "preview",
    references: {
        securityHub: ["EC2.8", "EC2.170"],
        cis: ["5.7"],
        controlTower: ["CT.EC2.PR.1"],
        configRules: ["ec2-launch-template-imdsv2-check", "ec2-imdsv2-check"],
        checkov: ["CKV_AWS_79"],
        prowler: ["ec2_launch_template_imdsv2_required"],
    },
    nist: { by: "Security Hub", controls: ["AC-3(15)", "AC-6"] },
    fix: ['metadataOptions: { httpTokens: "required", httpEndpoint: "enabled", httpPutResponseHopLimit: 1 }'],
    types: [...computeTypes, tokens.spotFleetRequest],
    check(resource, report) {
        if (inherits(resource, "metadataOptions")) return report.notApplicable("Its launch template decides");
        if (resource.type === tokens.spotFleetRequest) return judgeFleet(resource, report);
        const endpoint = see(resource.props, "metadataOptions", "httpEndpoint");
        const tokensMode = see(resource.props, "metadataOptions", "httpTokens");
        if (endpoint === "disabled" || tokensMode === "required") return;
        if (tokensMode === UNKNOWN) return report.wait(resource, "metadataOptions.httpTokens");
        report.violation(
            resource,
            `metadataOptions.httpTokens is ${show(tokensMode)}, so one forged request reads the role's credentials`,
            'be "required"',
            `Set ${within(resource, 'metadataOptions: { httpTokens: "required", httpEndpoint: "enabled", httpPutResponseHopLimit: 1 }')}`,
        );
    },
    remediate({ type, props }) {
        if (type === tokens.spotFleetRequest) return false;
        const options = see(props, "metadataOptions");
        if (options === UNKNOWN || see(options, "httpTokens") === "required") return false;
        // Set on what is there, so that the other options stay as the program gave them.
        if (options === undefined)
            Object.assign(Object(props), { metadataOptions: { httpTokens: "required" } });
        else Object.assign(Object(options), { httpTokens: "required" });
        return true;
    },
});

/**
 * A launch specification has no options for metadata, so its machines start with IMDSv1 on:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SpotFleetLaunchSpecification.html
 */
function judgeFleet(fleet: Resource, report: Report): void {
    const specifications = see(fleet.props, "launchSpecifications");
    if (specifications === UNKNOWN) report.wait(fleet, "launchSpecifications");
    else if (items(specifications).length === 0) report.notApplicable("Its launch templates decide");
    else
        report.violation(
            fleet,
            "its launchSpecifications start machines that answer to IMDSv1 too, so one forged request reads the role's credentials",
            'start them from a launch template with httpTokens "required"',
            'Replace launchSpecifications by launchTemplateConfigs: [{ launchTemplateSpecification: { id: template.id, version: "1" } }], and give that template metadataOptions: { httpTokens: "required" }',
        );
}

/** An option as code where it stands in the type at hand: aws-native has those of a template one level further in. */
function within({ type, urn }: Resource, option: string): string {
    return type === tokens.launchTemplate && isNative(urn) ? `launchTemplateData: { ${option} }` : option;
}

export const hopLimit = resourceRule({
    name: "ec2-imds-hop-limit",
    title: "Instance metadata stays on the instance",
    asserts: "httpPutResponseHopLimit is at most maximumHops",
    severity: "medium",
    level: "advisory",
    decisive: "preview",
    references: {
        securityHub: ["AutoScaling.4"],
        controlTower: ["CT.EC2.PR.2"],
        configRules: ["autoscaling-launch-config-hop-limit"],
        checkov: ["CKV_AWS_341"],
    },
    nist: { by: "Security Hub", controls: ["CA-9(1)", "CM-2"] },
    fix: ['metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 }'],
    types: computeTypes,
    settings: {
        maximumHops: wholeNumber(
            "Most network hops to the metadata service; 2 lets containers reach it",
            1,
            1,
            64,
        ),
    },
    check(resource, report, { maximumHops }) {
        if (inherits(resource, "metadataOptions")) return report.notApplicable("Its launch template decides");
        const hops = see(resource.props, "metadataOptions", "httpPutResponseHopLimit");
        if (hops === UNKNOWN) return report.wait(resource, "metadataOptions.httpPutResponseHopLimit");
        // Absent means 1, except that AMIs may set 2: said explicitly, it holds for all of them.
        if (number(hops) !== undefined && Number(hops) <= maximumHops) return;
        if (see(resource.props, "metadataOptions", "httpEndpoint") === "disabled") return;
        report.violation(
            resource,
            `metadataOptions.httpPutResponseHopLimit is ${show(hops)}`,
            `be at most ${maximumHops}`,
            `Set ${within(resource, `metadataOptions: { httpPutResponseHopLimit: ${maximumHops} }`)}`,
        );
    },
});
