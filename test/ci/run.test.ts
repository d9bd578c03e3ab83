import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { needCommand, run } from "../tools";

const root = join(__dirname, "..", "..");
const script = join(root, ".ci", "run");

/** Says what npm would say, and ends with the code that it is told to end with. */
const npm = `#!/usr/bin/env bash
case "$*" in
"test") said=$TESTS code=$TESTS_CODE ;;
"run test:examples") said=$EXAMPLES code=0 ;;
"run --silent boot -- --where-possible") said=$BOOTS code=$BOOTS_CODE ;;
*) said='' code=0 ;;
esac
[[ "$*" != "$BROKEN" ]] || code=1
[[ -z "$said" ]] || printf '%b' "$said"
exit "$code"
`;

const well = {
    BROKEN: "",
    TESTS: "  a test\\n\\n  12 passing (3s)\\n  1 pending\\n\\n",
    TESTS_CODE: "0",
    EXAMPLES: "\\n  3 passing (3s)\\n\\n",
    BOOTS: "ok boots\\n20 passed, 0 failed\\n",
    BOOTS_CODE: "0",
};

describe(".ci/run, with a stand-in for npm", () => {
    let folder: string;
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "jenkins-efs-ci-"));
        for (const file of [".ci/run", "package.json"]) cpSync(join(root, file), join(folder, file));
        mkdirSync(join(folder, "bin"));
        writeFileSync(join(folder, "bin", "npm"), npm, { mode: 0o755 });
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    function ends(said: Partial<typeof well>): { status: number | null; output: string; last: string } {
        const PATH = `${join(folder, "bin")}${delimiter}${process.env.PATH}`;
        const env = { ...process.env, ...well, ...said, PATH };
        const { status, output } = run("bash", [join(folder, ".ci", "run")], { env });
        return { status, output, last: output.trimEnd().split("\n").at(-1) ?? "" };
    }

    for (const [title, said, last] of [
        ["counts static checks, tests and boots together", {}, "41 passed, 0 failed, 1 skipped"],
        ["fails for a type error", { BROKEN: "run types" }, "40 passed, 1 failed, 1 skipped"],
        ["fails for a rehearsal", { BROKEN: "run rehearse" }, "40 passed, 1 failed, 1 skipped"],
        ["fails for dead code", { BROKEN: "run dead-code" }, "40 passed, 1 failed, 1 skipped"],
        ["fails where nothing could be installed", { BROKEN: "ci" }, "41 passed, 1 failed, 1 skipped"],
        [
            "fails by as many as there are tests that fail, whatever a title says",
            { TESTS: "    9 failing tests\\n  10 passing (3s)\\n  2 failing\\n", TESTS_CODE: "2" },
            "39 passed, 2 failed, 0 skipped",
        ],
        [
            "fails where the tests break down before they are counted",
            { TESTS: "SyntaxError\\n", TESTS_CODE: "1" },
            "29 passed, 1 failed, 0 skipped",
        ],
        [
            "fails where the tests end well and none was counted",
            { TESTS: "\\n", TESTS_CODE: "0" },
            "29 passed, 1 failed, 0 skipped",
        ],
        [
            "fails where the boots end well and none was counted",
            { BOOTS: "\\n" },
            "21 passed, 1 failed, 1 skipped",
        ],
        [
            "fails for a boot that fails",
            { BOOTS: "19 passed, 1 failed\\n", BOOTS_CODE: "1" },
            "40 passed, 1 failed, 1 skipped",
        ],
        [
            "passes where nothing can be booted, and says how much that skips",
            { BOOTS: "0 passed, 0 failed, 20 skipped\\n" },
            "21 passed, 0 failed, 21 skipped",
        ],
    ] as const)
        it(title, () => {
            const ended = ends(said);
            assert.equal(ended.last, last);
            assert.equal(ended.status, last.includes(" 0 failed") ? 0 : 1);
        });

    it("fails where package.json names no static checks", () => {
        const file = join(folder, "package.json");
        const whole = readFileSync(file, "utf8");
        writeFileSync(file, whole.replace('"check:static"', '"check:other"'));
        const { status, last } = ends({});
        writeFileSync(file, whole);
        assert.deepEqual({ status, last }, { status: 1, last: "36 passed, 1 failed, 1 skipped" });
    });

    it("says once more at its end what failed, and of each no more than that", () => {
        const { output } = ends({
            BROKEN: "run types",
            TESTS: "    ✔ passes\\n  1 passing (3s)\\n  1 failing\\n\\n  1) is warm:\\n     AssertionError\\n",
            TESTS_CODE: "1",
            BOOTS: "  ok      boots\\n  FAILED  mounts (3 s)\\n19 passed, 1 failed\\n",
            BOOTS_CODE: "1",
        });
        const lines = output.split("\n").filter((line) => line !== "");
        assert.deepEqual(lines.slice(lines.indexOf("FAILED with 1: bash -c npm run types")), [
            "FAILED with 1: bash -c npm run types",
            "FAILED with 1: npm test",
            "  1 failing",
            "  1) is warm:",
            "     AssertionError",
            "FAILED with 1: npm run --silent boot -- --where-possible",
            "  FAILED  mounts (3 s)",
            "19 passed, 1 failed",
            "28 passed, 3 failed, 0 skipped",
        ]);
    });

    it("is clean to shellcheck and shfmt", () => {
        for (const [command, ...args] of [["shellcheck"], ["shfmt", "-i", "4", "-d"]] as const) {
            needCommand(command);
            assert.deepEqual(run(command, [...args, script]), { status: 0, output: "" });
        }
    });
});
