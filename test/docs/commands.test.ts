import assert from "node:assert/strict";
import { join } from "node:path";
import { fileOfScript, runCommandFile } from "../commands";
import { read, root, sectionsOf } from "./pages";

const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(read("package.json"));

/** The commands of this package, by script, with the file that each starts. */
const commands: Readonly<Record<string, string>> = Object.fromEntries(
    Object.entries(scripts).flatMap(([name, line]) => {
        const file = fileOfScript(line);
        return file === undefined || name.startsWith("pre") ? [] : [[name, file]];
    }),
);

const run = (name: string, ...args: readonly string[]) => runCommandFile(commands[name] ?? "", ...args);

const missing = join(root, "no-such-file.json");

describe("each command of this package", () => {
    it("explains itself, its options and its exit codes, and prints JSON where the README says so", async () => {
        const [, table = ""] =
            sectionsOf(read("README.md")).find(([heading]) => heading === "Commands") ?? [];
        const rows = [...table.matchAll(/^\| `npm run ([\w:-]+)` \|/gm)].map(([, name]) => name);
        const ofStacks = rows.slice(0, rows.indexOf("teardown") + 1);
        for (const name of Object.keys(commands)) {
            const { status, stdout, stderr } = await run(name, "--help");
            assert.deepEqual([status, stderr], [0, ""], name);
            assert.match(stdout, /^(Usage: |npm run )/, name);
            assert.equal(/^ {2}--json /m.test(stdout), ofStacks.includes(name), `${name} --json`);
            for (const code of [0, 1, 2]) assert.match(stdout, new RegExp(`^ {2}${code}  \\w`, "m"), name);
        }
    });

    it("ends with 2 for an option that it does not have, before it does anything", async () => {
        for (const name of Object.keys(commands)) {
            const { status, stdout, stderr } = await run(name, "--no-such-option");
            assert.deepEqual([status, stdout], [2, ""], name);
            assert.match(stderr, /--help|Usage: /, name);
            assert.doesNotMatch(stderr, /\n {4}at /, name);
        }
    });

    for (const [name, args, message] of [
        ["rehearse", ["--stack", "nowhere"], /no Pulumi\.nowhere\.yaml, only one for dev and prod/],
        ["rehearse", ["--agents", "none"], /--agents none: give a whole number/],
        ["rehearse", ["--agents", "0"], /--agents 0: give a whole number/],
        ["rehearse", ["--agents", "1.5"], /--agents 1\.5: give a whole number/],
        ["rehearse", ["dev"], /Unexpected argument 'dev'/],
        ["prove", ["--stack", "nowhere"], /no Pulumi\.nowhere\.yaml, only one for dev and prod/],
        ["prove:mutants", ["--every", "0"], /--every 0: give a whole number/],
        ["prove:faults", ["--stack", "nowhere"], /no Pulumi\.nowhere\.yaml, only one for dev and prod/],
        ["prove:faults", ["--only", "creat"], /one of create, update, delete and one of error, throttle/],
        ["prove", ["--file", missing], /no-such-file\.json.*\nWrite it with: pulumi stack export --file/],
        ["prove", ["--file", "README.md"], /README\.md cannot be read as JSON: .*\nWrite it with: pulumi/],
        ["prove", ["--file", "package.json"], /holds no deployment\. Write it with: pulumi stack export/],
        [
            "rehearse",
            ["--export", "no-such-folder/state.json"],
            /no folder .*no-such-folder\. Make it with: mkdir -p/,
        ],
        [
            "prove",
            ["--answers", "no-such-folder/answers.json"],
            /no folder .*no-such-folder\. Make it with: mkdir/,
        ],
        ["report", [], /either --stack NAME or --file FILE/],
        ["report", ["--stack", "dev", "--file", "state.json"], /either --stack NAME or --file FILE/],
        ["report", ["--file", "state.json", "--agents", "none"], /--agents none: give a whole number/],
        ["enrol", [], /Give either --stack NAME or --file FILE/],
        ["enrol", ["--stack", "dev"], /JENKINS_USER_ID is not in the environment\. Make an API token/],
        ["enrol", ["--file", "state.json", "--policy", "--wait", "soon"], /--wait soon: give a whole number/],
        ["teardown", [], /Give either --stack NAME or --file FILE/],
        ["teardown", ["--stack", "dev", "--file", "state.json"], /Give either --stack NAME or --file FILE/],
        ["failover", [], /Give either --stack NAME or --file FILE/],
        ["failover", ["--file", missing], /no-such-file\.json.*\nWrite it with: pulumi stack export/],
        ["restore", [], /Give either --stack NAME or --file FILE/],
        [
            "restore",
            ["--stack", "dev", "--agent", "linux-1", "--remove"],
            /--agent and --remove do not go together: give one of them/,
        ],
        ["restore", ["--stack", "dev", "--path", "cache"], /--path goes with --agent or --area\./],
        ["restore", ["--stack", "dev", "--as-of", "2026-11-26"], /--as-of goes with --agent or --area or/],
        ["restore", ["--stack", "dev", "--remove", "--file-system", "fs-01234567"], /do not go together/],
        ["restore", ["--stack", "dev", "--agent", "a", "--as-of", "yesterday"], /give a day or a time with/],
        ["restore", ["--stack", "dev", "--remove", "--run", "last"], /--run last: give a run's number/],
        ["restore", ["--stack", "dev", "--file-system", "storage"], /give a file system's id/],
        ["doctor", [], /Give either --stack NAME or --file FILE/],
        ["doctor", ["--file", missing], /no-such-file\.json.*\nWrite it with: pulumi stack export/],
        ["report", ["--file", "package.json"], /holds no deployment/],
        ["report", ["--file", missing], /no-such-file\.json.*\nWrite it with: pulumi stack export/],
        [
            "report",
            ["--file", "package.json", "--answers", missing],
            /Write it with: npm run prove -- --file/,
        ],
        ["report", ["--file", "package.json", "--policy-config", missing], /policy-rollout\.md/],
        ["check:policy-config", [missing], /no-such-file\.json: there is no such file/],
        [
            "bench",
            ["--agents", "10,3"],
            /--agents 10,3: give whole numbers from 1 that rise, for example 3,10,100\./,
        ],
        ["bench:policies", ["--sizes", "10,many"], /--sizes many: give a whole number/],
        ["bench:checkov", ["--runs", "0"], /--runs 0: give a whole number/],
        ["boot", ["--at-once", "0"], /--at-once 0: give a whole number/],
    ] as const) {
        const shown = args.map((arg) => arg.replace(`${root}/`, "")).join(" ");
        it(`ends with 2 for ${name} ${shown}, and says what would do`, async () => {
            const { status, stdout, stderr } = await run(name, ...args);
            assert.deepEqual([status, stdout], [2, ""], stderr);
            assert.match(stderr, message);
            assert.doesNotMatch(stderr, /\n {4}at /);
        });
    }
});
