import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../../tags";
import type { AlarmTopic } from "../alarmTopic";
import { agentAlarms } from "./agents";
import {
    type AgentSubject,
    describe,
    type EventAlarm,
    type LogAlarm,
    type MetricAlarm,
    type Subject,
} from "./alarm";
import { changeAlarms } from "./changes";
import { connectionAlarms, pairingAlarm } from "./connections";
import { failureAlarms, flowAlarms, metricAlarms } from "./operations";

export interface AlarmsArgs {
    readonly subject: Subject;
    readonly agents: readonly AgentSubject[];
    readonly topic: AlarmTopic;
    /** Where the runbooks are published. @default their path in this repository */
    readonly runbookUrl?: string | undefined;
    readonly tags: Tags;
}

/**
 * Every alarm of the tables beside this file. Events are told at once by EventBridge, with what the event says; metrics
 * and counted log lines by CloudWatch. What concerns one agent is made per agent, so that no agent's alarms change when
 * another comes or goes.
 */
export class Alarms extends pulumi.ComponentResource {
    /** Every CloudWatch alarm of the environment as a whole, for the dashboard. */
    readonly alarmArns: readonly pulumi.Output<string>[];

    constructor(
        private readonly name: string,
        private readonly args: AlarmsArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("jenkins-efs:auditing:Alarms", name, {}, opts);
        const { subject, agents } = args;

        for (const alarm of [...changeAlarms, ...failureAlarms]) this.tellEvents(alarm.name, alarm, subject);
        this.alarmArns = [
            ...metricAlarms.map((alarm) => this.watchMetric(alarm.name, alarm, subject)),
            ...[...connectionAlarms, ...flowAlarms].map((alarm) => this.watchLog(alarm)),
        ].map(({ arn }) => arn);
        for (const agent of agents) {
            this.tellEvents(`${pairingAlarm.name}-${agent.name}`, pairingAlarm, agent);
            for (const alarm of agentAlarms) this.watchMetric(`${alarm.name}-${agent.name}`, alarm, agent);
        }
        this.registerOutputs({});
    }

    private tellEvents<S>(name: string, alarm: EventAlarm<S>, subject: S): void {
        const { topic, tags, runbookUrl } = this.args;
        const description = describe(alarm, runbookUrl);
        const rule = new aws.cloudwatch.EventRule(
            `${this.name}-${name}`,
            {
                description,
                eventPattern: pulumi.jsonStringify(alarm.pattern(subject)),
                state: alarm.readOnlyEvents ? "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" : "ENABLED",
                tags: { ...tags, Name: `${this.name}-${name}` },
            },
            { parent: this },
        );
        new aws.cloudwatch.EventTarget(
            `${this.name}-${name}`,
            {
                rule: rule.name,
                arn: topic.topic.arn,
                roleArn: topic.publisher.arn,
                inputTransformer: {
                    inputPaths: alarm.facts,
                    inputTemplate: template(this.args.subject.environment, alarm, description),
                },
            },
            { parent: this, dependsOn: [...topic.ready] },
        );
    }

    private watchMetric<S>(name: string, alarm: MetricAlarm<S>, subject: S): aws.cloudwatch.MetricAlarm {
        const { topic, tags, runbookUrl } = this.args;
        return new aws.cloudwatch.MetricAlarm(
            `${this.name}-${name}`,
            {
                alarmDescription: describe(alarm, runbookUrl),
                alarmActions: [topic.topic.arn],
                okActions: [topic.topic.arn],
                ...alarm.metric(subject),
                tags: { ...tags, Name: `${this.name}-${name}` },
            },
            { parent: this, dependsOn: [...topic.ready] },
        );
    }

    private watchLog(alarm: LogAlarm<Subject>): aws.cloudwatch.MetricAlarm {
        const { subject } = this.args;
        const { namespace } = subject;
        const { metricName } = alarm;
        new aws.cloudwatch.LogMetricFilter(
            `${this.name}-${alarm.name}`,
            {
                logGroupName: alarm.logGroupName(subject),
                pattern: alarm.filterPattern(subject),
                metricTransformation: { namespace, name: metricName, value: "1", unit: "Count" },
            },
            { parent: this },
        );
        const metric = (): ReturnType<MetricAlarm<Subject>["metric"]> => ({
            namespace,
            metricName,
            statistic: "Sum",
            period: 60,
            comparisonOperator: "GreaterThanOrEqualToThreshold",
            threshold: 1,
            evaluationPeriods: 1,
            treatMissingData: "notBreaching",
        });
        return this.watchMetric(alarm.name, { ...alarm, metric }, subject);
    }
}

/** What the topic's subscribers get: the alarm's words, and beside them what the event says. */
function template<S>(environment: string, alarm: EventAlarm<S>, description: string): string {
    return JSON.stringify({
        alarm: alarm.name,
        environment,
        description,
        ...Object.fromEntries(Object.keys(alarm.facts).map((fact) => [fact, `<${fact}>`])),
    });
}
