import type * as pulumi from "@pulumi/pulumi";
import type { Condition, EventAlarm, LogAlarm, MetricAlarm, Operated } from "./alarm";

const gibibyte = 2 ** 30;
const secondsPerHour = 3600;

const jobFacts = {
    state: "$.detail.state",
    why: "$.detail.statusMessage",
    resource: "$.detail.resourceArn",
    time: "$.time",
};

/** AWS Backup and Auto Scaling say that something failed. */
export const failureAlarms: readonly EventAlarm<Operated>[] = [
    {
        name: "backup-failed",
        happened: "A backup or a copy of the file system failed, expired or was stopped.",
        matters: "The last good recovery point is growing older, or is in one region only.",
        first: "Read why below; most often a key's or a role's policy. Then start the job again.",
        pattern: ({ fileSystem }) => ({
            source: ["aws.backup"],
            "detail-type": ["Backup Job State Change", "Copy Job State Change"],
            detail: {
                state: ["ABORTED", "EXPIRED", "FAILED", "PARTIAL"],
                resourceArn: [fileSystem.arn],
            },
        }),
        facts: jobFacts,
    },
    {
        name: "restore-failed",
        happened: "A restore of the file system failed or was stopped, as a test or in earnest.",
        matters: "Until one succeeds nobody knows that the backups can be restored.",
        first: "Read why below; most often the restore role's or the key's policy. Then restore again.",
        // A failed job of AWS's examples names its role and neither vault nor source, and has a status, no state.
        // https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
        pattern: ({ fileSystem, restoreRoleArn }) => ({
            source: ["aws.backup"],
            "detail-type": ["Restore Job State Change"],
            detail: {
                status: ["ABORTED", "FAILED"],
                $or: [{ iamRoleArn: [restoreRoleArn] }, { sourceResourceArn: [fileSystem.arn] }],
            },
        }),
        facts: {
            job: "$.detail.restoreJobId",
            status: "$.detail.status",
            why: "$.detail.statusMessage",
            time: "$.time",
        },
    },
    {
        name: "agent-unhealthy",
        happened: "An agent's instance failed its health check and was replaced, or could not be started.",
        matters: "Its build was lost; if it goes on, the label runs out of agents.",
        first: "Read the last lines of its kit stream in the agents' log group.",
        pattern: ({ groupPrefix }) => {
            const group = { AutoScalingGroupName: [{ prefix: groupPrefix }] };
            return {
                source: ["aws.autoscaling"],
                $or: [
                    { "detail-type": ["EC2 Instance Launch Unsuccessful"], detail: group },
                    {
                        "detail-type": ["EC2 Instance Terminate Successful"],
                        // Instances also end because they are old, or because their template has changed.
                        // "... in response to an EC2 instance status checks failure" has no health in it.
                        detail: {
                            ...group,
                            Cause: [{ wildcard: "*health*check*" }, { wildcard: "*status check*" }],
                        },
                    },
                ],
            };
        },
        facts: {
            group: "$.detail.AutoScalingGroupName",
            instance: "$.detail.EC2InstanceId",
            why: "$.detail.Cause",
            status: "$.detail.StatusMessage",
        },
    },
];

/** Lines of a log group that ought not to be there. */
export const flowAlarms: readonly LogAlarm<Operated>[] = [
    {
        name: "flow-rejected",
        happened: "A mount target's security group refused a connection.",
        matters: "Agents are let in, so something else of the network looks for the files.",
        first: "Find the source address (query rejected-flows) and the machine behind it.",
        metricName: "RejectedFlows",
        logGroupName: ({ flowLogGroupName }) => flowLogGroupName,
        // The only field of a record that can hold this word is its action.
        filterPattern: () => "REJECT",
    },
];

function efs(subject: Operated, condition: Condition & { readonly metricName: string }): Condition {
    return {
        namespace: "AWS/EFS",
        dimensions: { FileSystemId: subject.fileSystem.id },
        treatMissingData: "notBreaching",
        ...condition,
    };
}

const hourly = (
    id: string,
    stat: string,
    namespace: string,
    metricName: string,
    dimensions: Record<string, pulumi.Input<string>>,
) => ({ id, metric: { namespace, metricName, dimensions, stat, period: secondsPerHour } });

/** Metrics that stay on the wrong side. */
export const metricAlarms: readonly MetricAlarm<Operated>[] = [
    {
        name: "backup-missing",
        happened: "No backup of the file system has finished in the expected time.",
        matters: "A failed job is told by itself; this is a job that never ran, so nothing else tells it.",
        first: "See whether the plan still selects the file system, and start a backup by hand.",
        // AWS Backup publishes nothing while nothing happens, and a new environment has had no time for a backup. Its file
        // system's size is published from the beginning, so hours are counted from there: where the first metric has a
        // data point other than 0 and the second has none, IF gives a 0; where the first has none, nothing.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
        metric: ({ vaultName, backupWithinHours, fileSystem }) => ({
            comparisonOperator: "LessThanThreshold",
            threshold: 1,
            evaluationPeriods: backupWithinHours,
            datapointsToAlarm: backupWithinHours,
            treatMissingData: "missing",
            metricQueries: [
                {
                    id: "backups",
                    label: "Backups finished",
                    expression: "IF(stored, finished)",
                    returnData: true,
                },
                hourly("finished", "Sum", "AWS/Backup", "NumberOfBackupJobsCompleted", {
                    BackupVaultName: vaultName,
                }),
                hourly("stored", "Maximum", "AWS/EFS", "StorageBytes", {
                    FileSystemId: fileSystem.id,
                    StorageClass: "Total",
                }),
            ],
        }),
    },
    {
        name: "burst-credits-low",
        happened: "The file system's burst credits are nearly used up.",
        matters: "At zero, throughput falls to what the stored size earns, and builds stall on the mount.",
        first: "Find who reads or writes so much, or set storage.throughputMode to elastic.",
        metric: (subject) =>
            efs(subject, {
                metricName: "BurstCreditBalance",
                statistic: "Minimum",
                period: 300,
                comparisonOperator: "LessThanThreshold",
                // Half an hour at 100 MiB/s, which is what a small file system bursts to.
                threshold: 176 * gibibyte,
                evaluationPeriods: 3,
            }),
    },
    {
        name: "io-limit-high",
        happened: "The file system is near the limit of operations of its performance mode.",
        matters: "Every further operation waits, so all agents slow down together.",
        first: "Find the agent with the most operations; many small files belong on its own disk.",
        metric: (subject) =>
            efs(subject, {
                metricName: "PercentIOLimit",
                statistic: "Maximum",
                period: 300,
                comparisonOperator: "GreaterThanOrEqualToThreshold",
                threshold: 95,
                evaluationPeriods: 3,
            }),
    },
    {
        name: "throughput-high",
        happened: "The file system has used over 80 % of its permitted throughput for 15 minutes.",
        matters: "At 100 % reads and writes are throttled, and builds take longer for no visible reason.",
        first: "Find the agent that moves so much, or raise the throughput in storage.",
        metric: ({ fileSystem }) => ({
            comparisonOperator: "GreaterThanThreshold",
            threshold: 80,
            evaluationPeriods: 3,
            treatMissingData: "notBreaching",
            metricQueries: [
                {
                    id: "utilisation",
                    label: "Utilisation in percent",
                    // Metered bytes of a period over the bytes per second that are permitted.
                    expression: "100 * (metered / PERIOD(metered)) / permitted",
                    returnData: true,
                },
                ...(
                    [
                        ["metered", "MeteredIOBytes", "Sum"],
                        ["permitted", "PermittedThroughput", "Average"],
                    ] as const
                ).map(([id, metricName, stat]) => ({
                    id,
                    metric: {
                        namespace: "AWS/EFS",
                        metricName,
                        dimensions: { FileSystemId: fileSystem.id },
                        period: 300,
                        stat,
                    },
                })),
            ],
        }),
    },
];
