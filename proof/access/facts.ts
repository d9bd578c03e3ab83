import { type Answer, type Finding, pageFault } from "../finding";
import type { Table } from "./table";

/** Something of the graph with facts that are true of it or not. */
export interface Thing {
    /** The row that it belongs to. */
    readonly kind: string;
    readonly name: string;
    /** By column: whether it is so, and what says it. */
    readonly facts: Readonly<Record<string, { readonly isTrue: boolean; readonly because: string }>>;
}

/** Compares facts with a table whose rows are kinds of things and whose columns are facts. */
export function proveFacts(title: string, table: Table | undefined, things: readonly Thing[]): Finding {
    if (table === undefined) return { title, answers: [], faults: [pageFault(title, "has no table")] };
    const faults = table.columns
        .filter((column) => things.some(({ facts }) => facts[column] === undefined))
        .map((column) => pageFault(title, `unknown column ${column}`));
    const answers = things.flatMap(({ kind, name, facts }) => {
        const row = table.rows.find(({ asked }) =>
            Object.values(asked).some((kinds) => kinds?.includes(kind)),
        );
        if (row === undefined) {
            faults.push(pageFault(title, `no row for ${kind}`));
            return [];
        }
        return Object.entries(facts).map(([column, { isTrue, because }]): Answer => {
            const expected = row.answers[column] ?? "";
            const found = isTrue ? "yes" : "no";
            return {
                row,
                column,
                where: `${title}: ${column}`,
                who: name,
                expected,
                found,
                isExpected: found === expected,
                because,
            };
        });
    });
    return { title, answers, faults };
}
