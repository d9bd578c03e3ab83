/*
 * Runs commands of this package one after the other in this process, which has loaded by the second what most of them
 * load: a process each takes a second of it. What a command leaves behind ends with the host.
 */
import { setTimeout as delay } from "node:timers/promises";

/** A command's file and what follows it on the command line. */
export interface Asked {
    readonly file: string;
    readonly args: readonly string[];
}

/** How a command ended. */
export interface Answered {
    readonly status: number;
    readonly stdout: string;
    readonly stderr: string;
}

async function run({ file, args }: Asked): Promise<Answered> {
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
        process[stream].write = (text: string | Uint8Array) => {
            said[stream] += String(text);
            return true;
        };
    process.argv = [process.execPath, file, ...args];
    process.exitCode = undefined;
    delete require.cache[require.resolve(file)];
    require(file);
    // Every command says its code when it ends, also when that is 0.
    while (process.exitCode === undefined) await delay(1);
    return { status: Number(process.exitCode), ...said };
}

process.exit = (code) => {
    process.exitCode = code ?? undefined;
    // What called it counts on that nothing follows.
    throw new Error("the command has ended");
};
process.on("unhandledRejection", () => undefined);

process.on("message", (asked: Asked) => {
    run(asked).then((answered) => process.send?.(answered));
});
