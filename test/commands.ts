import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Answered, Asked } from "./commandHost";
import { typescript } from "./tools";

const root = join(__dirname, "..");
let host: ChildProcess | undefined;

/** Runs a command of this package by its file, as `npm run` does, and gives how it ended. One at a time. */
export async function runCommandFile(file: string, ...args: readonly string[]): Promise<Answered> {
    host ??= fork(join(__dirname, "commandHost.ts"), { cwd: root, execArgv: [...typescript] });
    host.ref();
    const asked: Asked = { file: join(root, file), args };
    host.send(asked);
    const [answered] = await once(host, "message");
    host.unref();
    host.channel?.unref();
    return answered;
}
