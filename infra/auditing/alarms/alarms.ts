import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { LogAlarm, Operated, Subject } from "./alarm";
import { changeAlarms } from "./changes";
import { connectionAlarms } from "./connections";
import { failureAlarms, flowAlarms, metricAlarms } from "./operations";
import { type Telling, tellEvents, watchMetric } from "./render";

/** What the alarms watch, and how they are told. */
export interface AlarmsArgs extends Omit<Telling, "name" | "parent"> {
    readonly subject: Subject;
}

/** The alarms on the environment as a whole. */
export class Alarms extends pulumi.ComponentResource {
    /** Those of CloudWatch, for the dashboard. */
    readonly alarmArns: readonly pulumi.Output<string>[];

    constructor(name: string, args: AlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:auditing:Alarms", name, {}, opts);
        const { subject } = args;
        const telling = { ...args, name, parent: this };

        for (const alarm of [...changeAlarms, ...failureAlarms])
            tellEvents(telling, alarm.name, alarm, subject);
        this.alarmArns = [
            ...metricAlarms.map((alarm) => watchMetric(telling, alarm.name, alarm, subject)),
            ...[...connectionAlarms, ...flowAlarms].map((alarm) => watchLog(telling, alarm, subject)),
        ].map(({ arn }) => arn);
        this.registerOutputs({});
    }
}

/** What stands by, and how its alarms are told. */
export interface StandbyAlarmsArgs extends Omit<Telling, "name" | "parent"> {
    readonly subject: Operated;
    /** Whether it is backed up, as once its replica is promoted: before, `backup-missing` would ring for good. */
    readonly isBackedUp: boolean;
}

/**
 * The alarms on the work of what stands by, in its own region: events and metrics are of one. Who connects and what is changed is
 * told by the trail, which is of all regions.
 */
export class StandbyAlarms extends pulumi.ComponentResource {
    constructor(name: string, args: StandbyAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:auditing:StandbyAlarms", name, {}, opts);
        const { subject, isBackedUp } = args;
        const telling = { ...args, name, parent: this };
        for (const alarm of failureAlarms) tellEvents(telling, alarm.name, alarm, subject);
        for (const alarm of metricAlarms)
            if (isBackedUp || alarm.name !== "backup-missing")
                watchMetric(telling, alarm.name, alarm, subject);
        for (const alarm of flowAlarms) watchLog(telling, alarm, subject);
        this.registerOutputs({});
    }
}

function watchLog<S extends Operated>(
    telling: Telling,
    alarm: LogAlarm<S>,
    subject: S,
): aws.cloudwatch.MetricAlarm {
    const { namespace } = subject;
    const { metricName } = alarm;
    new aws.cloudwatch.LogMetricFilter(
        `${telling.name}-${alarm.name}`,
        {
            logGroupName: alarm.logGroupName(subject),
            pattern: alarm.filterPattern(subject),
            metricTransformation: { namespace, name: metricName, value: "1", unit: "Count" },
        },
        { parent: telling.parent },
    );
    const counted = {
        ...alarm,
        metric: () => ({
            namespace,
            metricName,
            statistic: "Sum",
            period: 60,
            comparisonOperator: "GreaterThanOrEqualToThreshold",
            threshold: 1,
            evaluationPeriods: 1,
            treatMissingData: "notBreaching",
        }),
    };
    return watchMetric(telling, alarm.name, counted, subject);
}
