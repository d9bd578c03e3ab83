import { tokens } from "../../policy-pack/kernel/tokens";
import { agentGroup, subnetA, subnetB, vpc } from "./baseline";
import { but, declare, of, unknown } from "./plan";
import { rule } from "./table";

const endpoint = declare(tokens.vpcEndpoint, "secrets", {
    vpcId: of(vpc, "id"),
    serviceName: "com.amazonaws.us-east-1.secretsmanager",
    vpcEndpointType: "Interface",
    subnetIds: [of(subnetA, "id"), of(subnetB, "id")],
    securityGroupIds: [of(agentGroup, "id")],
    policy: JSON.stringify({
        Statement: [
            { Effect: "Allow", Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*" },
        ],
    }),
});

const around = [vpc, subnetA, subnetB, agentGroup];

const required = { requiredServices: ["secretsmanager"] };

rule("vpc-endpoints-present", {
    accepts: {
        "a narrow endpoint in two zones": [endpoint, ...around],
        "a gateway endpoint": [
            but(endpoint, { vpcEndpointType: "Gateway", subnetIds: undefined, securityGroupIds: undefined }),
            ...around,
        ],
        "everything, for this account": [
            but(endpoint, {
                policy: JSON.stringify({
                    Statement: {
                        Effect: "Allow",
                        Principal: "*",
                        Action: "*",
                        Resource: "*",
                        Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } },
                    },
                }),
            }),
            ...around,
        ],
        "a service that the configuration requires": { plan: [endpoint, ...around], config: required },
    },
    refuses: {
        "no policy": { plan: [but(endpoint, { policy: undefined }), ...around], says: /AWS's default/ },
        "everything to everyone": {
            plan: [
                but(endpoint, {
                    policy: JSON.stringify({
                        Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
                    }),
                }),
                ...around,
            ],
            says: /everything to everyone/,
        },
        "one subnet": {
            plan: [but(endpoint, { subnetIds: [of(subnetA, "id")] }), ...around],
            says: /1 subnet/,
        },
        "no subnets": [but(endpoint, { subnetIds: undefined }), ...around],
        "no security group": {
            plan: [but(endpoint, { securityGroupIds: undefined }), ...around],
            says: /securityGroupIds is absent/,
        },
        "text that is not JSON": { plan: [but(endpoint, { policy: "{" }), ...around], says: /not JSON/ },
        "a required service without an endpoint": {
            plan: [vpc],
            config: required,
            says: /secretsmanager/,
            preview: "advises",
        },
        "a required service whose name only ends alike": {
            plan: [
                vpc,
                but(endpoint, { serviceName: "com.amazonaws.us-east-1.my-secretsmanager" }),
                ...around.slice(1),
            ],
            config: required,
            preview: "advises",
        },
    },
    waits: {
        "subnets that are not known yet": [but(endpoint, { subnetIds: unknown }), ...around],
        "a policy that is not known yet": [but(endpoint, { policy: unknown }), ...around],
        "the name of an endpoint's service": {
            plan: [vpc, but(endpoint, { serviceName: unknown })],
            config: required,
        },
    },
    ignores: { "a VPC without endpoints, when none is required": [vpc] },
});

const log = declare(tokens.flowLog, "log", { vpcId: of(vpc, "id"), trafficType: "ALL" });

rule("vpc-flow-logs-enabled", {
    accepts: {
        "a log of all traffic": [log, vpc],
        "a required log": { plan: [log, vpc], config: { required: true } },
    },
    refuses: {
        "a log of what was refused only": {
            plan: [but(log, { trafficType: "REJECT" }), vpc],
            says: /REJECT/,
        },
        "a log that does not say": [but(log, { trafficType: undefined }), vpc],
        "a VPC without a required log": {
            plan: [vpc],
            config: { required: true },
            says: /no flow log/,
            preview: "advises",
        },
        "a log of another VPC where one is required": {
            plan: [vpc, but(log, { vpcId: "vpc-other" })],
            config: { required: true },
            preview: "advises",
        },
    },
    waits: { "a traffic type that is not known yet": [but(log, { trafficType: unknown }), vpc] },
    ignores: {
        "a VPC without a log, when none is required": [vpc],
        "a log of a transit gateway": but(log, {
            vpcId: undefined,
            trafficType: undefined,
            transitGatewayId: "tgw-1",
        }),
    },
});
