import { CloudWatchClient, type MetricDataResult, paginateGetMetricData } from "@aws-sdk/client-cloudwatch";
import { metricsNamespace } from "../../infra/documents/agentPolicy";
import { isRecord } from "../../state/exported";
import { calledOf, type Resource, textOf } from "../../state/graph";
import { allOf } from "../aws/answers";
import { agentGroupsIn } from "./agents";
import { type Check, type Remark, regionIn, type Thing } from "./check";

/** One metric that an agent publishes, as its alarm watches it: 1 while all is well. */
interface Watched {
    readonly agent: string;
    readonly metricName: string;
    readonly dimensions: Readonly<Record<string, string>>;
    /** The alarm in words, with its runbook. */
    readonly description: string;
}

interface Expected extends Thing {
    readonly watched: readonly Watched[];
    /** What the agents ship. */
    readonly logGroup: string;
}

type Faults = "silent" | "unwell";

/** As long as the alarms wait: longer than an instance needs to be replaced and to mount. */
const lookBackMinutes = 15;

/** GetMetricData takes so many queries. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const mostQueries = 500;

const watchedOf = (alarm: Resource): Watched => {
    const dimensions = isRecord(alarm.props.dimensions) ? alarm.props.dimensions : {};
    return {
        agent: String(dimensions.AgentName ?? ""),
        metricName: textOf(alarm, "metricName") ?? "",
        dimensions: Object.fromEntries(
            Object.entries(dimensions).map(([name, value]) => [name, String(value)]),
        ),
        description: textOf(alarm, "alarmDescription") ?? "",
    };
};

/** Whether each agent is connected and well, in its own words: the metrics of its health check. */
export const agentMetrics: Check<Expected, readonly (number | undefined)[], Faults> = {
    name: "agent-metrics",
    holds: `each agent has said within ${lookBackMinutes} minutes that it is mounted, has its secret, and is connected`,
    faults: {
        silent: {
            severity: "critical",
            why: "its health check publishes nothing: its instance does not run, is not set up, or reaches CloudWatch not",
            mend: "aws logs tail {logs} --region {region} --since 1h --log-stream-name-prefix {agent}/",
        },
        unwell: { severity: "critical", why: "{description}", mend: "docs/runbooks/{runbook}.md" },
    },
    expected({ graph }) {
        const running = agentGroupsIn(graph)
            .filter(({ desired }) => desired > 0)
            .map(({ agent }) => agent);
        const alarms = graph
            .all("aws:cloudwatch/metricAlarm:MetricAlarm")
            .filter(({ props }) => props.namespace === metricsNamespace)
            .filter((alarm) => running.includes(watchedOf(alarm).agent));
        return [...new Set(alarms.map(regionIn))].map((region) => ({
            region,
            subject: `metrics of ${running.length} agents`,
            watched: alarms.filter((alarm) => regionIn(alarm) === region).map(watchedOf),
            logGroup: graph
                .all("aws:cloudwatch/logGroup:LogGroup")
                .map(calledOf)
                .filter((name) => name.endsWith("/agents"))
                .join(),
        }));
    },
    grants: () => [{ actions: ["cloudwatch:GetMetricData"], resources: ["*"] }],
    async ask(session, { watched, region }) {
        const client = session.client(CloudWatchClient, region);
        const EndTime = new Date();
        const StartTime = new Date(EndTime.getTime() - lookBackMinutes * 60_000);
        const found: MetricDataResult[] = [];
        for (let from = 0; from < watched.length; from += mostQueries) {
            const MetricDataQueries = watched.slice(from, from + mostQueries).map((one, index) => ({
                Id: `m${from + index}`,
                MetricStat: {
                    Metric: {
                        Namespace: metricsNamespace,
                        MetricName: one.metricName,
                        Dimensions: Object.entries(one.dimensions).map(([Name, Value]) => ({ Name, Value })),
                    },
                    Period: 300,
                    Stat: "Maximum",
                },
            }));
            const pages = paginateGetMetricData({ client }, { StartTime, EndTime, MetricDataQueries });
            found.push(...(await allOf(pages, (page) => page.MetricDataResults)));
        }
        return watched.map((_, index) => {
            const values = found.filter(({ Id }) => Id === `m${index}`).flatMap(({ Values }) => Values ?? []);
            return values.length === 0 ? undefined : Math.max(...values);
        });
    },
    judge({ watched, logGroup }, answers) {
        const agents = [...new Set(watched.map(({ agent }) => agent))];
        return agents.flatMap((agent): readonly Remark<Faults>[] => {
            const own = watched
                .map((one, index) => ({ ...one, best: answers[index] }))
                .filter((one) => one.agent === agent);
            const where = `agent ${agent}`;
            if (own.every(({ best }) => best === undefined))
                return [
                    {
                        fault: "silent",
                        where,
                        got: `no metric in ${lookBackMinutes} minutes`,
                        wanted: "a health check each minute",
                        values: { agent, logs: logGroup },
                    },
                ];
            return own
                .filter(({ best }) => best !== undefined && best < 1)
                .map(({ metricName, description }) => ({
                    fault: "unwell",
                    where,
                    got: `${metricName} does not hold`,
                    wanted: `${metricName} at 1`,
                    values: {
                        description,
                        runbook: /([\w-]+)\.md$/.exec(description)?.[1] ?? "agent-disconnected",
                    },
                }));
        });
    },
};
