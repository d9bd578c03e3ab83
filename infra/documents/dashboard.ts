import { metricsNamespace } from "./agentPolicy";

/** Whose metrics, logs and alarms the dashboard shows, by the names that CloudWatch has for them. */
export interface Shown {
    readonly region: string;
    /** `<project>-<environment>`. */
    readonly environment: string;
    readonly fileSystemId: string;
    readonly vaultName: string;
    readonly alarmArns: readonly string[];
    /** Namespace of what is counted in logs. */
    readonly auditNamespace: string;
}

type Metric = readonly (string | Readonly<Record<string, string | boolean>>)[];

const hour = 3600;
const day = 24 * hour;

/**
 * Hours since the newest backup finished. Jobs are counted in the hour in which they finish; EPOCH gives that hour's time and
 * FILL repeats it until the next, for which the chart has to reach back to a backup: it shows seven days whatever is chosen.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
const backupAge = ({ region, vaultName }: Shown) => ({
    type: "metric",
    properties: {
        title: "Hours since the newest backup",
        region,
        view: "timeSeries",
        start: "-P7D",
        end: "P0D",
        metrics: [
            [
                {
                    expression: "(EPOCH(finished) - FILL(IF(finished > 0, EPOCH(finished)), REPEAT)) / 3600",
                    label: "Hours",
                    id: "age",
                },
            ],
            [
                "AWS/Backup",
                "NumberOfBackupJobsCompleted",
                "BackupVaultName",
                vaultName,
                { id: "finished", visible: false },
            ],
        ],
        stat: "Sum",
        period: hour,
    },
});

/**
 * The dashboard of one environment. Agents are found by search, so that it does not change when one comes or goes.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboard(shown: Shown): string {
    const { region, fileSystemId, vaultName, auditNamespace } = shown;
    const efs = (metric: string, options: Readonly<Record<string, string | boolean>> = {}): Metric => [
        "AWS/EFS",
        metric,
        "FileSystemId",
        fileSystemId,
        options,
    ];
    const chart = (title: string, metrics: readonly Metric[], stat: string, period = 300) => ({
        type: "metric",
        properties: { title, region, view: "timeSeries", metrics, stat, period },
    });
    const search = (metric: string, stat: string): Metric => [
        {
            expression: `SEARCH('{${metricsNamespace},AgentName,Environment} Environment="${shown.environment}" MetricName="${metric}"', '${stat}', 300)`,
            label: "",
            id: metric.toLowerCase(),
        },
    ];
    const widgets = [
        { type: "alarm", properties: { title: "Alarms", alarms: shown.alarmArns } },
        chart(
            "Throughput in bytes per second: used and permitted",
            [
                [{ expression: "metered / PERIOD(metered)", label: "Used", id: "used" }],
                efs("MeteredIOBytes", { id: "metered", stat: "Sum", visible: false }),
                efs("PermittedThroughput", { stat: "Average" }),
            ],
            "Average",
        ),
        chart("Clients connected", [efs("ClientConnections")], "Sum", 60),
        chart("Burst credits in bytes", [efs("BurstCreditBalance")], "Minimum"),
        chart("Operations: percent of the limit", [efs("PercentIOLimit")], "Maximum"),
        chart(
            "Stored bytes by class",
            ["Standard", "IA", "Archive"].map((storageClass) => [
                "AWS/EFS",
                "StorageBytes",
                "FileSystemId",
                fileSystemId,
                "StorageClass",
                storageClass,
            ]),
            "Average",
            hour,
        ),
        backupAge(shown),
        chart(
            "Backups per day: finished and failed",
            ["NumberOfBackupJobsCompleted", "NumberOfBackupJobsFailed"].map((metric) => [
                "AWS/Backup",
                metric,
                "BackupVaultName",
                vaultName,
            ]),
            "Sum",
            day,
        ),
        chart("Agents whose mount is proven (1)", [search("MountProven", "Minimum")], "Minimum"),
        chart("Agents that Jenkins has connected (1)", [search("AgentConnected", "Maximum")], "Maximum"),
        chart(
            "Agents: bytes read from and written to the file system",
            [search("NfsReadBytes", "Sum"), search("NfsWrittenBytes", "Sum")],
            "Sum",
        ),
        chart(
            "Agents: time until the file system answers, in milliseconds",
            [search("NfsRoundTrip", "Average")],
            "Average",
        ),
        chart(
            "Agents: operations on the file system, and sent again",
            [search("NfsOperations", "Sum"), search("NfsRetransmissions", "Sum")],
            "Sum",
        ),
        chart("Agents: memory used in percent", [search("mem_used_percent", "Maximum")], "Maximum"),
        chart("Agents: disk used in percent", [search("disk_used_percent", "Maximum")], "Maximum"),
        chart(
            "Refused flows and connections outside the rules",
            ["RejectedFlows", "UnconfinedConnections", "ForeignRoleConnections"].map((metric) => [
                auditNamespace,
                metric,
            ]),
            "Sum",
        ),
    ];
    const width = 8;
    const perRow = 24 / width;
    const height = 6;
    return JSON.stringify({
        widgets: widgets.map((widget, index) => ({
            ...widget,
            x: (index % perRow) * width,
            y: Math.floor(index / perRow) * height,
            width,
            height,
        })),
    });
}
