import { computeTypes, profileOf, rolesOf } from "../kernel/agents";
import { type Resource, resourceRule, stackRule } from "../kernel/rule";
import { texts, wholeNumber } from "../kernel/settings";
import type { Node } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { flag, items, number, present, see, show, text, UNKNOWN } from "../kernel/values";

/** Whether an instance takes from its launch template what it does not say itself; templates are judged on their own. */
function inherits(resource: Resource | Node, property: string): boolean {
    return (
        resource.type === tokens.instance &&
        present(see(resource.props, "launchTemplate")) &&
        !present(see(resource.props, property))
    );
}

/** Instances require IMDSv2. */
export const imdsv2Required = resourceRule({
    control: "ec2-imdsv2-required",
    types: computeTypes,
    check(resource, report) {
        if (inherits(resource, "metadataOptions")) return report.skip("Its launch template decides");
        const endpoint = see(resource.props, "metadataOptions", "httpEndpoint");
        const tokensMode = see(resource.props, "metadataOptions", "httpTokens");
        if (endpoint === "disabled" || tokensMode === "required") return;
        if (tokensMode === UNKNOWN) return report.wait(resource, "metadataOptions.httpTokens");
        report.breach(
            resource,
            `metadataOptions.httpTokens is ${show(tokensMode)}, so one forged request reads the role's credentials`,
            'be "required"',
            'Set metadataOptions: { httpTokens: "required", httpEndpoint: "enabled", httpPutResponseHopLimit: 1 }',
        );
    },
    remedy({ props }) {
        const options = see(props, "metadataOptions");
        if (options === UNKNOWN || see(options, "httpTokens") === "required") return false;
        // Set on what is there, so that the other options stay as the program gave them.
        if (options === undefined)
            Object.assign(Object(props), { metadataOptions: { httpTokens: "required" } });
        else Object.assign(Object(options), { httpTokens: "required" });
        return true;
    },
});

/** Instance metadata stays on the instance. */
export const hopLimit = resourceRule({
    control: "ec2-imds-hop-limit",
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
        if (inherits(resource, "metadataOptions")) return report.skip("Its launch template decides");
        const hops = see(resource.props, "metadataOptions", "httpPutResponseHopLimit");
        if (hops === UNKNOWN) return report.wait(resource, "metadataOptions.httpPutResponseHopLimit");
        // Absent means 1, except that AMIs may set 2: said explicitly, it holds for all of them.
        if (number(hops) !== undefined && Number(hops) <= maximumHops) return;
        if (see(resource.props, "metadataOptions", "httpEndpoint") === "disabled") return;
        report.breach(
            resource,
            `metadataOptions.httpPutResponseHopLimit is ${show(hops)}`,
            `be at most ${maximumHops}`,
            `Set metadataOptions.httpPutResponseHopLimit: ${maximumHops}`,
        );
    },
});

/** Instances have no public address. */
export const noPublicAddress = resourceRule({
    control: "ec2-no-public-ip",
    types: computeTypes,
    check(resource, report) {
        for (const { where, holder } of addressHolders(resource)) {
            const claim = holder === UNKNOWN ? UNKNOWN : flag(see(holder, "associatePublicIpAddress"));
            if (claim === UNKNOWN) report.wait(resource, `${where}associatePublicIpAddress`);
            else if (claim === true) {
                report.breach(
                    resource,
                    `${where}associatePublicIpAddress is true`,
                    "be false; agents call out and are never called",
                    `Set ${where}associatePublicIpAddress to false, and use private subnets`,
                );
            }
        }
    },
    remedy(resource) {
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

/** Instances are monitored in detail. */
export const detailedMonitoring = resourceRule({
    control: "ec2-detailed-monitoring",
    types: [tokens.launchTemplate, tokens.instance],
    check(resource, report) {
        if (inherits(resource, "monitoring")) return report.skip("Its launch template decides");
        const path = resource.type === tokens.instance ? ["monitoring"] : ["monitoring", "enabled"];
        const value = see(resource.props, ...path);
        const claim = flag(value);
        if (claim === UNKNOWN) return report.wait(resource, path.join("."));
        if (claim === true) return;
        report.breach(
            resource,
            `${path.join(".")} is ${show(value)}, so metrics come every five minutes`,
            "be true",
            resource.type === tokens.instance ? "Set monitoring: true" : "Set monitoring: { enabled: true }",
        );
    },
});

/** Each agent has its own role. */
export const profilePerAgent = stackRule({
    control: "ec2-instance-profile-per-agent",
    trigger: tokens.instanceProfile,
    settings: { sharedRoles: texts("Names of roles that several templates or instances may share") },
    check(stack, report, { sharedRoles }) {
        const users = new Map<Node, Node>();
        for (const agent of stack.of(...computeTypes)) {
            if (inherits(agent, "iamInstanceProfile")) continue;
            const profile = profileOf(stack, agent);
            if (!profile.given) {
                report.breach(
                    agent,
                    "it has no instance profile, so credentials have to be put on it by hand",
                    "have an instance profile of its own",
                    "Set iamInstanceProfile",
                );
            } else if (profile.unsure) report.wait(agent, "iamInstanceProfile");
            for (const role of new Set(rolesOf(stack, agent))) {
                const other = users.get(role);
                users.set(role, agent);
                if (
                    !other ||
                    sharedRoles.includes(role.name) ||
                    sharedRoles.includes(text(see(role.props, "name")) ?? "")
                )
                    continue;
                report.breach(
                    agent,
                    `it acts as ${role.name}, as ${other.name} does`,
                    "act as a role of its own, so that one agent's rights are not another's",
                    "Make a role and an instance profile per launch template",
                );
            }
        }
    },
});
