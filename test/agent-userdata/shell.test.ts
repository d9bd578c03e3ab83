import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { needCommand, run } from "../tools";

const directory = resolve(__dirname, "..", "..", "agent-userdata", "files");
const scripts = readdirSync(directory).filter((name) => name.endsWith(".sh"));

describe("the agent's scripts", () => {
    // Getting a tool on a fresh machine takes its time; the checks themselves take milliseconds.

    before(() => {
        needCommand("shellcheck");
        needCommand("shfmt");
    });

    it("pipe into nothing that stops reading early, which would fail or not with what systemd does to SIGPIPE", () => {
        const stopsEarly =
            /\|\s*(grep\b[^|]*\s(--quiet|--silent|-\w*q|--max-count|-\w*m)|head\b|sed\b[^|]*\bq\b)/;
        for (const name of scripts)
            assert.doesNotMatch(readFileSync(join(directory, name), "utf8"), stopsEarly, name);
    });

    scripts.forEach((name) => {
        it(`${name} is clean to shellcheck and shfmt`, () => {
            assert.deepEqual(run("shellcheck", [join(directory, name)], { cwd: directory }), {
                status: 0,
                output: "",
            });
            assert.deepEqual(run("shfmt", ["-i", "4", "-d", join(directory, name)]), {
                status: 0,
                output: "",
            });
        });
    });
});
