import { readdirSync } from "node:fs";
import { extname, join } from "node:path";
import type { Rule } from "./rule";

/** The rules of one folder, under the heading that the pages show them by. */
export interface Area {
    readonly title: string;
    /** By name, so that their order depends neither on the files nor on how these are compiled. */
    readonly rules: readonly Rule[];
}

/* Sources in a checkout, and where the pack is compiled what was made of them: what else lies there is no module. */
const ending = extname(__filename);

/** Collects the rules among what the files of a folder beside this one export: one more is told to nobody. */
export function area(title: string, folder: string): Area {
    const path = join(__dirname, "..", folder);
    const exported = readdirSync(path)
        .filter((file) => file.endsWith(ending))
        .flatMap((file): unknown[] => Object.values(require(join(path, file))));
    return { title, rules: exported.filter(isRule).sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

function isRule(value: unknown): value is Rule {
    return typeof value === "object" && value !== null && "control" in value;
}
