import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Row } from "../../operations/doctor/check";
import { checks } from "../../operations/doctor/table";
import { read, root, sectionsOf } from "./pages";

/** A command as the page has it: what depends on the stack in capitals. */
const written = (mend: string): string =>
    mend.replaceAll(/\{(\w+)\}/g, (_, name: string) => name.replaceAll(/(?=[A-Z])/g, "_").toUpperCase());

const why = (text: string): string =>
    text === "{description}" ? "as the alarm's description and its runbook say" : text;

/** What the page says of a check. */
const partOf = ({ name, holds, faults }: Row): string =>
    [
        `### ${name}`,
        "",
        `Sound: ${holds}.`,
        "",
        "| finding | severity | what follows | what mends it |",
        "|---|---|---|---|",
        ...Object.entries(faults).map(
            ([fault, { severity, why: follows, mend }]) =>
                `| ${fault} | ${severity} | ${why(follows)} | \`${written(mend)}\` |`,
        ),
    ].join("\n");

const faults = checks.flatMap((check) =>
    Object.entries(check.faults).map(([fault, of]) => ({ ...of, called: `${check.name}/${fault}` })),
);

describe("docs/doctor.md", () => {
    it("has every finding with its command, as the table of checks does", () => {
        const [, found] =
            sectionsOf(read("docs/doctor.md")).find(([heading]) => heading === "Findings") ?? [];
        const wanted = checks.map(partOf).join("\n\n");
        assert.ok(found?.endsWith(wanted), `its section Findings has to end with:\n\n${wanted}`);
    });

    it("names runbooks and pages that are there", () => {
        const named = faults.flatMap(({ mend, why: follows }) => [
            ...`${mend} ${follows}`.matchAll(/docs\/[\w/-]+\.md/g),
        ]);
        assert.ok(named.length > 3);
        for (const [page] of named) assert.ok(existsSync(join(root, page)), page);
    });

    it("has an answer to what follows and what mends, for every finding", () => {
        for (const { called, why: follows, mend } of faults)
            assert.ok(follows.length > 10 && mend.length > 10, called);
    });
});
