import {
    CloudWatchClient,
    type ComparisonOperator,
    PutMetricAlarmCommand,
    PutMetricDataCommand,
    SetAlarmStateCommand,
    type Statistic,
} from "@aws-sdk/client-cloudwatch";
import { isRecord } from "../../../../state/exported";
import { recordsOf, textOf, textsOf } from "../../../../state/graph";
import { clientOf, type Seeding } from "./seeding";

/** Every alarm, with nothing wrong, and what the agents' own watch. */
export async function seedAlarms(seeding: Seeding): Promise<void> {
    for (const alarm of seeding.graph.all("aws:cloudwatch/metricAlarm:MetricAlarm")) {
        const cloudwatch = clientOf(CloudWatchClient, alarm);
        const AlarmName = textOf(alarm, "name");
        const arns = (property: string) => textsOf(alarm, property).map((arn) => seeding.in(arn));
        const dimensions = dimensionsIn(seeding, alarm.props.dimensions);
        const { metricName, datapointsToAlarm } = alarm.props;
        await cloudwatch.send(
            new PutMetricAlarmCommand({
                AlarmName,
                AlarmDescription: textOf(alarm, "alarmDescription"),
                ActionsEnabled: true,
                AlarmActions: arns("alarmActions"),
                InsufficientDataActions: arns("insufficientDataActions"),
                ComparisonOperator: textOf(alarm, "comparisonOperator") as ComparisonOperator,
                Threshold: Number(alarm.props.threshold),
                EvaluationPeriods: Number(alarm.props.evaluationPeriods),
                ...(datapointsToAlarm ? { DatapointsToAlarm: Number(datapointsToAlarm) } : {}),
                TreatMissingData: textOf(alarm, "treatMissingData"),
                ...(metricName
                    ? {
                          MetricName: String(metricName),
                          Namespace: textOf(alarm, "namespace"),
                          Statistic: textOf(alarm, "statistic") as Statistic,
                          Period: Number(alarm.props.period),
                          Dimensions: dimensions,
                      }
                    : { Metrics: recordsOf(alarm, "metricQueries").map((query) => queryOf(seeding, query)) }),
            }),
        );
        await cloudwatch.send(
            new SetAlarmStateCommand({ AlarmName, StateValue: "OK", StateReason: "nothing is wrong" }),
        );
        if (dimensions.some(({ Name }) => Name === "AgentName"))
            await cloudwatch.send(
                new PutMetricDataCommand({
                    Namespace: textOf(alarm, "namespace"),
                    MetricData: [{ MetricName: String(metricName), Value: 1, Dimensions: dimensions }],
                }),
            );
    }
}

const dimensionsIn = (seeding: Seeding, dimensions: unknown) =>
    Object.entries(Object(dimensions)).map(([Name, Value]) => ({ Name, Value: seeding.in(Value) }));

const queryOf = (seeding: Seeding, query: Readonly<Record<string, unknown>>) => ({
    Id: String(query.id),
    ...(isRecord(query.metric)
        ? {
              MetricStat: {
                  Metric: {
                      Namespace: String(query.metric.namespace),
                      MetricName: String(query.metric.metricName),
                      Dimensions: dimensionsIn(seeding, query.metric.dimensions),
                  },
                  Period: Number(query.metric.period),
                  Stat: String(query.metric.stat),
              },
          }
        : { Expression: String(query.expression) }),
    ReturnData: query.returnData === true,
});
