import { EC2Client, paginateDescribeVpcEndpoints, type VpcEndpoint } from "@aws-sdk/client-ec2";
import { textOf, textsOf } from "../../state/graph";
import { allOf, unlessMissing } from "../aws/answers";
import { type Check, putBack, regionIn, type Thing, when, whenDiffers } from "./check";
import { difference, policyDifference, type Settings } from "./compare";

interface Expected extends Thing {
    readonly id: string;
    readonly policy: string | undefined;
    readonly settings: Settings;
}

const listed = (texts: readonly string[]): readonly string[] | undefined =>
    texts.length === 0 ? undefined : texts.toSorted();

/** How agents without the internet reach AWS. */
export const endpoints: Check<
    Expected,
    VpcEndpoint | undefined,
    "missing" | "unavailable" | "policy" | "changed"
> = {
    name: "endpoints",
    holds: "each VPC endpoint is available, with its policy, groups, subnets and routes",
    faults: {
        missing: {
            severity: "critical",
            why: "agents do not reach the service, or only over the internet",
            mend: putBack,
        },
        unavailable: {
            severity: "critical",
            why: "agents do not reach the service, or only over the internet",
            mend: "aws ec2 describe-vpc-endpoints --region {region} --vpc-endpoint-ids {id}",
        },
        policy: {
            severity: "critical",
            why: "other accounts' credentials may be used through it, to carry files out",
            mend: putBack,
        },
        changed: {
            severity: "warning",
            why: "some agents do not reach the service, or others do",
            mend: putBack,
        },
    },
    expected: ({ graph }) =>
        graph.all("aws:ec2/vpcEndpoint:VpcEndpoint").map((endpoint) => ({
            region: regionIn(endpoint),
            subject: `endpoint ${endpoint.id} of ${textOf(endpoint, "serviceName")}`,
            id: endpoint.id,
            policy: textOf(endpoint, "policy"),
            settings: {
                groups: listed(textsOf(endpoint, "securityGroupIds")),
                subnets: listed(textsOf(endpoint, "subnetIds")),
                routes: listed(textsOf(endpoint, "routeTableIds")),
            },
        })),
    grants: () => [{ actions: ["ec2:DescribeVpcEndpoints"], resources: ["*"] }],
    async ask(session, { id, region }) {
        const client = session.client(EC2Client, region);
        const found = await unlessMissing(
            allOf(
                paginateDescribeVpcEndpoints({ client }, { VpcEndpointIds: [id] }),
                (page) => page.VpcEndpoints,
            ),
        );
        return found?.[0];
    },
    judge({ id, subject: where, policy, settings }, endpoint) {
        if (endpoint === undefined)
            return [{ fault: "missing", where, got: "no such endpoint", wanted: "it" }];
        const { State = "unknown", PolicyDocument } = endpoint;
        return [
            // EC2 writes it as Available and as available.
            ...when(State.toLowerCase() !== "available", {
                fault: "unavailable",
                where,
                got: State,
                wanted: "available",
                values: { id },
            }),
            ...whenDiffers(policyDifference(policy, PolicyDocument), { fault: "policy", where }),
            ...whenDiffers(
                difference(settings, {
                    groups: listed((endpoint.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? [])),
                    subnets: listed(endpoint.SubnetIds ?? []),
                    routes: listed(endpoint.RouteTableIds ?? []),
                }),
                { fault: "changed", where },
            ),
        ];
    },
};
