import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { typescript } from "../tools";

interface Ended {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

const root = join(__dirname, "../..");

/** Runs the command as npm would, with a temporary folder of its own to look into afterwards. */
function rehearse(args: string[], scratch: string): Promise<Ended> {
    const command = [...typescript, join(root, "commands", "rehearse.ts"), ...args];
    const env = { ...process.env, TMPDIR: scratch };
    return new Promise((resolve) => {
        execFile(process.execPath, command, { cwd: root, env }, (error, stdout, stderr) => {
            resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
        });
    });
}

/**
 * The test that the command takes a stack through its life; a file for each stack, so that they run side by side.
 * @param steps what the command says is done, in its order
 */
export function lives(stack: string, steps: readonly string[]): void {
    describe("npm run rehearse", function () {
        this.timeout(900_000);
        let scratch: string;

        before(() => {
            scratch = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));
        });

        after(() => rmSync(scratch, { recursive: true, force: true }));

        const leftBehind = (): string[] =>
            readdirSync(scratch).filter((name) => name.startsWith("jenkins-efs-rehearsal-"));

        it(`takes the ${stack} stack through its life, with every policy, and leaves nothing behind`, async () => {
            const state = join(scratch, `${stack}.json`);
            const isForProgram = stack === "prod";
            const args = ["--stack", stack, "--export", state, ...(isForProgram ? ["--json"] : [])];
            const { code, stdout, stderr } = await rehearse(args, scratch);
            assert.equal(code, 0, stdout + stderr);
            // For a program the result is all that standard output holds.
            const said = isForProgram ? stderr : stdout;
            const done = [...said.matchAll(/^ok {5}(.+?) {2,}/gm)].map(([, name]) => name);
            assert.deepEqual(done, steps);
            assert.match(said, /policies: \d{2,} evaluated, \d+ times; no mandatory one was violated/);
            assert.match(said, new RegExp(`^Policy pack with policy-pack/config/${stack}\\.json`, "m"));
            assert.doesNotMatch(
                said,
                /^advice of policies/m,
                "with its configuration the pack has no word to say",
            );
            assert.match(said, /AWS was stood in for/);
            assert.match(said, /the destroyed environment leaves in AWS\n {2}key arn:aws:kms:.* for 30 days/);
            const page = /^What an auditor would get: (.+)$/m.exec(said)?.[1] ?? "";
            assert.match(
                readFileSync(page, "utf8"),
                new RegExp(`<title>Security report of jenkins-efs/${stack}, rehearsed<`),
            );
            assert.match(JSON.parse(readFileSync(state, "utf8")).deployment.resources[0].urn, /^urn:pulumi:/);
            if (isForProgram) {
                const result = JSON.parse(stdout);
                const named = result.steps.map(({ name }: { name: string }) => name);
                assert.deepEqual([result.passed, result.page, named], [true, page, steps]);
                assert.ok(result.resources > 100, `${result.resources} resources`);
            }
            assert.deepEqual(leftBehind(), []);
        });
    });
}
