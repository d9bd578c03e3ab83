import { AutoScalingClient, DescribeAccountLimitsCommand } from "@aws-sdk/client-auto-scaling";
import { CloudTrailClient, DescribeTrailsCommand } from "@aws-sdk/client-cloudtrail";
import { ConfigServiceClient, paginateDescribeConfigRules } from "@aws-sdk/client-config-service";
import {
    DescribeAddressesCommand,
    EC2Client,
    paginateDescribeLaunchTemplates,
    paginateDescribeSecurityGroups,
    paginateDescribeVpcEndpoints,
    paginateDescribeVpcs,
} from "@aws-sdk/client-ec2";
import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { GetAccountSummaryCommand, IAMClient } from "@aws-sdk/client-iam";
import { paginateListSecrets, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { QuotaName } from "../../infra/config/quotas";
import { allOf } from "../aws/answers";
import type { Session } from "../aws/session";

/** Where a quota is counted. */
export interface Counted {
    readonly region: string;
    /** The VPC of the stack that holds most; undefined where the stack has none. */
    readonly vpcId: string | undefined;
}

/** How much of a quota the account has taken up. */
interface Counter {
    /** What its calls need. */
    readonly actions: readonly string[];
    count(session: Session, where: Counted): Promise<number>;
}

const ofSummary = (entry: "InstanceProfiles" | "Policies" | "Roles"): Counter => ({
    actions: ["iam:GetAccountSummary"],
    async count(session, { region }) {
        const answer = await session.client(IAMClient, region).send(new GetAccountSummaryCommand({}));
        return answer.SummaryMap?.[entry] ?? 0;
    },
});

const lengthOf = async (items: Promise<readonly unknown[]>): Promise<number> => (await items).length;

/** EventBridge pages without a paginator in the SDK. */
async function countRules(session: Session, { region }: Counted): Promise<number> {
    const client = session.client(EventBridgeClient, region);
    const tokens = new Set<string | undefined>();
    let count = 0;
    for (let NextToken: string | undefined; !tokens.has(NextToken); ) {
        tokens.add(NextToken);
        const page = await client.send(new ListRulesCommand({ ...(NextToken && { NextToken }) }));
        count += page.Rules?.length ?? 0;
        if (page.NextToken === undefined) return count;
        NextToken = page.NextToken;
    }
    throw new Error("events:ListRules answered twice with the same page");
}

/**
 * How much of each quota is taken up by everybody in the account. A quota that is not here is counted in the state alone: access
 * points and mount targets are the stack's own.
 */
export const counters: Readonly<Partial<Record<QuotaName, Counter>>> = {
    roles: ofSummary("Roles"),
    instanceProfiles: ofSummary("InstanceProfiles"),
    policies: ofSummary("Policies"),
    scalingGroups: {
        actions: ["autoscaling:DescribeAccountLimits"],
        async count(session, { region }) {
            const client = session.client(AutoScalingClient, region);
            return (await client.send(new DescribeAccountLimitsCommand({}))).NumberOfAutoScalingGroups ?? 0;
        },
    },
    launchTemplates: {
        actions: ["ec2:DescribeLaunchTemplates"],
        count: (session, { region }) =>
            lengthOf(
                allOf(
                    paginateDescribeLaunchTemplates({ client: session.client(EC2Client, region) }, {}),
                    (page) => page.LaunchTemplates,
                ),
            ),
    },
    secrets: {
        actions: ["secretsmanager:ListSecrets"],
        count: (session, { region }) =>
            lengthOf(
                allOf(
                    paginateListSecrets({ client: session.client(SecretsManagerClient, region) }, {}),
                    (page) => page.SecretList,
                ),
            ),
    },
    eventRules: { actions: ["events:ListRules"], count: countRules },
    vpcs: {
        actions: ["ec2:DescribeVpcs"],
        count: (session, { region }) =>
            lengthOf(
                allOf(
                    paginateDescribeVpcs({ client: session.client(EC2Client, region) }, {}),
                    (page) => page.Vpcs,
                ),
            ),
    },
    elasticIps: {
        actions: ["ec2:DescribeAddresses"],
        async count(session, { region }) {
            const answer = await session.client(EC2Client, region).send(new DescribeAddressesCommand({}));
            return answer.Addresses?.length ?? 0;
        },
    },
    securityGroups: {
        actions: ["ec2:DescribeSecurityGroups"],
        count: (session, { region }) =>
            lengthOf(
                allOf(
                    paginateDescribeSecurityGroups({ client: session.client(EC2Client, region) }, {}),
                    (page) => page.SecurityGroups,
                ),
            ),
    },
    interfaceEndpoints: {
        actions: ["ec2:DescribeVpcEndpoints"],
        async count(session, { region, vpcId }) {
            if (vpcId === undefined) return 0;
            const Filters = [
                { Name: "vpc-id", Values: [vpcId] },
                { Name: "vpc-endpoint-type", Values: ["Interface"] },
            ];
            return lengthOf(
                allOf(
                    paginateDescribeVpcEndpoints({ client: session.client(EC2Client, region) }, { Filters }),
                    (page) => page.VpcEndpoints,
                ),
            );
        },
    },
    configRules: {
        actions: ["config:DescribeConfigRules"],
        count: (session, { region }) =>
            lengthOf(
                allOf(
                    paginateDescribeConfigRules({ client: session.client(ConfigServiceClient, region) }, {}),
                    (page) => page.ConfigRules,
                ),
            ),
    },
    trails: {
        actions: ["cloudtrail:DescribeTrails"],
        async count(session, { region }) {
            // Copies of other regions' trails count there, not here.
            const answer = await session
                .client(CloudTrailClient, region)
                .send(new DescribeTrailsCommand({ includeShadowTrails: false }));
            return answer.trailList?.length ?? 0;
        },
    },
};
