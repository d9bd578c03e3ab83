import type { Severity } from "./check";

/** Something that is not as it must be, and what mends it. */
export interface Finding {
    readonly severity: Severity;
    /** Name of the check that found it, and which of its faults it is. */
    readonly check: string;
    readonly fault: string;
    /** Empty for what is the account's. */
    readonly environment: string;
    readonly region: string;
    readonly where: string;
    readonly got: string;
    readonly wanted: string;
    readonly why: string;
    /** To be pasted into a shell, or a page to read. */
    readonly mend: string;
}

/** Something that could not be asked, so that nobody knows whether it is sound. */
export interface Unlooked {
    readonly check: string;
    readonly environment: string;
    readonly region: string;
    readonly subject: string;
    readonly why: string;
    readonly mend: string;
}

/** Something to be known, whether all is sound or not. */
export interface Told extends Pick<Finding, "check" | "environment" | "region"> {
    /** The thing, and what is known of it. */
    readonly what: string;
}

/** What a look at a stack found. It is what `--json` prints. */
export interface Diagnosis {
    readonly stack: string;
    readonly environments: readonly string[];
    /** When it was looked, in ISO 8601. */
    readonly at: string;
    /** How many things each check asked about. */
    readonly asked: Readonly<Record<string, number>>;
    readonly findings: readonly Finding[];
    readonly told: readonly Told[];
    readonly unlooked: readonly Unlooked[];
}

/** Whether everything was looked at, and nothing needs mending. Notes do not. */
export const isSound = ({ findings, unlooked }: Diagnosis): boolean =>
    unlooked.length === 0 && findings.every(({ severity }) => severity === "note");
