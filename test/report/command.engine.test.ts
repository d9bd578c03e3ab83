import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Workspace } from "../../rehearsal/engine/workspace";
import type { Export } from "../../state/exported";
import { runCommandFile } from "../commands";
import { typescript } from "../tools";
import { diagnosis, prodState, set } from "./fixture";

interface Ended {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

const root = join(__dirname, "../..");
const command = [...typescript, join(root, "report", "report.ts")];

function execute(file: string, args: readonly string[]): Promise<Ended> {
    return new Promise((resolve) => {
        execFile(file, args, { cwd: root, maxBuffer: 1024 ** 3 }, (error, stdout, stderr) => {
            resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
        });
    });
}

/** As `npm run report` does, in a process that has loaded by then what the command loads. */
const asked = (...args: string[]) => runCommandFile("report/report.ts", ...args);

describe("npm run report", () => {
    let folder: string;
    const file = (name: string): string => join(folder, name);
    const write = (name: string, content: unknown): string => {
        writeFileSync(file(name), JSON.stringify(content));
        return file(name);
    };

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));
        write("state.json", await prodState());
        write("answers.json", { findings: [] });
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    it("writes one page about an exported state, says where, and ends with 0", async () => {
        const { code, stdout, stderr } = await execute(process.execPath, [
            ...command,
            ...["--file", file("state.json"), "--out", file("deep/page.html"), "--agents", "1"],
        ]);
        assert.deepEqual([code, stdout], [0, `${file("deep/page.html")}\n`], stderr);
        assert.match(stderr, /jenkins-efs\/prod: 0 mandatory controls violated, 0 accesses not as expected/);
        assert.match(readFileSync(file("deep/page.html"), "utf8"), /^<!doctype html>\n<html lang="en">/);
    });

    it("reads a stack's state by itself, from whatever backend the shell is logged in to", async () => {
        const workspace = await Workspace.create({ program: root, stack: "prod" });
        try {
            const shell = (line: string) => execute("sh", ["-c", `. ${workspace.folder}/env.sh && ${line}`]);
            const imported = await shell(
                `cd ${workspace.folder}/project && ${workspace.cli.command} stack import --file ${file("state.json")}`,
            );
            assert.equal(imported.code, 0, imported.stderr);
            const run = [process.execPath, ...command].map((part) => `'${part}'`).join(" ");
            const { code, stdout, stderr } = await shell(
                `${run} --stack prod --json --answers ${file("answers.json")}`,
            );
            assert.equal(code, 0, stderr);
            assert.equal(JSON.parse(stdout).environments[0].architecture.agents.length, 3);
            const missing = await shell(`${run} --stack nowhere`);
            assert.equal(missing.code, 1);
            assert.match(missing.stderr, /The state of stack nowhere could not be read: .*no stack named/s);
            assert.match(
                missing.stderr,
                /pulumi login names the backend, pulumi stack ls --all the stacks there/,
            );
        } finally {
            workspace.dispose();
        }
    });

    it("ends with 1 where a mandatory control is violated, and says in JSON which", async () => {
        const broken: Export = structuredClone(await prodState());
        set(broken, "aws:kms/key:Key", { enableKeyRotation: false }, "key-data");
        const { status, stdout } = await asked(
            ...["--file", write("broken.json", broken), "--answers", file("answers.json"), "--json"],
        );
        assert.equal(status, 1);
        const controls: readonly { name: string; result: string; remarks: { resource: string }[] }[] =
            JSON.parse(stdout).controls;
        const rotation = controls.find(({ name }) => name === "kms-key-rotation-enabled");
        assert.deepEqual([rotation?.result, rotation?.remarks[0]?.resource], ["violated", "key-data"]);
    });

    it("takes what the doctor found of the stack, ends with 1 unless that is sound, and refuses another stack's", async () => {
        const state = ["--file", file("state.json"), "--answers", file("answers.json"), "--json"];
        const { status, stdout } = await asked(...state, "--doctor", write("doctor.json", diagnosis));
        assert.deepEqual([status, JSON.parse(stdout).diagnosis], [1, diagnosis]);
        const sound = { ...diagnosis, findings: diagnosis.findings.slice(1), unlooked: [] };
        assert.equal((await asked(...state, "--doctor", write("doctor.json", sound))).status, 0);
        const other = await asked(...state, "--doctor", write("doctor.json", { ...sound, stack: "dev" }));
        assert.deepEqual([other.status, other.stdout], [2, ""]);
        assert.match(
            other.stderr,
            /is about stack dev, and the report about prod\. Write it with: npm run --silent doctor -- --stack prod --json/,
        );
        const none = await asked(...state, "--doctor", file("answers.json"));
        assert.match(none.stderr, /holds no diagnosis/);
    });

    it("asks with the levels that deployments use, and refuses a configuration that the pack would refuse", async () => {
        const config = write("config.json", { "secret-rotation": "disabled" });
        const state = ["--file", file("state.json"), "--answers", file("answers.json"), "--json"];
        const { stdout } = await asked(...state, "--policy-config", config);
        const controls: readonly { name: string; level: string }[] = JSON.parse(stdout).controls;
        assert.equal(controls.find(({ name }) => name === "secret-rotation")?.level, "disabled");
        const wrong = write("wrong.json", { "secret-rotations": "disabled" });
        const refused = await asked(...state, "--policy-config", wrong);
        assert.deepEqual([refused.status, refused.stdout], [2, ""]);
        assert.match(refused.stderr, /"secret-rotations" is no rule of this pack/);
    });
});
