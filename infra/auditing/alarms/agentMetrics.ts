import { metricsNamespace } from "../../documents/agentPolicy";
import type { AgentSubject, Condition, MetricAlarm } from "./alarm";

/** Agents of one environment, as the metrics that they share know it: `<project>-<environment>`. */
export type EnvironmentSubject = Pick<AgentSubject, "environment">;

/**
 * A metric of the agents' health check that no instance has had at 1 for 15 minutes. While an instance waits for another
 * one of the same agent to end, one of the two is well. Silence is told by the mount's alarm.
 */
function never(metricName: string, dimensions: Readonly<Record<string, string>>): Condition {
    return {
        namespace: metricsNamespace,
        metricName,
        dimensions,
        statistic: "Maximum",
        period: 300,
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        evaluationPeriods: 3,
        datapointsToAlarm: 3,
        treatMissingData: "notBreaching",
    };
}

/** A metric that the agent's health check publishes: 1 while all is well. */
function missing(metricName: string): (agent: AgentSubject) => Condition {
    return ({ name, environment }) => ({
        namespace: metricsNamespace,
        metricName,
        dimensions: { AgentName: name, Environment: environment },
        statistic: "Minimum",
        period: 300,
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        // Longer than an instance needs to be replaced and to mount.
        evaluationPeriods: 3,
        datapointsToAlarm: 3,
        // An agent that says nothing is not well either, but one that has not said anything yet is only new.
        treatMissingData: "missing",
    });
}

const neverOf =
    (metricName: string) =>
    ({ name, environment }: AgentSubject): Condition =>
        never(metricName, { AgentName: name, Environment: environment });

/** What all agents say alike: one alarm, however many there are. */
export const sharedMetricAlarms: readonly MetricAlarm<EnvironmentSubject>[] = [
    {
        name: "controller-silent",
        happened: "No agent has had an answer from the Jenkins controller for 15 minutes.",
        matters: "Builds' running steps go on and nobody hears of them; Jenkins gives them up in time.",
        first: "See whether the controller runs, and whether agents reach it on its port.",
        metric: ({ environment }) => never("ControllerAnswers", { Environment: environment }),
    },
];

/** What each agent says about its mount, its disk, its secret and its connection. */
export const agentMetricAlarms: readonly MetricAlarm<AgentSubject>[] = [
    {
        name: "mount-missing",
        happened: "An agent has not seen its directory of the file system for 15 minutes.",
        matters: "Its builds can neither read nor store artifacts, and their writes stay on its disk.",
        first: "Read the efs-mount stream of its instance in the agents' log group.",
        metric: missing("MountProven"),
    },
    {
        name: "watchdog-down",
        happened: "The process that renews an agent's TLS connection has not run for 15 minutes.",
        matters: "The connection's certificate lives three hours; then the mount hangs.",
        first: "Restart it: systemctl restart amazon-efs-mount-watchdog, over Session Manager.",
        metric: missing("WatchdogRunning"),
    },
    {
        name: "disk-full",
        happened: "An agent's disk has been 95 % full, of bytes or of inodes, for 15 minutes.",
        matters:
            "Builds fail for want of space; after 20 minutes the instance is replaced, with all on its disk.",
        first: "While the instance is there, see over Session Manager what fills it: df, df -i, du.",
        metric: neverOf("DiskHasRoom"),
    },
    {
        name: "secret-missing",
        happened: "An agent's secret has had no value that it can use for 15 minutes.",
        matters: "The agent waits for it; without it Jenkins lets no agent in.",
        first: "Run npm run enrol for the stack, which stores it.",
        metric: neverOf("SecretPresent"),
    },
    {
        name: "agent-disconnected",
        happened: "Jenkins has had no connection with an agent for 15 minutes, or keeps builds from it.",
        matters: "Builds wait for its label, and those that run on it are given up in time.",
        first: "Read the last lines of its kit and agent streams in the agents' log group.",
        metric: neverOf("AgentConnected"),
    },
];

/** What an agent that has shared areas says of them. */
export const areasAlarm: MetricAlarm<AgentSubject> = {
    name: "area-missing",
    happened: "An agent has not had all of its shared areas mounted and proven for 15 minutes.",
    matters: "Its builds do without what others share, or it takes none where the area is required.",
    first: "Read the kit and efs-mount streams of its instance in the agents' log group.",
    metric: neverOf("AreasProven"),
};
