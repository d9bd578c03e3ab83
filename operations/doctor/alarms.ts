import {
    CloudWatchClient,
    type Dimension,
    type MetricAlarm,
    paginateDescribeAlarms,
} from "@aws-sdk/client-cloudwatch";
import { metricsNamespace } from "../../infra/documents/agentPolicy";
import { isRecord } from "../../state/exported";
import { type Graph, type Resource, recordsOf, textOf, textsOf } from "../../state/graph";
import { allOf } from "../aws/answers";
import { type Check, putBack, type Remark, regionIn, type Thing, whenDiffers } from "./check";
import { difference, type Settings } from "./compare";

interface ExpectedAlarm {
    readonly name: string;
    readonly settings: Settings;
    /** Whether it rings where it is told nothing. */
    readonly ringsInSilence: boolean;
    readonly description: string;
    /** Whether an agent's own metrics are asked for, which tell the same: it does not ring here then. */
    readonly isAgents: boolean;
}

interface Expected extends Thing {
    readonly alarms: readonly ExpectedAlarm[];
}

type Faults = "missing" | "muted" | "changed" | "ringing";

/** DescribeAlarms takes so many names. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const mostNames = 100;

const listed = (texts: readonly string[] | undefined): readonly string[] | undefined =>
    texts === undefined || texts.length === 0 ? undefined : texts.toSorted();

const dimensionsIn = (dimensions: unknown): readonly string[] | undefined =>
    listed(Object.entries(isRecord(dimensions) ? dimensions : {}).map(([name, value]) => `${name}=${value}`));

const pairsIn = (dimensions: readonly Dimension[] | undefined): readonly string[] | undefined =>
    listed((dimensions ?? []).map(({ Name, Value }) => `${Name}=${Value}`));

/** A step of metric math: what it calculates, or which metric it takes. */
const queryInWords = (id: unknown, expression: unknown, metric: readonly unknown[]): string =>
    `${id}: ${expression || metric.flat().join(" ")}`;

const expectedOf = (alarm: Resource): ExpectedAlarm => ({
    name: textOf(alarm, "name") ?? alarm.id,
    settings: {
        tells: listed(textsOf(alarm, "alarmActions")),
        "tells of silence": listed(textsOf(alarm, "insufficientDataActions")),
        metric: textOf(alarm, "metricName"),
        namespace: textOf(alarm, "namespace"),
        of: dimensionsIn(alarm.props.dimensions),
        calculated: listed(
            recordsOf(alarm, "metricQueries").map(({ id, expression, metric }) => {
                const { stat, namespace, metricName, dimensions } = isRecord(metric) ? metric : {};
                return queryInWords(id, expression, [stat, namespace, metricName, dimensionsIn(dimensions)]);
            }),
        ),
        statistic: textOf(alarm, "statistic"),
        period: alarm.props.period || undefined,
        comparison: textOf(alarm, "comparisonOperator"),
        threshold: alarm.props.threshold,
        periods: alarm.props.evaluationPeriods,
        "of them": alarm.props.datapointsToAlarm || undefined,
        "missing data": textOf(alarm, "treatMissingData"),
    },
    ringsInSilence: textsOf(alarm, "insufficientDataActions").length > 0,
    description: textOf(alarm, "alarmDescription") ?? "",
    isAgents: isAgents(alarm),
});

const isAgents = ({ props }: Resource): boolean =>
    props.namespace === metricsNamespace && Object.hasOwn(Object(props.dimensions), "AgentName");

/** The alarms of an environment, by region. */
function alarmsIn(graph: Graph): readonly Expected[] {
    const all = graph.all("aws:cloudwatch/metricAlarm:MetricAlarm");
    const regions = [...new Set(all.map(regionIn))];
    return regions.map((region) => {
        const alarms = all.filter((alarm) => regionIn(alarm) === region).map(expectedOf);
        return { region, subject: `${alarms.length} alarms`, alarms };
    });
}

/** Whether alarms are as deployed, may ring, and do not. */
export const alarms: Check<Expected, readonly MetricAlarm[], Faults> = {
    name: "alarms",
    holds: "each alarm is there, may ring, tells the topic, and does not ring",
    faults: {
        missing: { severity: "critical", why: "what it watches happens unseen", mend: putBack },
        muted: {
            severity: "critical",
            why: "what it watches happens unseen",
            mend: "aws cloudwatch enable-alarm-actions --region {region} --alarm-names {name}",
        },
        changed: {
            severity: "critical",
            why: "it rings too late, never, or where nobody hears it",
            mend: putBack,
        },
        ringing: {
            severity: "critical",
            why: "{description}",
            mend: "aws cloudwatch describe-alarm-history --region {region} --alarm-name {name} --history-item-type StateUpdate --max-items 5",
        },
    },
    expected: ({ graph }) => alarmsIn(graph),
    // DescribeAlarms with names in it takes no resource that a policy could name before the alarms exist.
    grants: () => [{ actions: ["cloudwatch:DescribeAlarms"], resources: ["*"] }],
    async ask(session, { region, alarms }) {
        const client = session.client(CloudWatchClient, region);
        const names = alarms.map(({ name }) => name);
        const found: MetricAlarm[] = [];
        for (let at = 0; at < names.length; at += mostNames)
            found.push(
                ...(await allOf(
                    paginateDescribeAlarms(
                        { client },
                        {
                            AlarmNames: names.slice(at, at + mostNames),
                            AlarmTypes: ["MetricAlarm"],
                            MaxRecords: mostNames,
                        },
                    ),
                    (page) => page.MetricAlarms,
                )),
            );
        return found;
    },
    judge: ({ alarms }, found) =>
        alarms.flatMap((alarm) =>
            judgeAlarm(
                alarm,
                found.find(({ AlarmName }) => AlarmName === alarm.name),
            ),
        ),
};

function judgeAlarm(
    { name, settings, ringsInSilence, description, isAgents: isAgent }: ExpectedAlarm,
    alarm: MetricAlarm | undefined,
): readonly Remark<Faults>[] {
    const where = `alarm ${name}`;
    const values = { name, description };
    if (alarm === undefined) return [{ fault: "missing", where, got: "no such alarm", wanted: "it" }];
    const changed = difference(settings, {
        tells: listed(alarm.AlarmActions),
        "tells of silence": listed(alarm.InsufficientDataActions),
        metric: alarm.MetricName,
        namespace: alarm.Namespace,
        of: pairsIn(alarm.Dimensions),
        calculated: listed(
            (alarm.Metrics ?? []).map(({ Id, Expression, MetricStat: { Stat, Metric } = {} }) =>
                queryInWords(Id, Expression, [
                    Stat,
                    Metric?.Namespace,
                    Metric?.MetricName,
                    pairsIn(Metric?.Dimensions),
                ]),
            ),
        ),
        statistic: alarm.Statistic,
        period: alarm.Period,
        comparison: alarm.ComparisonOperator,
        threshold: alarm.Threshold,
        periods: alarm.EvaluationPeriods,
        "of them": alarm.DatapointsToAlarm,
        "missing data": alarm.TreatMissingData,
    });
    const rings =
        alarm.StateValue === "ALARM" || (ringsInSilence && alarm.StateValue === "INSUFFICIENT_DATA");
    const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
    return [
        ...(alarm.ActionsEnabled === false
            ? [{ fault: "muted" as const, where, got: "its actions are off", wanted: "on", values }]
            : []),
        ...whenDiffers<Faults>(changed, { fault: "changed", where }),
        ...(rings && !isAgent
            ? [
                  {
                      fault: "ringing" as const,
                      where,
                      got: `${alarm.StateValue}${since ? ` since ${since.toISOString()}` : ""}`,
                      wanted: "OK",
                      values,
                  },
              ]
            : []),
    ];
}
