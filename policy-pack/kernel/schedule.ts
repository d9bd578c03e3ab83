const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/**
 * The longest time between two runs of an AWS `cron(…)` or `rate(…)` expression, in hours; nothing when it is neither.
 *
 * Fields that mix into each other are judged by the coarsest one that is restricted, on the safe side: a month is 31
 * days, and a restricted month counts as a year.
 */
export function longestGapHours(expression: string): number | undefined {
    const rate = /^rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)$/i.exec(expression.trim());
    if (rate) {
        const unit = { minute: 1 / 60, hour: 1, day: 24 }[String(rate[2]).toLowerCase()] ?? Number.NaN;
        return Number(rate[1]) > 0 ? Number(rate[1]) * unit : undefined;
    }
    const cron = /^cron\(\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*\)$/i.exec(expression.trim());
    if (!cron) return undefined;
    const [, minute = "", hour = "", dayOfMonth = "", month = "", dayOfWeek = ""] = cron;
    const hours = values(hour, 0, 23);
    const days = values(dayOfMonth, 1, 31);
    const week = values(dayOfWeek, 1, 7, weekdays);
    if (!values(minute, 0, 59) || !hours || !days || !week || !values(month, 1, 12, ["", ...months]))
        return undefined;
    if (!isAny(month)) return 366 * 24;
    if (!isAny(dayOfMonth)) return longestStep(days, 31) * 24;
    if (!isAny(dayOfWeek)) return longestStep(week, 7) * 24;
    return longestStep(hours, 24);
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

function isAny(field: string): boolean {
    return field === "*" || field === "?";
}

function values(
    field: string,
    low: number,
    high: number,
    names: readonly string[] = [],
): readonly number[] | undefined {
    const at = (word: string) => {
        const named = names.indexOf(word.toUpperCase());
        const value =
            named >= 0 ? named + (names[0] === "" ? 0 : low) : /^\d+$/.test(word) ? Number(word) : Number.NaN;
        return value >= low && value <= high ? value : undefined;
    };
    if (isAny(field)) return range(low, high, 1);
    // The last day, the nearest weekday, the nth weekday: once in the field's span.
    if (/^(L|LW|\d+W|\d+L|L-\d+|[A-Za-z]{3}L|\w+#\d)$/i.test(field)) return [low];
    const found = field.split(",").map((part) => {
        const [span = "", step = "1"] = part.split("/");
        const [from = "", to] = span === "*" ? [String(low), String(high)] : span.split("-");
        const start = at(from);
        const end = to === undefined ? (part.includes("/") ? high : start) : at(to);
        return start === undefined || end === undefined || !/^[1-9]\d*$/.test(step)
            ? undefined
            : range(start, end, Number(step));
    });
    return found.some((part) => part === undefined || part.length === 0)
        ? undefined
        : found.flatMap((part) => part ?? []);
}

function range(from: number, to: number, step: number): number[] {
    return Array.from(
        { length: Math.max(0, Math.floor((to - from) / step) + 1) },
        (_, index) => from + index * step,
    );
}

function longestStep(points: readonly number[], cycle: number): number {
    const sorted = [...new Set(points)].sort((a, b) => a - b);
    const [first = 0] = sorted;
    return Math.max(...sorted.map((point, index) => (sorted[index + 1] ?? first + cycle) - point));
}
