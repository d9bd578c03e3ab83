import { shortUrn } from "../../state/urn";
import type { Outcome } from "./trial";

/** What of an outcome must not be, in words; nothing where the faults were survived. */
export function missesOf(outcome: Outcome): readonly string[] {
    const each = (what: string, urns: readonly string[]) => urns.map((urn) => `${what}: ${shortUrn(urn)}`);
    return [
        ...(outcome.converged ? [] : ["pulumi up does not succeed", ...outcome.said]),
        ...(outcome.struck.length > 0 ? [] : ["no resource was struck"]),
        ...each("was not struck", outcome.untouched),
        ...each("was struck, and no message named it", outcome.untold),
        ...each("is in the state and not in AWS", outcome.lost),
        ...each("is in AWS and not in the state", outcome.duplicated),
        ...each("was protected, and is another one now", outcome.replaced),
        ...each("would still change", outcome.unfinished),
    ];
}

/** A line with the figures of a trial, and its misses. */
export function describe(outcome: Outcome): string {
    const { name, struck, runs, locks, deleted, seconds } = outcome;
    const misses = missesOf(outcome);
    const figures = [
        `${struck.length} struck`,
        `${runs} runs`,
        ...(locks > 0 ? [`${locks} locks taken away`] : []),
        ...(deleted.length > 0 ? [`${deleted.length} unknown ones deleted in AWS`] : []),
        `${seconds.toFixed(0)} s`,
    ];
    return [
        `${misses.length === 0 ? "ok    " : "FAILED"} ${name.padEnd(22)} ${figures.join(", ")}`,
        ...misses.map((miss) => `       ${miss.replaceAll("\n", "\n       ")}`),
        "",
    ].join("\n");
}

/** The sum of all trials. */
export function describeAll(outcomes: readonly Outcome[]): string {
    const survived = outcomes.filter((outcome) => missesOf(outcome).length === 0);
    const faultsOf = (some: readonly Outcome[]) => some.reduce((sum, { struck }) => sum + struck.length, 0);
    return `${faultsOf(outcomes)} faults tried in ${outcomes.length} trials, ${faultsOf(survived)} survived.\n`;
}
