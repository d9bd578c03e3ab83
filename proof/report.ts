import type { Row } from "./access/table";
import { type Answer, type Difference, differencesIn, type Finding } from "./finding";
import type { Graph } from "./graph";

/** What the command prints of a proof. */
export interface Result {
    readonly graph: Graph;
    readonly findings: readonly Finding[];
    /** Different requests that the evaluator decided. */
    readonly evaluated: number;
    readonly seconds: number;
}

/** The tables as found, then each difference with what decided it, then the verdict. */
export function describe({ graph, findings, evaluated, seconds }: Result, brief = false): string {
    const differences = differencesIn(findings);
    const answers = findings.reduce((sum, finding) => sum + finding.answers.length, 0);
    const verdict =
        differences.length === 0
            ? "all as docs/access.md expects"
            : `${differences.length} ${differences.length === 1 ? "is" : "are"} not as docs/access.md expects`;
    return [
        ...(brief ? [] : findings.map(describeFinding)),
        ...differences.map(describeDifference),
        `${graph.project}/${graph.stack}: ${answers} answers about ${graph.resources.length} resources, ${verdict} (${evaluated} evaluations, ${seconds.toFixed(1)} s).`,
        "",
    ].join("\n");
}

/** The proof for other programs. */
export function asJson({ graph, findings, evaluated, seconds }: Result): string {
    return `${JSON.stringify(
        {
            project: graph.project,
            stack: graph.stack,
            evaluated,
            seconds,
            findings: findings.map(({ title, answers, faults }) => ({
                title,
                faults,
                answers: answers.map(({ row, ...answer }) => ({ ...answer, line: row.line })),
            })),
        },
        undefined,
        2,
    )}\n`;
}

function describeFinding({ title, answers, faults }: Finding): string {
    const wrong = differencesIn([{ title, answers, faults }]).length;
    const heading = `${title}: ${answers.length} answers, ${wrong} ${wrong === 1 ? "difference" : "differences"}`;
    if (answers.length === 0) return `${heading}\n`;
    const rows = [...new Set(answers.map(({ row }) => row))].toSorted((a, b) => a.line - b.line);
    const columns = Object.keys(rows[0]?.answers ?? {});
    const lines = rows.map((row) => {
        const ofRow = answers.filter((answer) => answer.row === row);
        return [
            rowName(row),
            ...columns.map((column) => cell(ofRow.filter((answer) => answer.column === column))),
        ];
    });
    return `${heading}\n${aligned([["", ...columns], ...lines])}\n`;
}

function rowName({ asked }: Row): string {
    return Object.values(asked)
        .map((values) => values?.join(", ") ?? "any")
        .join(" · ");
}

/** What was found; where something else was expected, both. */
function cell(answers: readonly Answer[]): string {
    const [first] = answers;
    if (first === undefined) return "–";
    const wrong = new Set(answers.filter(({ isExpected }) => !isExpected).map(({ found }) => found));
    return wrong.size === 0 ? first.expected : `${first.expected} but ${[...wrong].join(", ")}`;
}

function aligned(rows: readonly (readonly string[])[]): string {
    const widths = (rows[0] ?? []).map((_, column) =>
        Math.max(...rows.map((row) => row[column]?.length ?? 0)),
    );
    return rows
        .map((row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd())
        .join("\n");
}

function describeDifference({ where, who, expected, found, because }: Difference): string {
    return [
        `DIFFERENCE ${where}`,
        `  who       ${who}`,
        `  expected  ${expected}`,
        `  found     ${found}`,
        ...(because === "" ? [] : [`  because   ${because}`]),
        "",
    ].join("\n");
}
