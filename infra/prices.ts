/*
 * Unit prices in US dollars, all of them in this file. They are list prices of US East (N. Virginia), on demand, without
 * free tiers, discounts and taxes.
 */

/** Where the prices are from and when they were looked at. */
export const pricesFrom = {
    region: "us-east-1",
    asOf: "2026-11-24",
    source: "AWS's public list prices: those of EFS's throughput of September 2026; those of logs, metrics, dashboards and AWS Config compared in November 2026 with third parties' reports of AWS's pages; all others from memory of 2025",
    calculator: "https://calculator.aws/",
} as const;

/** Hours in a month, as AWS's own calculator counts them. */
export const hoursPerMonth = 730;

/** An instance of size `large`, per hour and family. Within these families the price is proportional to the size. */
const largePerHour: Readonly<Record<string, number>> = {
    t3: 0.0832,
    t4g: 0.0672,
    m7g: 0.0816,
    m7i: 0.1008,
};

/** Sizes in units of `large`. */
const sizes: Readonly<Record<string, number>> = { small: 0.25, medium: 0.5, large: 1, xlarge: 2 };

/** An instance per hour; undefined for a type whose price is not known here. */
export function instancePerHour(type: string): number | undefined {
    const [family = "", size = ""] = type.split(".");
    const multiple = /^(\d+)xlarge$/.exec(size)?.[1];
    const factor = sizes[size] ?? (multiple === undefined ? undefined : 2 * Number(multiple));
    const large = largePerHour[family];
    return factor === undefined || large === undefined ? undefined : factor * large;
}

/** What the rest costs, by what is counted. */
export const prices = {
    /** A GiB of gp3 volume, per month. */
    diskGiB: 0.08,
    /** An operation a second of gp3 beyond those that each volume has, per month. */
    diskIops: 0.005,
    /** A MiB/s of gp3 beyond those that each volume has, per month. */
    diskMiBps: 0.04,
    /** A GB of a snapshot's blocks that are in use, per month. */
    snapshotGB: 0.05,
    /** A NAT gateway, per hour. */
    natGatewayHour: 0.045,
    /** A public IPv4 address, per hour. */
    publicAddressHour: 0.005,
    /** A network interface of an interface endpoint, per hour. */
    endpointInterfaceHour: 0.01,
    /** A customer managed key, per month. */
    key: 1,
    /** A secret, per month. */
    secret: 0.4,
    /** A CloudWatch metric beyond the free ones, per month. */
    metric: 0.3,
    /** A request that publishes metrics. */
    metricRequest: 0.00001,
    /** A metric that an alarm watches, per month. */
    alarmMetric: 0.1,
    /** A CloudWatch dashboard, per month. */
    dashboard: 3,
    /** A GB of logs taken in. */
    logsGB: 0.5,
    /** A GB of flow records to S3, in Parquet. */
    flowFilesGB: 0.28,
    /** An evaluation of a rule of AWS Config. */
    configEvaluation: 0.001,
    /** A configuration item that AWS Config records. */
    configItem: 0.003,
    /** A GB in EFS Standard, per month. */
    storedGB: 0.3,
    /** A GB read with elastic throughput. */
    readGB: 0.03,
    /** A GB written with elastic throughput. */
    writtenGB: 0.06,
    /** A MiB/s of provisioned throughput above what storage includes, per month. */
    provisionedMiBps: 6,
    /** A GB in EFS Infrequent Access, per month. */
    infrequentGB: 0.016,
    /** A GB of an EFS backup in warm storage, per month. */
    backupGB: 0.05,
    /** A GB of an EFS backup in cold storage, per month. */
    coldBackupGB: 0.01,
} as const;
