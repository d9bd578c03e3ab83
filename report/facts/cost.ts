import { gp3 } from "../../infra/config/machine";
import { hoursPerMonth, instancePerHour, prices, pricesFrom } from "../../infra/prices";
import { environmentsIn } from "../../state/environments";
import { isRecord, numberIn } from "../../state/exported";
import { type Graph, type Resource, recordsOf, textOf, textsOf } from "../../state/graph";
import { diskOf, disksOf, instancesOf, templateOf } from "./architecture";
import { assumed } from "./assumed";

/** A line of the bill, in USD a month at list prices. */
export interface CostLine {
    readonly part: string;
    /** What is counted, in words. */
    readonly quantity: string;
    /** US dollars per month; undefined where no price is known. */
    readonly dollars: number | undefined;
    /** Whether the count is read from the state, or rests on an assumption about what happens. */
    readonly basis: "counted" | "assumed";
}

/** What a stack costs per month. */
export interface Cost {
    readonly lines: readonly CostLine[];
    /** Sum of what was counted, in US dollars. */
    readonly counted: number;
    /** Sum of what was assumed, in US dollars. */
    readonly assumed: number;
    /** Lines without a price, which no sum has. */
    readonly unknown: readonly string[];
    readonly prices: typeof pricesFrom;
    readonly region: string;
}

type Line = Omit<CostLine, "basis">;

/** Reads the monthly cost from what a graph has, and from what is assumed of its use. */
export function readCost(graph: Graph, region: string): Cost {
    const lines = [
        ...[...instances(graph), ...standing(graph)].map((line) => ({ ...line, basis: "counted" as const })),
        ...use(graph).map((line) => ({ ...line, basis: "assumed" as const })),
    ].filter(({ dollars }) => dollars !== 0);
    const sum = (basis: CostLine["basis"]): number =>
        lines.filter((line) => line.basis === basis).reduce((total, { dollars = 0 }) => total + dollars, 0);
    return {
        lines,
        counted: sum("counted"),
        assumed: sum("assumed"),
        unknown: lines.filter(({ dollars }) => dollars === undefined).map(({ quantity }) => quantity),
        prices: pricesFrom,
        region,
    };
}

/** Instances of agents with their disks, a line per type. */
function instances(graph: Graph): readonly Line[] {
    const counts = new Map<string, number>();
    let disks = 0;
    let iops = 0;
    let throughput = 0;
    let monitored = 0;
    for (const group of graph.all("aws:autoscaling/group:Group")) {
        const template = templateOf(graph, group);
        const wanted = instancesOf(group);
        const type = textOf(template, "instanceType") ?? "an instance of unknown type";
        counts.set(type, (counts.get(type) ?? 0) + wanted);
        if (template === undefined) continue;
        disks += wanted * diskOf(template);
        for (const volume of disksOf(template)) {
            iops += wanted * beyond(volume, "iops", gp3.iops.least);
            throughput += wanted * beyond(volume, "throughput", gp3.throughputMiBps.least);
        }
        if (isMonitored(template)) monitored += wanted;
    }
    const byType = [...counts].map(([type, count]): Line => {
        const hour = instancePerHour(type);
        return {
            part: "Agents",
            quantity: `${count} × ${type}`,
            dollars: hour === undefined ? undefined : count * hour * hoursPerMonth,
        };
    });
    return [
        ...byType,
        { part: "Agents", quantity: `${disks} GiB of gp3 disk`, dollars: disks * prices.diskGiB },
        ...(iops + throughput === 0
            ? []
            : [
                  {
                      part: "Agents",
                      quantity: `${iops} IOPS and ${throughput} MiB/s of disk beyond what each has`,
                      dollars: iops * prices.diskIops + throughput * prices.diskMiBps,
                  },
              ]),
        {
            part: "Detailed monitoring",
            quantity: `${counted(monitored, "instance")} × ${assumed.metricsPerInstance} metrics`,
            dollars: monitored * assumed.metricsPerInstance * prices.metric,
        },
    ];
}

/** What a volume is provisioned with beyond what every gp3 volume has. */
const beyond = (volume: Readonly<Record<string, unknown>>, property: string, least: number): number =>
    Math.max(0, (numberIn(volume, property) ?? least) - least);

function isMonitored({ props }: Resource): boolean {
    return [props.monitoring].flat().some((settings) => isRecord(settings) && settings.enabled === true);
}

/** What costs the same whether it is used or not. */
function standing(graph: Graph): readonly Line[] {
    const number = (type: string): number => graph.all(type).length;
    const gateways = number("aws:ec2/natGateway:NatGateway");
    const addresses = number("aws:ec2/eip:Eip");
    const interfaces = graph
        .all("aws:ec2/vpcEndpoint:VpcEndpoint")
        .filter(({ props }) => props.vpcEndpointType === "Interface")
        .flatMap((endpoint) => textsOf(endpoint, "subnetIds")).length;
    const keys = number("aws:kms/key:Key") + number("aws:kms/replicaKey:ReplicaKey");
    const secrets = number("aws:secretsmanager/secret:Secret");
    const alarmMetrics = graph
        .all("aws:cloudwatch/metricAlarm:MetricAlarm")
        .map((alarm) => recordsOf(alarm, "metricQueries").filter(({ metric }) => isRecord(metric)).length)
        // One without queries names its metric itself.
        .reduce((sum, queried) => sum + Math.max(1, queried), 0);
    const dashboards = number("aws:cloudwatch/dashboard:Dashboard");
    const throughput = graph
        .all("aws:efs/fileSystem:FileSystem")
        .map(({ props }) => numberIn(props, "provisionedThroughputInMibps") ?? 0)
        .reduce((sum, each) => sum + each, 0);
    return [
        {
            part: "NAT",
            quantity: `${counted(gateways, "gateway")}, ${counted(addresses, "address", "addresses")}`,
            dollars:
                hoursPerMonth * (gateways * prices.natGatewayHour + addresses * prices.publicAddressHour),
        },
        {
            part: "Interface endpoints",
            quantity: counted(interfaces, "network interface"),
            dollars: hoursPerMonth * interfaces * prices.endpointInterfaceHour,
        },
        { part: "Keys", quantity: counted(keys, "key"), dollars: keys * prices.key },
        { part: "Secrets", quantity: counted(secrets, "secret"), dollars: secrets * prices.secret },
        {
            part: "Alarms",
            quantity: counted(alarmMetrics, "metric"),
            dollars: alarmMetrics * prices.alarmMetric,
        },
        {
            part: "Dashboard",
            quantity: counted(dashboards, "dashboard"),
            dollars: dashboards * prices.dashboard,
        },
        {
            part: "Provisioned throughput",
            quantity: `${throughput} MiB/s`,
            dollars: throughput * prices.provisionedMiBps,
        },
    ];
}

/** What is paid by use. */
function use(graph: Graph): readonly Line[] {
    const number = (type: string): number => graph.all(type).length;
    // A standby's vault gets nothing until something is selected for it, and its agents publish nothing at zero.
    const filled = new Set(graph.all("aws:backup/selection:Selection").map(({ parent }) => parent));
    const vaults = graph.all("aws:backup/vault:Vault").filter(({ parent }) => filled.has(parent)).length;
    const agents = graph
        .all("aws:autoscaling/group:Group")
        .reduce((sum, group) => sum + instancesOf(group), 0);
    // An agent that has any publishes one metric of all its areas, and an alarm watches that.
    const sharing = graph
        .all("aws:cloudwatch/metricAlarm:MetricAlarm")
        .filter(({ props }) => props.metricName === "AreasProven").length;
    const environments = environmentsIn(graph).filter(({ graph: own }) =>
        own.all("aws:autoscaling/group:Group").some((group) => instancesOf(group) > 0),
    ).length;
    const fileSystems = graph.all("aws:efs/fileSystem:FileSystem");
    const elastic = fileSystems.filter(({ props }) => props.throughputMode === "elastic").length;
    const flowLogs = graph.all("aws:ec2/flowLog:FlowLog");
    const toFiles = flowLogs.filter(({ props }) => props.logDestinationType === "s3");
    // An environment has a flow log for each mount target, and they write to one group.
    const groups = new Set(
        flowLogs.filter((flowLog) => !toFiles.includes(flowLog)).map(({ props }) => props.logDestination),
    ).size;
    const pipelines = number("aws:imagebuilder/imagePipeline:ImagePipeline");
    const trails = number("aws:cloudtrail/trail:Trail");
    const trailGB = (assumed.events * assumed.eventKB) / 1_000_000;
    const packs = number("aws:cfg/conformancePack:ConformancePack");
    const recorders = number("aws:cfg/recorder:Recorder");
    return [
        {
            part: "File system",
            quantity: `${counted(fileSystems.length, "file system")} × ${assumed.storedGB} GB kept in Standard`,
            dollars: fileSystems.length * assumed.storedGB * prices.storedGB,
        },
        {
            part: "File system",
            quantity: `${counted(elastic, "file system")} × ${assumed.writtenGB} GB written, elastic throughput`,
            dollars: elastic * assumed.writtenGB * prices.writtenGB,
        },
        {
            part: "Backup",
            quantity: `${counted(vaults, "vault")} × ${assumed.backupGB} GB warm`,
            dollars: vaults * assumed.backupGB * prices.backupGB,
        },
        {
            part: "Baked images",
            quantity: `${counted(pipelines, "architecture")} × ${assumed.imagesKept} snapshots of ${assumed.imageGB} GB`,
            dollars: pipelines * assumed.imagesKept * assumed.imageGB * prices.snapshotGB,
        },
        {
            part: "Agents' metrics",
            quantity: `${counted(agents, "agent")} × ${assumed.metricsPerAgent} metrics, ${sharing} more of shared areas, and ${environments * assumed.metricsPerEnvironment} of all`,
            dollars:
                (agents * assumed.metricsPerAgent + sharing + environments * assumed.metricsPerEnvironment) *
                prices.metric,
        },
        {
            part: "Requests that publish them",
            quantity: `${counted(agents, "agent")} × ${assumed.metricRequestsPerAgent.toLocaleString("en")} requests`,
            dollars: agents * assumed.metricRequestsPerAgent * prices.metricRequest,
        },
        {
            part: "Trail",
            quantity: `${counted(trails, "trail")} × ${assumed.events.toLocaleString("en")} events of ${assumed.eventKB} KB`,
            dollars: trails * trailGB * prices.logsGB,
        },
        {
            part: "Flow logs of the mount targets",
            quantity: `${counted(groups, "log group")} × ${assumed.mountTargetFlowsGB} GB`,
            dollars: groups * assumed.mountTargetFlowsGB * prices.logsGB,
        },
        {
            part: "Flow log of the VPC",
            quantity: `${counted(toFiles.length, "flow log")} × ${assumed.vpcFlowsGB} GB in Parquet`,
            dollars: toFiles.length * assumed.vpcFlowsGB * prices.flowFilesGB,
        },
        {
            part: "AWS Config's rules",
            quantity: `${counted(packs, "conformance pack")} × ${assumed.configEvaluations.toLocaleString("en")} evaluations`,
            dollars: packs * assumed.configEvaluations * prices.configEvaluation,
        },
        {
            part: "AWS Config's recorder",
            quantity: `${counted(recorders, "recorder")} × ${assumed.configItems.toLocaleString("en")} items`,
            dollars: recorders * assumed.configItems * prices.configItem,
        },
    ];
}

const counted = (count: number, one: string, many = `${one}s`): string =>
    `${count} ${count === 1 ? one : many}`;
