import {
    CloudWatchLogsClient,
    type LogGroup,
    type MetricFilter,
    paginateDescribeLogGroups,
    paginateDescribeMetricFilters,
} from "@aws-sdk/client-cloudwatch-logs";
import { numberIn } from "../../state/exported";
import { recordsOf, textOf } from "../../state/graph";
import { allOf, unlessMissing } from "../aws/answers";
import { type Check, putBack, regionIn, type Thing, whenDiffers } from "./check";
import { difference, type Settings } from "./compare";

interface ExpectedGroup extends Thing {
    readonly name: string;
    readonly arn: string;
    readonly settings: Settings;
}

/** Where agents, trail and flows are read. */
export const logGroups: Check<ExpectedGroup, LogGroup | undefined, "missing" | "changed"> = {
    name: "log-groups",
    holds: "each log group is there, under its key, and keeps what it holds as long as deployed",
    faults: {
        missing: {
            severity: "critical",
            why: "what it held is gone, and what is sent to it now is lost or lands in a group without key and end",
            mend: putBack,
        },
        changed: {
            severity: "warning",
            why: "records go sooner than planned, or who may use that other key reads them",
            mend: putBack,
        },
    },
    expected: ({ graph }) =>
        graph.all("aws:cloudwatch/logGroup:LogGroup").map((group) => {
            const name = textOf(group, "name") ?? group.id;
            return {
                region: regionIn(group),
                subject: `log group ${name}`,
                name,
                arn: textOf(group, "arn") ?? "",
                settings: {
                    days: numberIn(group.props, "retentionInDays") || undefined,
                    key: textOf(group, "kmsKeyId"),
                },
            };
        }),
    // Asked by the beginning of a name, which IAM takes for all groups.
    grants: () => [{ actions: ["logs:DescribeLogGroups"], resources: ["*"] }],
    async ask(session, { name, region }) {
        const client = session.client(CloudWatchLogsClient, region);
        const found = await allOf(
            paginateDescribeLogGroups({ client }, { logGroupNamePrefix: name }),
            (page) => page.logGroups,
        );
        return found.find(({ logGroupName }) => logGroupName === name);
    },
    judge({ subject: where, settings }, group) {
        if (group === undefined) return [{ fault: "missing", where, got: "no such log group", wanted: "it" }];
        return whenDiffers(difference(settings, { days: group.retentionInDays, key: group.kmsKeyId }), {
            fault: "changed",
            where,
        });
    },
};

interface ExpectedFilter extends Thing {
    readonly name: string;
    readonly group: string;
    readonly groupArn: string;
    readonly settings: Settings;
}

/** What counts lines of the logs for the alarms on them. */
export const metricFilters: Check<ExpectedFilter, MetricFilter | undefined, "missing" | "changed"> = {
    name: "metric-filters",
    holds: "each filter that counts lines for an alarm is there, with its pattern",
    faults: {
        missing: { severity: "critical", why: "its alarm never rings, whatever is logged", mend: putBack },
        changed: {
            severity: "critical",
            why: "its alarm rings for other lines than planned, or never",
            mend: putBack,
        },
    },
    expected: ({ graph }) =>
        graph.all("aws:cloudwatch/logMetricFilter:LogMetricFilter").map((filter) => {
            const name = textOf(filter, "name") ?? filter.id;
            const group = textOf(filter, "logGroupName") ?? "";
            const [metric] = recordsOf(filter, "metricTransformation");
            const region = regionIn(filter);
            return {
                region,
                subject: `metric filter ${name}`,
                name,
                group,
                groupArn: textOf(graph.find("aws:cloudwatch/logGroup:LogGroup", "name", group), "arn") ?? "*",
                settings: {
                    pattern: textOf(filter, "pattern"),
                    metric: metric?.name,
                    namespace: metric?.namespace,
                    value: metric?.value,
                },
            };
        }),
    // IAM knows a log group by its ARN, and CloudWatch Logs asks it for the one with `:*`.
    grants: ({ groupArn }) => [
        {
            actions: ["logs:DescribeMetricFilters"],
            resources: groupArn === "*" ? ["*"] : [groupArn, `${groupArn}:*`],
        },
    ],
    async ask(session, { name, group, region }) {
        const client = session.client(CloudWatchLogsClient, region);
        const found = await unlessMissing(
            allOf(
                paginateDescribeMetricFilters({ client }, { logGroupName: group, filterNamePrefix: name }),
                (page) => page.metricFilters,
            ),
        );
        return found?.find(({ filterName }) => filterName === name);
    },
    judge({ subject: where, settings }, filter) {
        if (filter === undefined) return [{ fault: "missing", where, got: "no such filter", wanted: "it" }];
        const [metric] = filter.metricTransformations ?? [];
        return whenDiffers(
            difference(settings, {
                pattern: filter.filterPattern,
                metric: metric?.metricName,
                namespace: metric?.metricNamespace,
                value: metric?.metricValue,
            }),
            { fault: "changed", where },
        );
    },
};
