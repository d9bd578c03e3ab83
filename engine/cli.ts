/** A Pulumi CLI that can run this kit's program and policy pack. */
export interface Cli {
    readonly command: string;
    readonly version: string;
    /** How it was come by, for the report. */
    readonly origin: "on PATH" | "downloaded" | "built from its published sources";
    /** Folders with the language host and analyzer that belong to it. */
    readonly pluginFolders: readonly string[];
}

/** One way to come by a CLI, and why it led nowhere. */
export interface NoCli {
    readonly reason: string;
}

/** Says what a long step is doing, one line at a time. */
export type Report = (line: string) => void;

/** The oldest CLI that this kit is rehearsed with: the one that it can build. */
export const oldestVersion = "3.219.0";

/** Whether the search ended without a CLI; then it says why. */
export const isNoCli = (found: Cli | NoCli): found is NoCli => "reason" in found;

/** Whether a version such as `v3.220.0` or `3.220.0-alpha` is at least another. */
export function isAtLeast(version: string, least: string): boolean {
    const numbers = (text: string): number[] =>
        (/\d+\.\d+\.\d+/.exec(text)?.[0] ?? "0.0.0").split(".").map(Number);
    const [a, b] = [numbers(version), numbers(least)];
    const index = a.findIndex((number, place) => number !== b[place]);
    return index === -1 || (a[index] ?? 0) > (b[index] ?? 0);
}
