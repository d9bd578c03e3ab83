import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Answered, Asked } from "./commandHost";
import { typescript } from "./tools";

const root = join(__dirname, "..");
let host: ChildProcess | undefined;

/**
 * The file that a script of package.json starts; undefined where it starts another program. Node runs it in the place of the
 * script's shell, so that a signal to npm reaches it, and without tsx between them, which kills what does not answer at once.
 */
export const fileOfScript = (line: string): string | undefined =>
    /^exec node --require \.\/infra\/typescript\.js (\S+)/.exec(line)?.[1];

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
