import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../../tags";
import type { AlarmTopic } from "../alarmTopic";
import { describe, type EventAlarm, type MetricAlarm } from "./alarm";

/** How alarms are told, the same for all of them. */
export interface Telling {
    /** First part of the resources' names. */
    readonly name: string;
    readonly parent: pulumi.Resource;
    readonly topic: AlarmTopic;
    /** `<project>-<environment>`. */
    readonly environment: string;
    /** Where the runbooks are published. @default their path in this repository */
    readonly runbookUrl?: string | undefined;
    readonly tags: Tags;
}

/** A rule's name has 64 characters at most, of which the provider's number at the end takes 26. */
const rulePrefixLength = 38;

/** Has EventBridge tell every event that matches, at once. `name` is the alarm's, or that and the agent's. */
export function tellEvents<S>(telling: Telling, name: string, alarm: EventAlarm<S>, subject: S): void {
    const { topic, tags, parent } = telling;
    const description = describe(alarm, telling.runbookUrl);
    const rule = new aws.cloudwatch.EventRule(
        `${telling.name}-${name}`,
        {
            namePrefix: `${telling.name}-${name}`.slice(0, rulePrefixLength),
            description,
            eventPattern: pulumi.jsonStringify(alarm.pattern(subject)),
            state: alarm.readOnlyEvents ? "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" : "ENABLED",
            tags: { ...tags, Name: `${telling.name}-${name}` },
        },
        { parent },
    );
    new aws.cloudwatch.EventTarget(
        `${telling.name}-${name}`,
        {
            rule: rule.name,
            arn: topic.topic.arn,
            inputTransformer: {
                inputPaths: { ...alarm.facts, ...alarm.details },
                inputTemplate: template(telling.environment, alarm, description),
            },
        },
        { parent, dependsOn: [...topic.ready] },
    );
}

/** Has CloudWatch tell when a metric crosses its threshold, and when it comes back. */
export function watchMetric<S>(
    telling: Telling,
    name: string,
    alarm: MetricAlarm<S>,
    subject: S,
): aws.cloudwatch.MetricAlarm {
    const { topic, tags, parent } = telling;
    const condition = alarm.metric(subject);
    // An alarm is created in INSUFFICIENT_DATA and acts on a change of state, so that silence is told only of what spoke.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
    const tellsSilence = condition.treatMissingData === "missing";
    return new aws.cloudwatch.MetricAlarm(
        `${telling.name}-${name}`,
        {
            alarmDescription: describe(alarm, telling.runbookUrl),
            alarmActions: [topic.topic.arn],
            // PutMetricAlarm acts on OK "from any other state", so a new alarm tells it once, too.
            okActions: [topic.topic.arn],
            ...(tellsSilence ? { insufficientDataActions: [topic.topic.arn] } : {}),
            ...condition,
            tags: { ...tags, Name: `${telling.name}-${name}` },
        },
        { parent, dependsOn: [...topic.ready] },
    );
}

/**
 * What the topic's subscribers get: the alarm's words, and beside them what the event says. EventBridge puts objects in
 * as JSON, which must not stand in quotes.
 */
function template<S>(environment: string, alarm: EventAlarm<S>, description: string): string {
    const names = Object.keys({ ...alarm.facts, ...alarm.details });
    const placeholders = Object.fromEntries(names.map((name) => [name, `<${name}>`]));
    const text = JSON.stringify({ alarm: alarm.name, environment, description, ...placeholders });
    return Object.keys(alarm.details ?? {}).reduce(
        (template, name) => template.replace(`"<${name}>"`, `<${name}>`),
        text,
    );
}
