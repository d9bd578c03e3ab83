import { absent } from "../kernel/absence";
import { covers, documentOf, isForEveryone } from "../kernel/iam";
import { sayUnread } from "../kernel/policies";
import { resourceRule } from "../kernel/rule";
import { choice, texts } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { items, present, see, show, text, UNKNOWN } from "../kernel/values";

/** Both halves of a combined rule read the same configuration, so they know the same settings. */
const endpointSettings = {
    requiredServices: texts(
        'Services that need an endpoint in each VPC of the stack, for example "secretsmanager"',
    ),
};

export const endpointsPresent = resourceRule({
    name: "vpc-endpoints-present",
    title: "The VPC endpoints that are required exist, in two zones, with a security group and a narrow policy",
    asserts:
        "the services in requiredServices have an endpoint; interface endpoints are in two subnets with a security group, and no endpoint's policy allows everything to everyone",
    severity: "medium",
    level: "advisory",
    decisive: "edges",
    references: {
        securityHub: ["EC2.10"],
        configRules: ["service-vpc-endpoint-enabled"],
        prowler: ["vpc_endpoint_multi_az_enabled", "vpc_endpoint_connections_trust_boundaries"],
    },
    nist: { by: "Security Hub", controls: ["AC-4", "SC-7(11)"] },
    fix: [
        'new aws.ec2.VpcEndpoint("secrets", { vpcId, serviceName: "com.amazonaws.REGION.secretsmanager", vpcEndpointType: "Interface",',
        "    subnetIds: privateSubnetIds, securityGroupIds: [endpointGroup.id], privateDnsEnabled: true, policy });",
    ],
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
        if (!present(policy) || open)
            report.violation(
                endpoint,
                present(policy)
                    ? "its policy allows everything to everyone"
                    : "it has no policy, so AWS's default allows everything to everyone",
                "allow what is used, to principals of this account",
                "Set policy with named actions, or a condition on aws:PrincipalAccount",
            );
        sayUnread(endpoint, { where: "its policy", document }, report);
        if (text(see(endpoint.props, "vpcEndpointType"))?.toLowerCase() !== "interface") return;
        const subnets = see(endpoint.props, "subnetIds");
        if (subnets === UNKNOWN) report.wait(endpoint, "subnetIds");
        else if (items(subnets).length < 2) {
            report.violation(
                endpoint,
                `it is in ${items(subnets).length} subnet(s), so it is lost with one zone`,
                "be in two subnets of two zones",
                "Set subnetIds to the private subnets",
            );
        }
        const groups = see(endpoint.props, "securityGroupIds");
        if (groups !== UNKNOWN && items(groups).length === 0)
            report.violation(
                endpoint,
                "securityGroupIds is absent, so the default security group of the VPC guards it",
                "name a group that admits 443 from the endpoint's clients",
                "Set securityGroupIds",
            );
    },
    across: {
        trigger: tokens.vpc,
        check(stack, report, { requiredServices }) {
            if (requiredServices.length === 0)
                return report.notApplicable("No service is required by the configuration");
            const names = stack.of(tokens.vpcEndpoint).map(({ props }) => see(props, "serviceName"));
            for (const service of requiredServices) {
                if (names.some((name) => text(name)?.endsWith(`.${service}`))) continue;
                for (const vpc of stack.of(tokens.vpc)) {
                    if (names.includes(UNKNOWN)) report.wait(vpc, "the serviceName of an endpoint");
                    else {
                        absent(report, {
                            on: vpc,
                            what: `an endpoint for ${service}`,
                            is: `no endpoint for ${service} is in the stack`,
                            must: "have one, so that it is reached without the internet",
                            remediation: `Add an aws.ec2.VpcEndpoint for com.amazonaws.REGION.${service}`,
                        });
                    }
                }
            }
        },
    },
});

const flowLogSettings = { required: choice("Refuse a VPC of the stack that has no flow log", false) };

export const flowLogsEnabled = resourceRule({
    name: "vpc-flow-logs-enabled",
    title: "VPC flow logs record all traffic to an encrypted place",
    asserts:
        "flow logs record ALL traffic to an encrypted destination; with required, each VPC of the stack has one",
    severity: "medium",
    level: "advisory",
    decisive: "edges",
    references: {
        securityHub: ["EC2.6"],
        cis: ["3.7"],
        configRules: ["vpc-flow-logs-enabled"],
        checkov: ["CKV2_AWS_11"],
        prowler: ["vpc_flow_logs_enabled"],
    },
    nist: { by: "Security Hub", controls: ["AU-2", "AU-3", "AU-12", "CA-7", "SI-7(8)"] },
    fix: [
        'new aws.ec2.FlowLog("vpc", { vpcId: vpc.id, trafficType: "ALL", logDestination: encryptedLogGroup.arn, iamRoleArn: role.arn });',
    ],
    types: [tokens.flowLog],
    settings: flowLogSettings,
    check(log, report) {
        const traffic = see(log.props, "trafficType");
        const byGateway =
            present(see(log.props, "transitGatewayId")) ||
            present(see(log.props, "transitGatewayAttachmentId"));
        if (byGateway) return report.notApplicable("Flow logs of transit gateways have no traffic type");
        if (traffic === UNKNOWN) return report.wait(log, "trafficType");
        if (text(traffic)?.toUpperCase() === "ALL") return;
        report.violation(
            log,
            `trafficType is ${show(traffic)}`,
            "be ALL: what was accepted and what was refused are both evidence",
            'Set trafficType: "ALL"',
        );
    },
    across: {
        trigger: tokens.vpc,
        check(stack, report, { required }) {
            if (!required) return report.notApplicable("Flow logs are not required by the configuration");
            for (const vpc of stack.of(tokens.vpc)) {
                const links = stack.of(tokens.flowLog).map((log) => stack.link(log, ["vpcId"], [tokens.vpc]));
                if (links.some(({ to }) => to.includes(vpc))) continue;
                absent(report, {
                    on: vpc,
                    what: "a flow log",
                    is: "no flow log records its traffic",
                    must: "have a flow log",
                    remediation:
                        'Add an aws.ec2.FlowLog with this vpcId, or remove "required" from the configuration',
                    unknown: links.some(({ unsure }) => unsure),
                });
            }
        },
    },
});
