import assert from "node:assert/strict";
import { savedQueries } from "../../infra/auditing/queryTexts";
import { validateConfig } from "../../infra/config";
import { describeFaults } from "../../infra/config/faults";
import { valid } from "../infra/configCases";
import { minimal, run } from "../infra/program";
import { faultOfAws, toldToRun } from "./awsCommands";
import { commandsOf, pagesUnder, read, sectionsOf } from "./pages";

import doctor = require("../../operations/doctor/options");
import enrol = require("../../operations/enrol/options");
import failover = require("../../operations/failover/options");
import rehearse = require("../../commands/options");
import report = require("../../report/options");
import restore = require("../../operations/restore/options");
import teardown = require("../../teardown/options");

const pages = ["README.md", ...pagesUnder("docs")].map((path) => [path, read(path)] as const);

/** What reads the options of each command of this package. */
const readers: Readonly<Record<string, (args: readonly string[]) => object>> = {
    doctor: doctor.parseOptions,
    enrol: (args) => enrol.parseOptions(args, { JENKINS_USER_ID: "you", JENKINS_API_TOKEN: "token" }),
    failover: failover.parseOptions,
    rehearse: rehearse.parseOptions,
    report: report.parseOptions,
    restore: restore.parseOptions,
    teardown: teardown.parseOptions,
};

/** The words of a command's options, from `--` on; what follows another command is not its own. */
const optionsIn = (command: string): readonly string[] =>
    command
        .replace(/^.*? -- /, "")
        .replace(/ *[|;&>].*$/, "")
        .split(/ +/);

/** Sets a value at a path such as `agents[2].name`, as `pulumi config set --path` does. */
function put(values: Record<string, unknown>, path: string, text: string): void {
    const keys = path.split(/[.[\]]+/).filter(Boolean);
    const last = keys.pop() ?? "";
    let at: Record<string, unknown> = values;
    for (const [index, key] of keys.entries()) {
        const next = keys[index + 1] ?? last;
        at[key] ??= /^\d+$/.test(next) ? [] : {};
        at = at[key] as Record<string, unknown>;
    }
    at[last] = /^(true|false|\d+)$/.test(text) ? JSON.parse(text) : text;
}

/** What the configuration of a stack has against all that a text tells to set, one after the other. */
function faultsOfSetting(text: string): string {
    const values: Record<string, unknown> = structuredClone(valid);
    for (const command of toldToRun(text, "pulumi")) {
        const [, path = "", value = ""] =
            /^pulumi config set (?:--\S+ )*'?(?:jenkins-efs:)?([\w.[\]]+)'? (\S+)$/.exec(command) ?? [];
        if (path !== "" && !value.includes("<")) put(values, path, value);
    }
    const raw = Object.entries(values).map(([key, value]) => [
        key,
        typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const result = validateConfig(Object.fromEntries(raw), "us-east-1");
    return "faults" in result ? describeFaults("jenkins-efs", "dev", result.faults) : "";
}

describe("What the documentation tells to run", () => {
    it("are operations that AWS has, with options that these take", async () => {
        let count = 0;
        for (const [path, page] of pages)
            for (const command of toldToRun(page, "aws")) {
                count += 1;
                assert.equal(await faultOfAws(command), undefined, `${path}: ${command}`);
            }
        assert.ok(count > 100, `only ${count} commands were found`);
    });

    it("are commands of this package, with options that these read", () => {
        const { scripts } = JSON.parse(read("package.json"));
        let count = 0;
        for (const [path, page] of pages)
            for (const command of toldToRun(page, "npm run")) {
                const [, script = ""] = /^npm run (?:--silent )?([\w:-]+)/.exec(command) ?? [];
                assert.ok(script in scripts, `${path}: ${command}`);
                const reader = readers[script];
                if (reader === undefined || !command.includes(" -- ")) continue;
                count += 1;
                assert.doesNotThrow(() => reader(optionsIn(command)), `${path}: ${command}`);
            }
        assert.ok(count > 20, `only ${count} commands were found`);
    });

    it("sets keys of the configuration to values that it takes", () => {
        for (const [path, page] of pages)
            for (const [heading, text] of sectionsOf(page))
                assert.equal(faultsOfSetting(text), "", `${path}: ${heading}`);
    });

    it("asks for outputs that a stack has", async () => {
        const { outputs } = await run("test", minimal);
        for (const [path, page] of pages)
            for (const [, output = ""] of page.matchAll(/pulumi stack output (\w+)/g))
                assert.ok(output in outputs, `${path}: output ${output}`);
    });
});

describe("Each story of docs/day-two.md", () => {
    const stories = sectionsOf(read("docs/day-two.md"));

    it("says what is seen, what to run and how to verify it, in few lines", () => {
        for (const [title, story] of stories) {
            assert.match(story, /^\*\*You see\*\* /, title);
            assert.match(story, /^\*\*Verify\*\*: /m, title);
            assert.ok(commandsOf(story).length > 0, title);
            const lines = story.split("\n").filter((line) => line !== "" && !line.startsWith("```"));
            assert.ok(lines.length >= 5 && lines.length <= 20, `${title}: ${lines.length} lines`);
        }
    });

    it("names queries that are saved", () => {
        const names = savedQueries.map(({ name }) => name);
        const told = stories.flatMap(([, story]) =>
            [...story.matchAll(/[Qq]uery `([\w-]+)`|<project>-dev\/([\w-]+)/g)].flatMap(
                ([, named, saved]) => named ?? saved ?? [],
            ),
        );
        assert.ok(told.length >= 3, told.join(", "));
        for (const name of told) assert.ok(names.includes(name) || name === "agents", name);
    });
});
