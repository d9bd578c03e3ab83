import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** What a command that ran to its end left behind. */
export interface Ended {
    readonly status: number;
    readonly output: string;
}

/** Runs a command and gives its end, whatever it is. */
export async function ends(command: string, ...args: readonly string[]): Promise<Ended> {
    try {
        const { stdout, stderr } = await execute(command, args, { maxBuffer: 64 * 1024 * 1024 });
        return { status: 0, output: `${stdout}${stderr}` };
    } catch (error) {
        const { code, stdout, stderr, message } = error as Error & {
            code?: unknown;
            stdout?: string;
            stderr?: string;
        };
        if (typeof code !== "number") throw new Error(`${command} ${args.join(" ")}: ${message}`);
        return { status: code, output: `${stdout ?? ""}${stderr ?? ""}` };
    }
}

/** Runs a command that must succeed, and gives its output. */
export async function succeeds(command: string, ...args: readonly string[]): Promise<string> {
    const { status, output } = await ends(command, ...args);
    if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${output}`);
    return output;
}

/** Looks for a command on PATH as a shell would, without running it. */
export function isOnPath(command: string): boolean {
    try {
        execFileSync("sh", ["-c", `command -v -- "$0"`, command], { stdio: "ignore" });
        return true;
    } catch {
        return false;
    }
}
