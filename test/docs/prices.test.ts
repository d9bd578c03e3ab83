import assert from "node:assert/strict";
import { prices } from "../../infra/prices";
import { assumed } from "../../report/facts/assumed";
import { pagesUnder, read } from "./pages";

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

describe("A price in a sentence", () => {
    const { key, logsGB, snapshotGB, storedGB, writtenGB } = prices;
    const both = (dollars: string) => `${dollars} | ${dollars} |`;
    const ofReadme = (column: 0 | 1): number =>
        [...costs("README.md")]
            .filter(([row]) => row === "NAT gateways and their addresses" || row === "interface endpoints")
            .reduce((sum, [, dollars]) => sum + dollars[column], 0);

    for (const [page, sentence] of [
        ["docs/baked-images.md", `about ${money(assumed.imageGB * snapshotGB)} a month`],
        ["docs/scale.md", `at ${money(key)} a month for each: a key`],
        // 0.2 GB a build, as the sentence says.
        ["docs/auditing.md", `a hundred such builds a day ${money(100 * 30 * 0.2 * logsGB)} a month`],
        [
            "docs/failover.md",
            `| the replica, per 100 GB kept and written anew | ${both(money(100 * (storedGB + writtenGB)))}`,
        ],
        [
            "docs/failover.md",
            `NAT gateways, addresses, endpoints | ${money(ofReadme(0))} | ${money(ofReadme(1))} |`,
        ],
    ] as const)
        it(`follows from infra/prices.ts in ${page}: ${sentence}`, () => {
            assert.ok(read(page).includes(sentence), sentence);
        });

    it("is written one way, the dollar first", () => {
        const pages = ["README.md", ...pagesUnder("docs")];
        assert.deepEqual(
            pages.flatMap((page) =>
                [...read(page).matchAll(/\d+ \$(?=\W).*/g)].map(([text]) => `${page}: ${text}`),
            ),
            [],
        );
    });
});
