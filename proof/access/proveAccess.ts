import type { Account } from "../account/account";
import type { Decision, Evaluator } from "../account/evaluate";
import { type Principal, principalKinds } from "../account/principal";
import { type Answer, type Difference, type Finding, pageFault } from "../finding";
import type { Question, Subject } from "./subject";
import type { Row, Table } from "./table";

/** The columns that only an agent falls in. */
const agentColumns = ["its agent", "its writers", "its readers", "other agents"];
/** The column of all principals that have none of their own. */
export const everyoneElse = "everyone else";
/** The cell of a question that nobody can ask, or whose answer depends on more than the table says. */
export const unasked = "–";

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
    const { title } = subject;
    if (table === undefined) return { title, answers: [], faults: [pageFault(title, "has no table")] };
    const words = wordFaults(subject, table);
    if (words.length > 0) return { title, answers: [], faults: words };
    const answers: Answer[] = [];
    const faults: Difference[] = [];
    for (const question of subject.ask(account)) {
        const facets = facetsOf(question);
        const row = rowFor(table, question);
        if (row === undefined) {
            faults.push(uncovered(table, question));
            continue;
        }
        for (const principal of principals) {
            const column = columnOf(table, principal, question);
            if (column === undefined) {
                faults.push(pageFault(title, `has no column for ${principal.name}`));
                continue;
            }
            const expected = row.answers[column] ?? "";
            if (expected === unasked) continue;
            const decision = await evaluator.decide(principal, question.request);
            answers.push({
                row,
                column,
                where: `${title}: ${facets} (${question.about})`,
                who: principal.name,
                expected,
                found: decision.outcome,
                isExpected: fits(expected, decision),
                because: decision.because,
            });
        }
    }
    return { title, answers, faults };
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
                .filter((answer) => !["yes", "no", "never", unasked].includes(answer))
                .map((answer) => `line ${line}: unknown answer ${answer}`),
        ]),
    ];
    return words.map((word) => pageFault(subject.title, word));
}

/** The words of a question, as an explanation has them. */
export const facetsOf = ({ facets }: Question): string => Object.values(facets).join(", ");

/** The one row that a question belongs to; undefined where there is none, or more than one. */
export function rowFor(table: Table, question: Question): Row | undefined {
    const [row, ...more] = table.rows.filter((each) => covers(each, question));
    return more.length === 0 ? row : undefined;
}

function uncovered({ title, rows }: Table, question: Question): Difference {
    const lines = rows.filter((row) => covers(row, question)).map(({ line }) => line);
    const facets = facetsOf(question);
    const problem = lines.length > 1 ? `lines ${lines.join(" and ")} both cover` : "no row covers";
    return pageFault(title, `${problem}: ${facets}`);
}

function covers({ asked }: Row, { facets }: Question): boolean {
    return Object.entries(asked).every(
        ([dimension, values]) => values?.includes(facets[dimension] ?? "") ?? true,
    );
}

function columnOf(
    { columns }: Table,
    { kind, agent = "" }: Principal,
    question: Question,
): string | undefined {
    const own = whose(agent, question);
    const candidates = kind === "agents" ? [own, kind, everyoneElse] : [kind, everyoneElse];
    return candidates.find((candidate) => columns.includes(candidate));
}

function whose(agent: string, { owner, area }: Question): string {
    if (agent === owner) return "its agent";
    if (area?.writers.includes(agent)) return "its writers";
    const reads = area && (area.readers === "all" || area.readers.includes(agent));
    return reads ? "its readers" : "other agents";
}
