import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Site } from "../../site";

/** What an alarm watches, by the names that events and metrics know it by. */
export interface Subject {
    readonly site: Site;
    readonly fileSystem: { readonly id: pulumi.Input<string>; readonly arn: pulumi.Input<string> };
    readonly mountTargetIds: readonly pulumi.Input<string>[];
    readonly securityGroupIds: readonly pulumi.Input<string>[];
    /** Of every region: events of keys elsewhere are forwarded to this one. */
    readonly keyArns: pulumi.Input<readonly string[]>;
    readonly vaultName: pulumi.Input<string>;
    /** The role that restores, as a test or by hand. */
    readonly restoreRoleArn: string;
    readonly backupWithinHours: number;
    /** Name of the trail made here. Absent: any trail of the account. */
    readonly trailName: string | undefined;
    /** Log group with the management events. */
    readonly trailLogGroupName: pulumi.Input<string>;
    readonly flowLogGroupName: pulumi.Input<string>;
    /** The agents' roles are under this ARN. */
    readonly agentRolePrefix: string;
    /** The agents' Auto Scaling groups are named so. */
    readonly groupPrefix: string;
    /** CloudWatch namespace of what is counted in logs. */
    readonly namespace: string;
}

/** What of it has to do with its work, wherever its trail is. */
export type Operated = Omit<
    Subject,
    | "site"
    | "mountTargetIds"
    | "securityGroupIds"
    | "keyArns"
    | "trailName"
    | "trailLogGroupName"
    | "agentRolePrefix"
>;

/** One agent, as connections and its own metrics know it. */
export interface AgentSubject {
    readonly name: string;
    /** `<project>-<environment>`. */
    readonly environment: string;
    readonly fileSystemArn: pulumi.Input<string>;
    readonly accessPointArn: pulumi.Input<string>;
    /** Ids of the access points of the areas that it writes. */
    readonly writtenAreaIds: readonly pulumi.Input<string>[];
    /** And of those that it only reads. */
    readonly readAreaIds: readonly pulumi.Input<string>[];
    readonly roleArn: pulumi.Input<string>;
}

interface Words {
    /** Also the name of its page in docs/runbooks. */
    readonly name: string;
    readonly happened: string;
    readonly matters: string;
    readonly first: string;
}

/** Which events EventBridge hands on: a field of the event, or fields in it, by name; arrays hold the values that match. */
export type EventPattern = { readonly [key: string]: unknown };

/** An alarm on a single event, told at once with what the event says. */
export interface EventAlarm<S> extends Words {
    readonly pattern: (subject: S) => EventPattern;
    /** Texts of the event that are told, as paths into it. */
    readonly facts: Readonly<Record<string, string>>;
    /** Objects of the event that are told, as paths into it. */
    readonly details?: Readonly<Record<string, string>>;
    /** Whether CloudTrail marks the events as read-only, which EventBridge leaves out unless asked. */
    readonly readOnlyEvents?: true;
}

/** An alarm on a metric that stays on one side of a threshold. */
export interface MetricAlarm<S> extends Words {
    readonly metric: (subject: S) => Condition;
}

/** When a metric alarm is raised. */
export type Condition = Pick<
    aws.cloudwatch.MetricAlarmArgs,
    | "comparisonOperator"
    | "threshold"
    | "evaluationPeriods"
    | "datapointsToAlarm"
    | "treatMissingData"
    | "namespace"
    | "metricName"
    | "dimensions"
    | "statistic"
    | "period"
    | "metricQueries"
>;

/** An alarm on lines of a log group: they are counted, and one is enough. */
export interface LogAlarm<S> extends Words {
    /** The metric that counts them. */
    readonly metricName: string;
    readonly logGroupName: (subject: S) => pulumi.Input<string>;
    /** In CloudWatch's filter pattern syntax. */
    readonly filterPattern: (subject: S) => pulumi.Input<string>;
}

/** The facts that every CloudTrail event holds. */
export const callFacts = {
    call: "$.detail.eventName",
    who: "$.detail.userIdentity.arn",
    from: "$.detail.sourceIPAddress",
    event: "$.detail.eventID",
};

/** What a call was made with. */
export const callDetails = { parameters: "$.detail.requestParameters" };

/** The alarm in words: what happened, why it matters, what to do first, and where the rest is written. */
export function describe(alarm: Words, runbookUrl = "docs/runbooks"): string {
    return `${alarm.happened} ${alarm.matters} First: ${alarm.first} Runbook: ${runbookUrl}/${alarm.name}.md`;
}
