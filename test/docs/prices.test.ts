import assert from "node:assert/strict";
import { prices } from "../../infra/prices";
import { read } from "./pages";

/** Dollars as README writes them: whole, or with cents. */
const money = (value: number): string => `$${Number.isInteger(value) ? value : value.toFixed(2)}`;

describe("What README says of 100 GB", () => {
    const { storedGB, infrequentGB, writtenGB, backupGB, coldBackupGB } = prices;
    const [stored, infrequent, written, warm, cold] = [
        storedGB,
        infrequentGB,
        writtenGB,
        backupGB,
        coldBackupGB,
    ].map((price) => money(Number((100 * price).toFixed(2))));

    for (const row of [
        `| per 100 GB written and kept | ${stored} Standard, ${infrequent} after 30 days without access, and ${written} for writing it |`,
        `| per 100 GB in the backup | ${warm} | ${warm} warm, ${cold} cold, each again in the second region |`,
    ])
        it(`follows from infra/prices.ts: ${row.split("|")[1]?.trim()}`, () => {
            assert.ok(read("README.md").includes(row), row);
        });
});

/** The dollars of a page's table by row, for dev and prod. */
function costs(page: string): ReadonlyMap<string, readonly [number, number]> {
    const dollars = (cell = ""): number => Number(/\d+(\.\d+)?/.exec(cell)?.[0] ?? 0);
    const rows = read(page)
        .split("\n")
        .map((line) => line.split("|").map((cell) => cell.trim()))
        .filter(([, , dev = "", prod = ""]) => (dev + prod).includes("$") && !/ dev /.test(` ${dev}`));
    return new Map(rows.map(([, row = "", dev, prod]) => [row, [dollars(dev), dollars(prod)]]));
}

describe("The sums of what is paid", () => {
    const readme = costs("README.md");
    const auditing = costs("docs/auditing.md");
    const sumOf = (table: typeof readme, column: 0 | 1): number =>
        [...table]
            .filter(([row]) => row !== "**sum**" && !row.startsWith("per 100 GB"))
            .reduce((sum, [, dollars]) => sum + dollars[column], 0);

    for (const [column, stack] of [
        [0, "dev"],
        [1, "prod"],
    ] as const)
        it(`are those of their rows, and README's row on auditing is the auditing page's sum, for ${stack}`, () => {
            assert.equal(readme.get("**sum**")?.[column], sumOf(readme, column));
            const sum = auditing.get("**sum**")?.[column];
            assert.equal(sum, Math.round(sumOf(auditing, column)));
            assert.equal(readme.get("auditing")?.[column], sum);
        });
});
