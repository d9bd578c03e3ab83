import { metricsNamespace } from "../../documents/agentPolicy";
import type { AgentSubject, Condition, MetricAlarm } from "./alarm";

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
        // An agent that says nothing is not well either.
        treatMissingData: "breaching",
    });
}

/** What each agent says about its mount. */
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
];
