import {
    GetAWSDefaultServiceQuotaCommand,
    GetServiceQuotaCommand,
    ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import { quotaRegionOf } from "../../infra/config/partitions";
import {
    isRaisable,
    type Quota,
    type QuotaName,
    quotaNames,
    quotas as table,
    usedOf,
} from "../../infra/config/quotas";
import { ownFileSystemsIn } from "../../state/environments";
import { textOf } from "../../state/graph";
import { unlessMissing } from "../aws/answers";
import { type Check, regionIn, regionOfStack, type Thing, when } from "./check";
import { counters } from "./counters";

interface Expected extends Thing {
    readonly name: QuotaName;
    /** What the stack takes up by its state. */
    readonly own: number;
    readonly vpcId: string | undefined;
}

interface Answer {
    readonly limit: number;
    /** By everybody in the account. */
    readonly used: number;
}

/** From this share of a limit on it is told, as in the report. */
const near = 0.8;

/** What is near a limit that AWS sets. */
export const quotas: Check<Expected, Answer, "reached" | "near" | "reached-fixed" | "near-fixed"> = {
    name: "quotas",
    holds: `the account uses less than ${near * 100} % of each quota that the stack counts against`,
    isOfAccount: true,
    faults: {
        reached: {
            severity: "critical",
            why: "the next deployment that needs one more fails half way",
            mend: "aws service-quotas request-service-quota-increase --service-code {service} --quota-code {code} --desired-value {desired} --region {quotaRegion}",
        },
        near: {
            severity: "warning",
            why: "a deployment of some more agents fails half way",
            mend: "aws service-quotas request-service-quota-increase --service-code {service} --quota-code {code} --desired-value {desired} --region {quotaRegion}",
        },
        "reached-fixed": {
            severity: "critical",
            why: "the next deployment that needs one more fails half way, and Service Quotas does not raise it",
            mend: "docs/scale.md tells how to make several stacks of one; the limit stands in {source}",
        },
        "near-fixed": {
            severity: "warning",
            why: "a deployment of some more agents fails half way, and Service Quotas does not raise the limit",
            mend: "docs/scale.md tells how to make several stacks of one; the limit stands in {source}",
        },
    },
    expected({ graph }) {
        const own = regionOfStack(graph);
        const regions = new Set(ownFileSystemsIn(graph).map(regionIn));
        return [...regions].flatMap((region) => {
            const groups = graph.all("aws:ec2/securityGroup:SecurityGroup");
            const vpcId = textOf(
                groups.find((group) => regionIn(group) === region),
                "vpcId",
            );
            return quotaNames
                .filter((name) => table[name].service !== "iam" || region === own)
                .map((name) => ({
                    region,
                    subject: table[name].what,
                    name,
                    own: usedOf(name, graph.resources, region),
                    vpcId,
                }));
        });
    },
    grants({ name }) {
        const quota: Quota = table[name];
        const asked = quota.code === undefined ? [] : ["GetServiceQuota", "GetAWSDefaultServiceQuota"];
        const actions = [
            ...asked.map((operation) => `servicequotas:${operation}`),
            ...(counters[name]?.actions ?? []),
        ];
        return [{ actions, resources: ["*"] }];
    },
    async ask(session, { name, own, vpcId, region }) {
        const quota: Quota = table[name];
        const counted = await counters[name]?.count(session, { region, vpcId });
        const used = Math.max(own, counted ?? 0);
        if (quota.code === undefined) return { limit: quota.limit, used };
        const client = session.client(ServiceQuotasClient, quotaRegionOf(quota.service, region));
        const asked = { ServiceCode: quota.service, QuotaCode: quota.code };
        // Of a quota that was never raised some services know the default only.
        const applied = await unlessMissing(client.send(new GetServiceQuotaCommand(asked)));
        const found =
            applied?.Quota ?? (await client.send(new GetAWSDefaultServiceQuotaCommand(asked))).Quota;
        return { limit: found?.Value ?? quota.limit, used };
    },
    judge({ name, subject, own, region }, { limit, used }) {
        const quota: Quota = table[name];
        const isRequested = isRaisable(name) && quota.code !== undefined;
        const isReached = used >= limit;
        const fault = isReached ? "reached" : "near";
        return when(used >= limit * near, {
            fault: isRequested ? fault : `${fault}-fixed`,
            where: subject,
            got: `${used} of ${limit}, ${own} of them the stack's`,
            wanted: `less than ${Math.ceil(limit * near)}`,
            values: {
                service: quota.service,
                code: quota.code ?? "",
                desired: String(limit * 2),
                quotaRegion: quotaRegionOf(quota.service, region),
                source: quota.source,
            },
        });
    },
};
