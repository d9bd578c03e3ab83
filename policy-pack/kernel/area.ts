import type { Rule } from "./rule";

/** The rules of one folder, under the heading that the pages show them by. */
export interface Area {
    readonly title: string;
    /** By name, so that their order depends neither on the files nor on how these are compiled. */
    readonly rules: readonly Rule[];
}

/** Collects the rules among what the files of a folder export. */
export function area(title: string, ...files: readonly object[]): Area {
    const exported = files.flatMap((file): unknown[] => Object.values(file));
    return { title, rules: exported.filter(isRule).sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

function isRule(value: unknown): value is Rule {
    return typeof value === "object" && value !== null && "control" in value;
}
