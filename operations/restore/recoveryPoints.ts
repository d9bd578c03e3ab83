import { UsageError } from "../../cli/commandLine";

/** A recovery point of a file system. */
export interface RecoveryPoint {
    readonly arn: string;
    /** When the backup began, whose state of the files it has. */
    readonly createdAt: Date;
    /** AWS's word: COMPLETED, PARTIAL, EXPIRED, DELETING, AVAILABLE, STOPPED, CREATING. */
    readonly status: string;
    readonly statusMessage: string | undefined;
    /** Undefined where AWS does not say. */
    readonly sizeBytes: number | undefined;
    /** Since or from when it is in cold storage, from which a restore takes hours before it begins; undefined for never. */
    readonly coldAt: Date | undefined;
    /** When its life ends; undefined where it is kept for ever. */
    readonly deleteAt: Date | undefined;
}

/** What was chosen, and what is newer and no use. */
export interface Choice {
    readonly point: RecoveryPoint;
    readonly passedOver: readonly RecoveryPoint[];
}

/** In the order of their backups, the last one first. */
export const newestFirst = (points: readonly RecoveryPoint[]): readonly RecoveryPoint[] =>
    points.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());

/** Whether a recovery point is whole and there yet. */
export const isUsable = ({ status, deleteAt }: RecoveryPoint, now: Date): boolean =>
    (status === "COMPLETED" || status === "AVAILABLE") && (deleteAt === undefined || deleteAt > now);

/**
 * The newest recovery point that has the files as of a time, and is whole.
 * @throws Error where there is none, which says what there is
 */
export function choose(points: readonly RecoveryPoint[], asOf: Date, now: Date): Choice {
    const before = newestFirst(points).filter(({ createdAt }) => createdAt <= asOf);
    const at = before.findIndex((point) => isUsable(point, now));
    const point = before[at];
    if (point !== undefined) return { point, passedOver: before.slice(0, at) };
    const oldest = newestFirst(points)
        .filter((each) => isUsable(each, now))
        .at(-1);
    const found =
        before.length === 0
            ? `No recovery point is from ${asOf.toISOString()} or before.`
            : `No recovery point from ${asOf.toISOString()} or before is whole: ${before.map(briefly).join(", ")}.`;
    throw new Error(
        `${found} ${oldest === undefined ? "There is none at all that could be restored: see docs/runbooks/backup-missing.md." : `The oldest that can be restored is from ${oldest.createdAt.toISOString()}: give --as-of with that time or a later one.`}`,
    );
}

/** Whether a recovery point is in cold storage. */
export const isCold = ({ coldAt }: RecoveryPoint, now: Date): boolean =>
    coldAt !== undefined && coldAt <= now;

const briefly = ({ createdAt, status, statusMessage }: RecoveryPoint): string =>
    `${createdAt.toISOString()} is ${status}${statusMessage === undefined ? "" : ` (${statusMessage})`}`;

/**
 * Reads `--as-of`: a time with its zone, or a day, which is meant to its end in UTC.
 * @throws UsageError
 */
export function timeFrom(text: string | undefined, now: Date): Date {
    if (text === undefined) return now;
    const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
    const isTime = day || /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
    const time = new Date(day ? `${text}T23:59:59.999Z` : text);
    // V8 takes 30 February for 2 March.
    const isDate = new Date(text.slice(0, 10)).getUTCDate() === Number(text.slice(8, 10));
    if (!isTime || !isDate || Number.isNaN(time.getTime()))
        throw new UsageError(
            `--as-of ${text}: give a day or a time with its zone, for example 2026-11-26 or 2026-11-26T18:00:00Z.`,
        );
    return time;
}

const units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** A size as people read it, such as `1.5 GiB`. */
export function sizeOf(bytes: number | undefined): string {
    if (bytes === undefined) return "size unknown";
    const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
    const shown = bytes / 1024 ** power;
    return `${power === 0 ? shown : shown.toFixed(1)} ${units[power]}`;
}

/** How long ago something was, in the largest unit that has at least two of them. */
export function ageOf(time: Date, now: Date): string {
    const hours = (now.getTime() - time.getTime()) / 3_600_000;
    if (hours < 2) return `${Math.max(0, Math.round(hours * 60))} minutes`;
    return hours < 48 ? `${Math.floor(hours)} hours` : `${Math.floor(hours / 24)} days`;
}

/** A table of recovery points, the newest first, a line each. */
export const tableOf = (points: readonly RecoveryPoint[], now: Date): readonly string[] =>
    newestFirst(points).map((point) =>
        [
            point.createdAt.toISOString(),
            ageOf(point.createdAt, now).padStart(10),
            sizeOf(point.sizeBytes).padStart(12),
            isCold(point, now) ? "cold" : "warm",
            ...(isUsable(point, now) ? [] : [`not to be restored: ${point.status}`]),
            point.deleteAt === undefined ? "kept" : `until ${point.deleteAt.toISOString().slice(0, 10)}`,
        ].join("  "),
    );
