import * as pulumi from "@pulumi/pulumi";
import type { Config } from "./config";
import { prices, pricesFrom } from "./prices";

type Settings = Config["storage"];
type Mode = Settings["throughputMode"];

/** What AWS lets a file system of several zones move, in MiB/s; reads and writes of all clients together. */
export interface ThroughputLimits {
    readonly readMiBps: number;
    readonly writeMiBps: number;
    /** One instance, reads and writes together; 1,500 needs amazon-efs-utils 2.0 or later. */
    readonly perClientMiBps: number;
}

/**
 * The regions in which a mode has its higher limits. https://docs.aws.amazon.com/efs/latest/ug/limits.html and, for a single
 * client, https://docs.aws.amazon.com/efs/latest/ug/performance.html, as of November 2026.
 */
const favoured: Readonly<Record<Mode, readonly string[]>> = {
    elastic: [
        "us-east-1",
        "us-east-2",
        "us-west-2",
        "ap-south-1",
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-southeast-1",
        "ap-southeast-2",
        "eu-central-1",
        "eu-west-1",
        "eu-west-2",
    ],
    provisioned: ["us-east-1", "us-east-2", "us-west-2", "eu-west-1"],
    bursting: ["us-east-1", "us-east-2", "us-west-2", "ap-southeast-2", "eu-west-1"],
};

const gibps = 1_024;

/** AWS's default limits of a throughput mode in a region. */
export function throughputLimits(mode: Mode, region: string): ThroughputLimits {
    const high = favoured[mode].includes(region);
    const perClientMiBps = mode === "elastic" ? 1_500 : 500;
    const [read, write] = {
        elastic: high ? [60, 5] : [20, 1],
        // What can be provisioned counts writes; reads come to three times as much.
        provisioned: high ? [10, 10 / 3] : [3, 1],
        bursting: high ? [5, 3] : [3, 1],
    }[mode] as [number, number];
    return { readMiBps: read * gibps, writeMiBps: Math.ceil(write * gibps), perClientMiBps };
}

/** What a bursting file system of this size earns, and what it reaches while it has credits, in metered MiB/s. */
export function burstingThroughput(storedGiB: number): { readonly baseline: number; readonly burst: number } {
    return {
        baseline: Math.max(1, (storedGiB * 50) / 1_024),
        burst: Math.max(100, (storedGiB * 100) / 1_024),
    };
}

const gbPerGiB = 1.073741824;

const rounded = (value: number) => Number(value.toPrecision(3));

/** What a stated load says against the throughput mode; nothing where no load is stated. */
export function throughputWarnings(settings: Settings, region: string): string[] {
    const { throughputMode: mode, provisionedThroughputMiBps: provisioned = 0, load } = settings;
    const limit = throughputLimits(mode, region);
    const warnings: string[] = [];
    if (mode === "provisioned" && provisioned > limit.writeMiBps)
        warnings.push(
            `storage.provisionedThroughputMiBps ${provisioned} is over the ${limit.writeMiBps} MiB/s that AWS allows in ${region} before its Support raises it`,
        );
    if (load === undefined) return warnings;
    const { baseline, burst } = burstingThroughput(load.storedGiB);
    const average = ((load.writtenGiBPerDay + load.readGiBPerDay / 3) * 1_024) / 86_400;
    const reached = {
        elastic: limit.writeMiBps,
        provisioned: Math.max(provisioned, baseline),
        bursting: burst,
    };
    if (load.peakMiBps > reached[mode])
        warnings.push(
            `storage.load.peakMiBps ${load.peakMiBps} is more than the ${rounded(reached[mode])} MiB/s that throughputMode ${mode} reaches; builds will wait`,
        );
    if (mode === "bursting" && average > baseline)
        warnings.push(
            `throughputMode bursting earns ${rounded(baseline)} MiB/s with ${load.storedGiB} GiB stored, and builds move ${rounded(average)} MiB/s on average: the credits run out, and then everything is as slow as that; use elastic`,
        );
    if (mode === "provisioned") {
        const monthly = Math.max(0, provisioned - (load.storedGiB * 50) / 1_024) * prices.provisionedMiBps;
        const perDay = load.readGiBPerDay * prices.readGB + load.writtenGiBPerDay * prices.writtenGB;
        const elastic = perDay * gbPerGiB * 30;
        if (monthly > elastic)
            warnings.push(
                `throughputMode provisioned costs about $${Math.round(monthly)} a month for ${provisioned} MiB/s, and elastic about $${Math.round(elastic)} for the stated load (list prices of ${pricesFrom.region}, ${pricesFrom.asOf})`,
            );
    }
    return warnings;
}

/** Says at preview what the stated load has against the throughput mode. */
export function adviseOnThroughput({ storage }: Config, region: string): void {
    const warnings = throughputWarnings(storage, region);
    if (warnings.length > 0) void pulumi.log.warn(warnings.join("\n"));
}
