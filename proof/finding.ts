import type { Row } from "./access/table";

/** One answer beside the cell of docs/access.md that expects it. */
export interface Answer {
    readonly row: Row;
    readonly column: string;
    readonly where: string;
    readonly who: string;
    readonly expected: string;
    readonly found: string;
    /** Whether what was found is what the cell means. */
    readonly isExpected: boolean;
    /** The statement, rule or resource that decided. */
    readonly because: string;
}

/** Something that is not as docs/access.md expects it. */
export type Difference = Pick<Answer, "where" | "who" | "expected" | "found" | "because">;

/** What one part of the proof found. */
export interface Finding {
    /** The environment that it is about, or `web into mobile`; undefined where the stack has one only. */
    readonly environment?: string;
    readonly title: string;
    readonly answers: readonly Answer[];
    /** What is wrong beside the answers: a table with a gap, something in the state that no table knows. */
    readonly faults: readonly Difference[];
}

/** Everything that is not as expected. */
export function differencesIn(findings: readonly Finding[]): readonly Difference[] {
    return findings.flatMap(({ answers, faults }) => [
        ...faults,
        ...answers.filter(({ isExpected }) => !isExpected),
    ]);
}

/** A fault of the page of expectations itself. */
export function pageFault(title: string, found: string): Difference {
    return { where: title, who: "docs/access.md", expected: "a complete table", found, because: "" };
}
