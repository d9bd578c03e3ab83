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
import type { Client, ClientOptions, Session } from "../aws/session";

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

/** Counts what a service lists: by a paginator of its client, with the filters that a place asks for. */
const listed = <C extends Client, P extends object, F extends object>(
    actions: readonly string[],
    Service: new (options: ClientOptions) => C,
    paginate: (config: { readonly client: C }, input: F) => AsyncIterable<P>,
    itemsIn: (page: P) => readonly unknown[] | undefined,
    filters: (where: Counted) => F | undefined = () => ({}) as F,
): Counter => ({
    actions,
    async count(session, where) {
        const asked = filters(where);
        if (asked === undefined) return 0;
        const pages = paginate({ client: session.client(Service, where.region) }, asked);
        return (await allOf(pages, itemsIn)).length;
    },
});

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
    launchTemplates: listed(
        ["ec2:DescribeLaunchTemplates"],
        EC2Client,
        paginateDescribeLaunchTemplates,
        (page) => page.LaunchTemplates,
    ),
    secrets: listed(
        ["secretsmanager:ListSecrets"],
        SecretsManagerClient,
        paginateListSecrets,
        (page) => page.SecretList,
    ),
    eventRules: { actions: ["events:ListRules"], count: countRules },
    vpcs: listed(["ec2:DescribeVpcs"], EC2Client, paginateDescribeVpcs, (page) => page.Vpcs),
    elasticIps: {
        actions: ["ec2:DescribeAddresses"],
        async count(session, { region }) {
            const answer = await session.client(EC2Client, region).send(new DescribeAddressesCommand({}));
            return answer.Addresses?.length ?? 0;
        },
    },
    securityGroups: listed(
        ["ec2:DescribeSecurityGroups"],
        EC2Client,
        paginateDescribeSecurityGroups,
        (page) => page.SecurityGroups,
    ),
    interfaceEndpoints: listed(
        ["ec2:DescribeVpcEndpoints"],
        EC2Client,
        paginateDescribeVpcEndpoints,
        (page) => page.VpcEndpoints,
        ({ vpcId }) =>
            vpcId === undefined
                ? undefined
                : {
                      Filters: [
                          { Name: "vpc-id", Values: [vpcId] },
                          { Name: "vpc-endpoint-type", Values: ["Interface"] },
                      ],
                  },
    ),
    configRules: listed(
        ["config:DescribeConfigRules"],
        ConfigServiceClient,
        paginateDescribeConfigRules,
        (page) => page.ConfigRules,
    ),
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
