import { spawn } from "node:child_process";
import { basename } from "node:path";
import { cleanUpAtExit } from "../cli/cleanUp";
import { kill } from "../cli/processes";

/** What a command prints; where it fails, the end of its complaint. It and all that it starts ends with this process. */
export function output(
    command: string,
    args: readonly string[],
    cwd: string,
    env: NodeJS.ProcessEnv,
    /** @default none */
    timeout?: number,
): Promise<string> {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, {
            cwd,
            env,
            timeout,
            // In a process group of its own, which can be ended as one.
            detached: true,
            stdio: ["ignore", "pipe", "pipe"],
        });
        const { pid } = child;
        const group = cleanUpAtExit(() => {
            if (pid !== undefined) kill(-pid);
        });
        let stdout = "";
        let stderr = "";
        child.stdout.on("data", (data) => {
            stdout += data;
        });
        child.stderr.on("data", (data) => {
            stderr += data;
        });
        child.on("error", (error) => {
            group.forget();
            reject(error);
        });
        child.on("close", (code) => {
            group.forget();
            if (code === 0) {
                resolve(stdout);
            } else {
                const lines = stderr.trim().split("\n").slice(-3).join("; ");
                reject(new Error(`${basename(command)} ${args[0]} ended with ${code}: ${lines}`));
            }
        });
    });
}
