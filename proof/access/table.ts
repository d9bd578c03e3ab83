/** One row of an expectation: which requests it is about, and the answer that each column of principals must get. */
export interface Row {
    readonly line: number;
    /** Values per dimension; undefined for any. */
    readonly asked: Readonly<Record<string, readonly string[] | undefined>>;
    /** The cell per column of principals. */
    readonly answers: Readonly<Record<string, string>>;
}

/** A table of expectations in docs/access.md. */
export interface Table {
    readonly title: string;
    readonly dimensions: readonly string[];
    /** The columns of principals, in order. */
    readonly columns: readonly string[];
    readonly rows: readonly Row[];
}

/** The marker in a heading row between what is asked and who asks. */
const divider = "";

const cellsOf = (line: string): readonly string[] =>
    line
        .trim()
        .replace(/^\||\|$/g, "")
        .split("|")
        .map((cell) => cell.trim());

const isTableLine = (line: string | undefined): line is string => line?.trim().startsWith("|") === true;

/**
 * Reads the tables of a Markdown page, each under a heading. The first columns say what is asked; after an empty column
 * come the principals. A cell of what is asked holds a value, several with commas, or `any`.
 */
export function readTables(markdown: string): readonly Table[] {
    const lines = markdown.split("\n");
    let title = "";
    const tables: Table[] = [];
    for (let at = 0; at < lines.length; at++) {
        const line = lines[at] ?? "";
        const heading = /^#+ (.*)$/.exec(line)?.[1];
        if (heading !== undefined) title = heading;
        if (!isTableLine(line)) continue;
        const header = cellsOf(line);
        const middle = header.indexOf(divider);
        const dimensions = header.slice(0, middle);
        const columns = header.slice(middle + 1);
        const rows: Row[] = [];
        // The line after the header only draws it.
        for (at += 2; isTableLine(lines[at]); at++) {
            const cells = cellsOf(lines[at] ?? "");
            if (cells.length !== header.length)
                throw new Error(`line ${at + 1} has ${cells.length} cells, its header ${header.length}`);
            rows.push({
                line: at + 1,
                asked: Object.fromEntries(
                    dimensions.map((dimension, index) => [dimension, valuesOf(cells[index] ?? "")]),
                ),
                answers: Object.fromEntries(
                    columns.map((column, index) => [column, cells[middle + 1 + index] ?? ""]),
                ),
            });
        }
        if (middle > 0) tables.push({ title, dimensions, columns, rows });
    }
    return tables;
}

function valuesOf(cell: string): readonly string[] | undefined {
    return cell === "any" ? undefined : cell.split(",").map((value) => value.trim());
}
