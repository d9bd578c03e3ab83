import type { Account } from "../account/account";
import type { Decision, Evaluator } from "../account/evaluate";
import { type Principal, principalKinds } from "../account/principal";
import type { Difference, Finding } from "../difference";
import type { Question, Subject } from "./subject";
import type { Row, Table } from "./table";

/** The columns that only an agent falls in. */
const agentColumns = ["its agent", "other agents"];
const everyoneElse = "everyone else";

/** A decision beside what the table expects. */
export interface Answer extends Decision {
    readonly row: Row;
    readonly column: string;
    readonly principal: Principal;
    readonly question: Question;
    /** The cell of the table. */
    readonly expected: string;
}

/** Whether an answer is the one that a cell expects; whatever is never allowed is also not allowed. */
export function fits(expected: string, { outcome }: Decision): boolean {
    return expected === outcome || (expected === "no" && outcome === "never");
}

/** Puts every question of a subject to every principal and compares the answers with the table. */
export async function proveAccess(
    subject: Subject,
    table: Table | undefined,
    account: Account,
    principals: readonly Principal[],
    evaluator: Evaluator,
): Promise<Finding> {
    if (table === undefined)
        return { title: subject.title, answers: [], differences: [fault(subject, "has no table")] };
    const faults = wordFaults(subject, table);
    if (faults.length > 0) return { title: subject.title, answers: [], differences: faults };
    const answers: Answer[] = [];
    const differences: Difference[] = [];
    for (const question of subject.ask(account)) {
        const rows = table.rows.filter((row) => covers(row, question));
        const [row] = rows;
        if (row === undefined || rows.length > 1) {
            const facets = Object.values(question.facets).join(", ");
            const lines = rows.map(({ line }) => line).join(" and ");
            differences.push(
                fault(subject, row ? `lines ${lines} both cover: ${facets}` : `no row covers: ${facets}`),
            );
            continue;
        }
        for (const principal of principals) {
            const column = columnOf(table, principal, question);
            if (column === undefined) {
                differences.push(fault(subject, `has no column for ${principal.name}`));
                continue;
            }
            const decision = await evaluator.decide(principal, question.request);
            const expected = row.answers[column] ?? "";
            const answer = { ...decision, row, column, principal, question, expected };
            answers.push(answer);
            if (!fits(expected, decision)) differences.push(differenceOf(subject, answer));
        }
    }
    return { title: subject.title, answers, differences };
}

function fault({ title }: Subject, problem: string): Difference {
    return { where: title, who: "docs/access.md", expected: "a complete table", found: problem, because: "" };
}

function differenceOf({ title }: Subject, answer: Answer): Difference {
    const { principal, question, expected, outcome, because } = answer;
    return {
        where: `${title}: ${Object.values(question.facets).join(", ")} (${question.about})`,
        who: principal.name,
        expected,
        found: outcome,
        because,
    };
}

/** What the table says in other words than the proof knows. */
function wordFaults(subject: Subject, table: Table): readonly Difference[] {
    const known = new Set<string>([...principalKinds, ...agentColumns, everyoneElse]);
    const dimensions = Object.keys(subject.dimensions);
    const words = [
        ...(table.dimensions.join() === dimensions.join()
            ? []
            : [`its first columns are ${table.dimensions.join(", ")}, not ${dimensions.join(", ")}`]),
        ...table.columns.filter((column) => !known.has(column)).map((column) => `unknown column ${column}`),
        ...table.rows.flatMap(({ line, asked, answers }) => [
            ...Object.entries(asked).flatMap(([dimension, values]) =>
                (values ?? [])
                    .filter((value) => subject.dimensions[dimension]?.includes(value) !== true)
                    .map((value) => `line ${line}: unknown ${dimension} ${value}`),
            ),
            ...Object.values(answers)
                .filter((answer) => !["yes", "no", "never", "–"].includes(answer))
                .map((answer) => `line ${line}: unknown answer ${answer}`),
        ]),
    ];
    return words.map((word) => fault(subject, word));
}

function covers({ asked }: Row, { facets }: Question): boolean {
    return Object.entries(asked).every(
        ([dimension, values]) => values?.includes(facets[dimension] ?? "") ?? true,
    );
}

function columnOf({ columns }: Table, { kind, agent }: Principal, { owner }: Question): string | undefined {
    const own = owner !== undefined && agent === owner ? "its agent" : "other agents";
    const candidates = kind === "agents" ? [own, kind, everyoneElse] : [kind, everyoneElse];
    return candidates.find((candidate) => columns.includes(candidate));
}
