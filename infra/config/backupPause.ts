import awsCronParser = require("aws-cron-parser");

import type { Config } from "./schema";

/** What a backup of the file system may take after its start before it is missed. */
const backupTakesHours = 2;

/** CloudWatch looks back a week at most for an alarm whose period is an hour or more (PutMetricAlarm, EvaluationPeriods). */
export const longestLookBackHours = 168;

/** The longest pause that an alarm can watch over. */
export const longestPauseAllowedHours = longestLookBackHours - backupTakesHours;

const from = new Date("2024-01-01T00:00:00Z");
const until = new Date("2026-01-01T00:00:00Z");
const millisecondsPerHour = 3_600_000;

/**
 * The longest time between two starts of a schedule, in whole hours rounded up; Infinity where it never starts or ends some
 * day. Two years are looked at, one of them a leap year and always the same ones, so that no configuration's meaning changes
 * with the day on which it is read. A pause over what an alarm can watch is not measured further.
 */
export function longestPauseHours(schedule: string): number {
    const cron = parse(schedule);
    let longest = 0;
    for (let last = from; last < until; ) {
        const next = nextStart(cron, last);
        if (next === null) return Number.POSITIVE_INFINITY;
        const pause = Math.ceil((next.getTime() - last.getTime()) / millisecondsPerHour);
        // Before the first start there is no pause, only the time since the day that was chosen above.
        if (last !== from) longest = Math.max(longest, pause);
        if (longest > longestPauseAllowedHours) break;
        last = next;
    }
    return longest;
}

/** Whether a schedule starts again after the two years that are looked at, which are over. */
export const startsAgain = (schedule: string): boolean => nextStart(parse(schedule), until) !== null;

/** How many days before a time its last start is looked for, the next number where the one before finds none. */
const looksBackDays = [2, 9, 63, 800];

/** The last start of a schedule up to a time; undefined where there was none in the two years before it. */
export function lastStart(schedule: string, upTo: Date): Date | undefined {
    const cron = parse(schedule);
    for (const days of looksBackDays) {
        let last: Date | undefined;
        let next = nextStart(cron, new Date(upTo.getTime() - days * 24 * millisecondsPerHour));
        while (next !== null && next <= upTo) {
            last = next;
            next = nextStart(cron, last);
        }
        if (last !== undefined) return last;
    }
    return undefined;
}

const parse = (schedule: string) => awsCronParser.parse(schedule.replace(/^cron\((.*)\)$/, "$1"));

function nextStart(cron: ReturnType<typeof parse>, after: Date): Date | null {
    for (let from = after; ; ) {
        const next = parsersNext(cron, from);
        if (next === null) return null;
        // The parser counts on where a month has no such day: its 30 February is 2 March. In the month that it was asked
        // from it finds no such day.
        const beforeMonth = new Date(Date.UTC(next.getUTCFullYear(), next.getUTCMonth(), 1, 0, -1));
        if (beforeMonth <= from) return next;
        from = beforeMonth;
    }
}

function parsersNext(cron: ReturnType<typeof parse>, after: Date): Date | null {
    try {
        return awsCronParser.next(cron, after);
    } catch {
        // The parser gives up on what it cannot find within some years.
        return null;
    }
}

/** Hours without a finished backup after which an alarm is raised. */
export const backupWithinHours = ({ auditing, backup }: Pick<Config, "auditing" | "backup">): number =>
    auditing.backupWithinHours ?? longestPauseHours(backup.schedule) + backupTakesHours;
