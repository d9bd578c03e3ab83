import { metricsNamespace } from "./agentPolicy";

/** What the dashboard shows. */
export interface Shown {
    readonly region: string;
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
            expression: `SEARCH('{${metricsNamespace},AgentName} MetricName="${metric}"', '${stat}', 300)`,
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
        chart(
            "Finished and failed backups per day: a gap is the age of the newest",
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
        chart("Agents that Jenkins has connected (1)", [search("AgentConnected", "Minimum")], "Minimum"),
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
