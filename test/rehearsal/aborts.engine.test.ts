import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { kill, processesWith } from "../../cli/processes";
import { run } from "../tools";

const root = join(__dirname, "../..");

/** What starts and what ends does so within seconds, but for a machine that is busy with other tests. */
const patienceMs = 120_000;

const lookEveryMs = 300;

/** What the program takes to register all that it does not have to wait for. */
const registersWithinMs = 2000;

const commandLineOf = (pid: number): string =>
    run("ps", ["-ww", "-o", "args=", "-p", String(pid)]).output.trim();

describe("npm run rehearse that does not come to its end", () => {
    let scratch: string;
    let entry: string;

    beforeEach(() => {
        scratch = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));
        entry = `TMPDIR_OF_TEST=${scratch}`;
    });

    afterEach(() => {
        for (const pid of processesWith(entry)) kill(pid);
        rmSync(scratch, { recursive: true, force: true });
    });

    const start = () =>
        spawn("npm", ["run", "rehearse"], {
            cwd: root,
            detached: true,
            stdio: "ignore",
            env: { ...process.env, TMPDIR: scratch, TMPDIR_OF_TEST: scratch },
        });

    /** The process of this run with these words in its command line, once it is there. */
    async function running(words: string): Promise<number> {
        for (const late = Date.now() + patienceMs; Date.now() < late; await delay(lookEveryMs)) {
            const found = processesWith(entry).find((pid) => commandLineOf(pid).includes(words));
            if (found !== undefined) return found;
        }
        throw new Error(
            `no process ${words} in ${patienceMs} ms; there are\n${processesWith(entry).map(commandLineOf).join("\n")}`,
        );
    }

    /** Processes and scratch folders that are still there after a while; none as soon as there are none. */
    async function left(): Promise<readonly string[]> {
        const late = Date.now() + patienceMs;
        for (;;) {
            const processes = processesWith(entry).map(commandLineOf);
            const folders = readdirSync(scratch);
            if (processes.length + folders.length === 0 || Date.now() > late)
                return [...processes, ...folders];
            await delay(lookEveryMs);
        }
    }

    for (const [how, abort] of [
        ["by Ctrl-C", (npm: number) => process.kill(-npm, "SIGINT")],
        ["as its terminal closes, by SIGHUP to npm alone", (npm: number) => process.kill(npm, "SIGHUP")],
    ] as const)
        it(`leaves no process and no folder when it is ended ${how}`, async () => {
            const { pid = 0 } = start();
            await running("cmd/run/index.js");
            abort(pid);
            assert.deepEqual(await left(), []);
        });

    it("has a program that ends by itself when the engine dies, rather than spin, and then leaves no process and no folder either", async () => {
        const ended = once(start(), "exit");
        const command = await running("commands/rehearse.ts");
        // It spins only where answers are outstanding, and those of a plugin that stands still are: before and after that the
        // program gives up anyway.
        process.kill(await running("plugins/awsx.js"), "SIGSTOP");
        await delay(registersWithinMs);
        // Of the preview, or on a busy machine of the update after it.
        const program = await running("cmd/run/index.js");
        // It would end what the engine leaves.
        process.kill(command, "SIGSTOP");
        process.kill(await running("bin/pulumi "), "SIGKILL");
        const late = Date.now() + patienceMs;
        while (processesWith(entry).includes(program) && Date.now() < late) await delay(lookEveryMs);
        assert.ok(!processesWith(entry).includes(program));
        process.kill(command, "SIGCONT");
        assert.deepEqual(await ended, [1, null]);
        assert.deepEqual(await left(), []);
    });
});
