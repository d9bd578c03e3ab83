import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CleanUp, cleanUpAtExit } from "../cli/cleanUp";
import { exitCodes } from "../cli/commandLine";
import type { Fault } from "../rehearsal/expectations";
import type { StateCheck } from "../rehearsal/rehearsal";

/** What the questions about pairs of agents are limited to: their number grows with the square of the agents'. */
const mostAgents = 5;

/** What a proof leaves in its folder: the state that it was about, and its answers as JSON. */
export const provenFiles = (folder: string) => ({
    state: join(folder, "proven.json"),
    answers: join(folder, "answers.json"),
});

/** `npm run prove` at work on a state, in a process of its own. */
export class Proving implements StateCheck {
    readonly name = "prove: who can reach what";
    readonly #stop: CleanUp;

    private constructor(
        child: ChildProcess,
        private readonly ended: Promise<{ code: number | null; output: string }>,
    ) {
        this.#stop = cleanUpAtExit(() => child.kill("SIGKILL"));
    }

    /** Starts it on an exported state, which it keeps in a folder. */
    static start(state: string, folder: string): Proving {
        const files = provenFiles(folder);
        writeFileSync(files.state, state);
        const typescript = join(__dirname, "..", "infra", "typescript.js");
        const prove = join(__dirname, "..", "proof", "prove.ts");
        const child = spawn(process.execPath, [
            ...["--require", typescript, prove],
            ...["--file", files.state, "--answers", files.answers, "--agents", String(mostAgents), "--brief"],
        ]);
        let output = "";
        const collect = (chunk: Buffer): void => {
            output += chunk.toString();
        };
        child.stdout.on("data", collect);
        child.stderr.on("data", collect);
        const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
            child.on("error", ({ message }) => resolve({ code: null, output: message }));
            child.on("close", (code) => resolve({ code, output: output.trim() }));
        });
        return new Proving(child, ended);
    }

    /** Waits for the verdict; every difference from docs/access.md is a fault. */
    async result(): Promise<{ readonly verdict: string; readonly faults: readonly Fault[] }> {
        const { code, output } = await this.ended;
        const verdict = output.split("\n").at(-1) ?? "";
        return {
            verdict: verdict.replace(/^\S+: /, "").replace(/ \(.*$/, ""),
            faults: code === exitCodes.passed ? [] : [output],
        };
    }

    stop(): void {
        this.#stop.run();
    }
}
