import { constants } from "node:os";

const signals = ["SIGHUP", "SIGINT", "SIGTERM"] as const;

const lookEveryMs = 500;

/** Whoever started this process: known before all else is loaded, which takes seconds in which npm may go. */
const startedBy = process.ppid;

/** Something that must not outlive the process, until one of the two is called. */
export interface CleanUp {
    /** Cleans up now; does nothing where that was done, or `forget` was called. */
    readonly run: () => void;
    /** Leaves everything as it is, for good. */
    readonly forget: () => void;
}

const pending = new Set<() => void>();
let stopWatching: (() => void) | undefined;

/**
 * Has something cleaned up however the process ends, unless it is killed: by itself, by a fault, or by Ctrl-C, SIGTERM or
 * the end of its terminal or of npm. A signal ends the process with 128 and its number, as shells count.
 * @param action must not wait for anything: nothing runs after it
 */
export function cleanUpAtExit(action: () => void): CleanUp {
    const forget = (): void => {
        pending.delete(run);
        if (pending.size > 0) return;
        stopWatching?.();
        stopWatching = undefined;
    };
    const run = (): void => {
        if (!pending.has(run)) return;
        try {
            action();
        } finally {
            forget();
        }
    };
    pending.add(run);
    stopWatching ??= watch();
    return { run, forget };
}

function watch(): () => void {
    const onSignal = (signal: NodeJS.Signals): void => process.exit(128 + constants.signals[signal]);
    // npm passes neither SIGHUP nor SIGKILL on. Without npm, a command may outlive the shell that started it.
    const clock =
        process.env.npm_lifecycle_event === undefined
            ? undefined
            : setInterval(() => {
                  if (process.ppid !== startedBy) onSignal("SIGHUP");
              }, lookEveryMs).unref();
    for (const signal of signals) process.on(signal, onSignal);
    process.on("exit", cleanUpAll);
    return () => {
        clearInterval(clock);
        for (const signal of signals) process.off(signal, onSignal);
        process.off("exit", cleanUpAll);
    };
}

/** The last that was begun is the first to go. */
function cleanUpAll(): void {
    // Another signal, as npm sends one after Ctrl-C, changes nothing any more.
    stopWatching = undefined;
    for (const run of [...pending].reverse()) {
        try {
            run();
        } catch (error) {
            process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        }
    }
}
