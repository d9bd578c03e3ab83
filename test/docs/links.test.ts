import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { pagesUnder, read, root } from "./pages";

const folders = [
    "docs",
    "boot",
    "components",
    "examples",
    "pipelines",
    "policy-pack",
    "infra",
    "report",
    "proof",
];
const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", ...folders.flatMap(pagesUnder)];

/** The links of a page that lead into the repository, without code in which brackets are something else. */
const linksOf = (page: string): readonly string[] =>
    [...page.replaceAll(/^ *```.*?^ *```/gms, "").matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link = ""]) => link)
        .filter((link) => !/^(https?:|#)/.test(link));

/** The anchors that a page's headings get. */
const anchorsOf = (page: string): readonly string[] =>
    [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
        heading
            .toLowerCase()
            .replaceAll(/[^\w\s-]/g, "")
            .replaceAll(" ", "-"),
    );

describe("the documentation", () => {
    it("links to what is there", () => {
        for (const path of pages)
            for (const link of linksOf(read(path))) {
                const [target = "", anchor] = link.split("#");
                const file = join(dirname(path), target);
                assert.ok(existsSync(join(root, file)), `${path} links to ${link}`);
                if (anchor !== undefined)
                    assert.ok(anchorsOf(read(file)).includes(anchor), `${path} links to ${link}`);
            }
    });

    it("has each row of a table in one line, as no reader shows it else", () => {
        const torn = pages.flatMap((path) =>
            read(path)
                .replaceAll(/^ *```.*?^ *```/gms, "")
                .split("\n")
                .filter((line) => line.startsWith("|") && !line.endsWith("|"))
                .map((line) => `${path}: ${line}`),
        );
        assert.deepEqual(torn, []);
    });

    it("tells of each change once: two who write an entry anew leave the old one beside it", () => {
        const begin = 60;
        const entries = read("CHANGELOG.md")
            .split("\n")
            .filter((line) => line.startsWith("- "))
            .map((line) => line.slice(0, begin));
        assert.deepEqual(
            entries.filter((entry, at) => entries.indexOf(entry) !== at),
            [],
        );
    });

    it("can be reached page by page from the README", () => {
        const reached = new Set(["README.md"]);
        for (const path of reached)
            if (path.endsWith(".md"))
                for (const link of linksOf(read(path)))
                    reached.add(join(dirname(path), link.split("#")[0] ?? ""));
        const unreached = pagesUnder("docs").filter(
            // Runbooks are also reached by the alarms, and by their folder.
            (path) => !reached.has(path) && !reached.has(dirname(path)),
        );
        assert.deepEqual(unreached, []);
    });
});
