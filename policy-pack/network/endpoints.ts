import { covers, documentOf, isForEveryone } from "../kernel/iam";
import { sayUnread } from "../kernel/policies";
import { combined, resourceRule, stackRule } from "../kernel/rule";
import { choice, texts } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { items, present, see, show, text, UNKNOWN } from "../kernel/values";

/** Both halves of a combined rule read the same configuration, so they know the same settings. */
const endpointSettings = {
    requiredServices: texts(
        'Services that need an endpoint in each VPC of the stack, for example "secretsmanager"',
    ),
};

const eachEndpoint = resourceRule({
    control: "vpc-endpoints-present",
    types: [tokens.vpcEndpoint],
    settings: endpointSettings,
    check(endpoint, report) {
        const policy = see(endpoint.props, "policy");
        const document = documentOf(policy);
        const open = document.statements.find(
            (statement) =>
                statement.allow &&
                isForEveryone(statement) &&
                covers(statement, "any:AnyActionAtAll") &&
                statement.conditions.length === 0,
        );
        if (!present(policy) || open) {
            report.breach(
                endpoint,
                present(policy)
                    ? "its policy allows everything to everyone"
                    : "it has no policy, so AWS's default allows everything to everyone",
                "allow what the agents do, to principals of this account",
                "Set policy with named actions, or a condition on aws:PrincipalAccount",
            );
        }
        sayUnread(endpoint, { where: "its policy", document }, report);
        if (text(see(endpoint.props, "vpcEndpointType"))?.toLowerCase() !== "interface") return;
        const subnets = see(endpoint.props, "subnetIds");
        if (subnets === UNKNOWN) report.wait(endpoint, "subnetIds");
        else if (items(subnets).length < 2) {
            report.breach(
                endpoint,
                `it is in ${items(subnets).length} subnet(s), so it is lost with one zone`,
                "be in two subnets of two zones",
                "Set subnetIds to the private subnets",
            );
        }
        const groups = see(endpoint.props, "securityGroupIds");
        if (groups !== UNKNOWN && items(groups).length === 0) {
            report.breach(
                endpoint,
                "securityGroupIds is absent, so the default security group of the VPC guards it",
                "name a group that admits 443 from the agents",
                "Set securityGroupIds",
            );
        }
    },
});

const requiredEndpoints = stackRule({
    control: "vpc-endpoints-present",
    trigger: tokens.vpc,
    settings: endpointSettings,
    check(stack, report, { requiredServices }) {
        if (requiredServices.length === 0) return report.skip("No service is required by the configuration");
        const names = stack.of(tokens.vpcEndpoint).map(({ props }) => see(props, "serviceName"));
        for (const service of requiredServices) {
            if (names.some((name) => text(name)?.endsWith(`.${service}`))) continue;
            for (const vpc of stack.of(tokens.vpc)) {
                if (names.includes(UNKNOWN)) report.wait(vpc, "the serviceName of an endpoint");
                else {
                    report.breach(
                        vpc,
                        `no endpoint for ${service} is in the stack`,
                        "have one, so that agents reach it without the internet",
                        `Add an aws.ec2.VpcEndpoint for com.amazonaws.REGION.${service}`,
                    );
                }
            }
        }
    },
});

/** The endpoints that agents need exist, in two zones, with a security group and a narrow policy. */
export const endpointsPresent = combined(eachEndpoint, requiredEndpoints);

const flowLogSettings = { required: choice("Refuse a VPC of the stack that has no flow log", false) };

const eachFlowLog = resourceRule({
    control: "vpc-flow-logs-enabled",
    types: [tokens.flowLog],
    settings: flowLogSettings,
    check(log, report) {
        const traffic = see(log.props, "trafficType");
        const byGateway =
            present(see(log.props, "transitGatewayId")) ||
            present(see(log.props, "transitGatewayAttachmentId"));
        if (byGateway) return report.skip("Flow logs of transit gateways have no traffic type");
        if (traffic === UNKNOWN) return report.wait(log, "trafficType");
        if (text(traffic)?.toUpperCase() === "ALL") return;
        report.breach(
            log,
            `trafficType is ${show(traffic)}`,
            "be ALL: what was accepted and what was refused are both evidence",
            'Set trafficType: "ALL"',
        );
    },
});

const everyVpcHasOne = stackRule({
    control: "vpc-flow-logs-enabled",
    trigger: tokens.vpc,
    settings: flowLogSettings,
    check(stack, report, { required }) {
        if (!required) return report.skip("Flow logs are not required by the configuration");
        for (const vpc of stack.of(tokens.vpc)) {
            const links = stack.of(tokens.flowLog).map((log) => stack.link(log, ["vpcId"], [tokens.vpc]));
            if (links.some(({ to }) => to.includes(vpc))) continue;
            report.breach(
                vpc,
                "no flow log records its traffic",
                "have a flow log",
                'Add an aws.ec2.FlowLog with this vpcId, or remove "required" from the configuration',
            );
        }
    },
});

/** Flow logs record all traffic, and each VPC has one where the configuration asks for it. */
export const flowLogsEnabled = combined(eachFlowLog, everyVpcHasOne);
