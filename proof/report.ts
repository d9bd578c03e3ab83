import type { Graph } from "../state/graph";
import { type Answer, type Difference, differencesIn, type Finding } from "./finding";

/** What the command prints of a proof. */
export interface Result {
    readonly graph: Graph;
    readonly findings: readonly Finding[];
    /** Different requests that the evaluator decided. */
    readonly evaluated: number;
    readonly seconds: number;
}

/** How a result is shown. */
interface Shown {
    /** Whether the tables are left out. @default false */
    readonly brief?: boolean;
    /** Characters in a line of the screen: a table that is wider becomes a list. @default as wide as it is */
    readonly width?: number | undefined;
}

/** The tables as found, then each difference with what decided it, then the verdict. */
export function describe(
    { graph, findings, evaluated, seconds }: Result,
    { brief = false, width }: Shown,
): string {
    const differences = differencesIn(findings);
    const answers = findings.reduce((sum, finding) => sum + finding.answers.length, 0);
    const verdict =
        differences.length === 0
            ? "all as docs/access.md expects"
            : `${differences.length} ${differences.length === 1 ? "is" : "are"} not as docs/access.md expects`;
    return [
        ...(brief ? [] : findings.map((finding) => describeFinding(finding, width))),
        ...differences.map(describeDifference),
        `${graph.project}/${graph.stack}: ${answers} answers about ${graph.resources.length} resources, ${verdict} (${evaluated} evaluations, ${seconds.toFixed(1)} s).`,
        "",
    ].join("\n");
}

/** The proof for other programs. */
export function asJson({ graph, findings, evaluated, seconds }: Result): string {
    const { project, stack } = graph;
    const content = { project, stack, evaluated, seconds, findings: jsonFindings(findings) };
    return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** A finding for other programs. */
export interface JsonFinding {
    /** Undefined where the stack has one environment only. */
    readonly environment?: string | undefined;
    readonly title: string;
    readonly faults: readonly Difference[];
    readonly table: FoundTable;
    /** Each with the line of docs/access.md that expects it. */
    readonly answers: readonly (Omit<Answer, "row"> & { readonly line: number })[];
}

/** The findings for other programs. */
export function jsonFindings(findings: readonly Finding[]): readonly JsonFinding[] {
    return findings.map((finding) => ({
        environment: finding.environment,
        title: finding.title,
        faults: finding.faults,
        table: foundTable(finding),
        answers: finding.answers.map(({ row, ...answer }) => ({ ...answer, line: row.line })),
    }));
}

function describeFinding(finding: Finding, width = Number.POSITIVE_INFINITY): string {
    const wrong = differencesIn([finding]).length;
    const heading = `${finding.environment === undefined ? "" : `${finding.environment}: `}${finding.title}: ${finding.answers.length} answers, ${wrong} ${wrong === 1 ? "difference" : "differences"}`;
    if (finding.answers.length === 0) return `${heading}\n`;
    const { columns, rows } = foundTable(finding);
    const lines = rows.map(({ asked, cells }) => [asked.join(" · "), ...cells.map(cellText)]);
    const table = aligned([["", ...columns], ...lines]);
    const fits = table.split("\n").every((line) => line.length <= width);
    const shown = fits ? table : lines.map((line) => listed(line, columns, width)).join("\n");
    return `${heading}\n${shown}\n`;
}

/** A row of a table as a list: what is asked, and for each answer who gets it. */
function listed(
    [asked = "", ...cells]: readonly string[],
    columns: readonly string[],
    width: number,
): string {
    const answers = [...new Set(cells)]
        .filter((cell) => cell !== unasked)
        .map((answer) => {
            const who = columns.filter((_, at) => cells[at] === answer);
            return wrapped(`${answer}: ${who.join(", ")}`, 4, width);
        });
    return [wrapped(asked, 2, width), ...answers].join("\n");
}

/** Text in lines of a width, broken at blanks: the first is indented, and what follows by two more. */
function wrapped(text: string, indentation: number, width: number): string {
    const lines: string[] = [];
    for (const word of text.split(" ")) {
        const last = lines.at(-1);
        if (last !== undefined && last.length + 1 + word.length <= width)
            lines[lines.length - 1] = `${last} ${word}`;
        else lines.push(`${" ".repeat(last === undefined ? indentation : indentation + 2)}${word}`);
    }
    return lines.join("\n");
}

/** What was found, laid out as docs/access.md is. */
export interface FoundTable {
    /** What a row asks by. */
    readonly dimensions: readonly string[];
    /** Who asks. */
    readonly columns: readonly string[];
    readonly rows: readonly {
        /** The value of each dimension. */
        readonly asked: readonly string[];
        readonly cells: readonly FoundCell[];
    }[];
}

/** A cell of such a table. */
export interface FoundCell {
    /** Undefined where nothing was to be asked. */
    readonly expected: string | undefined;
    /** What else was found; empty where everything is as expected. */
    readonly wrong: readonly string[];
}

/** The answers of a finding as a table: a row per row of docs/access.md that was asked. */
function foundTable({ answers }: Finding): FoundTable {
    const rows = [...new Set(answers.map(({ row }) => row))].toSorted((a, b) => a.line - b.line);
    const columns = Object.keys(rows[0]?.answers ?? {});
    return {
        dimensions: Object.keys(rows[0]?.asked ?? {}),
        columns,
        rows: rows.map((row) => {
            const ofRow = answers.filter((answer) => answer.row === row);
            return {
                asked: Object.values(row.asked).map((values) => values?.join(", ") ?? "any"),
                cells: columns.map((column) => cellOf(ofRow.filter((answer) => answer.column === column))),
            };
        }),
    };
}

function cellOf(answers: readonly Answer[]): FoundCell {
    const wrong = new Set(answers.filter(({ isExpected }) => !isExpected).map(({ found }) => found));
    return { expected: answers[0]?.expected, wrong: [...wrong] };
}

/** A cell for which nothing was to be asked, as docs/access.md has it. */
const unasked = "–";

/** What was found; where something else was expected, both. */
function cellText({ expected = unasked, wrong }: FoundCell): string {
    return wrong.length === 0 ? expected : `${expected} but ${wrong.join(", ")}`;
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
