import type { Answer } from "./access/proveAccess";

/** Something that is not as docs/access.md expects it. */
export interface Difference {
    /** What was asked for. */
    readonly where: string;
    /** Who asked. */
    readonly who: string;
    readonly expected: string;
    readonly found: string;
    /** The statement, rule or resource that decided. */
    readonly because: string;
}

/** What one part of the proof found. */
export interface Finding {
    readonly title: string;
    readonly answers: readonly Answer[];
    readonly differences: readonly Difference[];
}
