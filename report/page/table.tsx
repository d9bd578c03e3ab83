import type { ComponentChildren } from "preact";

/** A cell: a text or an element. */
export type Cell = ComponentChildren;

interface TableProps {
    /** Names the table to those who do not see what is around it. */
    readonly caption: string;
    readonly columns: readonly string[];
    /** The first cell of a row is its heading. */
    readonly rows: readonly (readonly Cell[])[];
    /** Columns of numbers, by index, are aligned to the right. */
    readonly numeric?: readonly number[];
    readonly footer?: readonly Cell[];
}

/**
 * A table that becomes a list of cards on a narrow screen. Roles are spelt out: a browser forgets a table's own where its
 * parts are not displayed as a table's.
 */
export function CardTable({ caption, columns, rows, numeric = [], footer }: TableProps) {
    const line = (cells: readonly Cell[]) =>
        cells.map((cell, at) => {
            const label = columns[at] ?? "";
            return at === 0 ? (
                <th key={label} role="rowheader" scope="row">
                    {cell}
                </th>
            ) : (
                <td
                    key={label}
                    role="cell"
                    data-label={label}
                    class={numeric.includes(at) ? "number" : undefined}
                >
                    <div class="value">{cell}</div>
                </td>
            );
        });
    return (
        <table role="table" class="cards">
            <caption>{caption}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    {columns.map((column, at) => (
                        <th
                            key={column}
                            role="columnheader"
                            scope="col"
                            class={numeric.includes(at) ? "number" : undefined}
                        >
                            {column}
                        </th>
                    ))}
                </tr>
            </thead>
            <tbody role="rowgroup">
                {rows.map((cells, at) => (
                    <tr key={at} role="row">
                        {line(cells)}
                    </tr>
                ))}
            </tbody>
            {footer && (
                <tfoot role="rowgroup">
                    <tr role="row">{line(footer)}</tr>
                </tfoot>
            )}
        </table>
    );
}

interface WideTableProps extends Omit<TableProps, "numeric" | "footer"> {
    /** How many columns at the left say what a row is about. */
    readonly asked: number;
}

/** A table that keeps its columns and scrolls by itself where it is too wide. */
export function WideTable({ caption, columns, asked, rows }: WideTableProps) {
    return (
        // A keyboard reaches what is hidden to the side only where the region takes the focus.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        <section class="scroll" aria-label={caption} tabIndex={0}>
            <table class="wide">
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        {columns.map((column) => (
                            <th key={column} scope="col">
                                {column}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {rows.map(([heading, ...cells], at) => (
                        <tr key={at}>
                            <th scope="row">{heading}</th>
                            {cells.map((cell, index) => (
                                <td key={columns[index + 1]} class={index + 1 < asked ? "asked" : undefined}>
                                    {cell}
                                </td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
        </section>
    );
}
