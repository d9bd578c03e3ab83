import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A killed process is gone in milliseconds, unless its machine stands still. */
const patienceMs = 5000;

/**
 * Kills every process that was started with an entry in its environment, such as `NAME=value`, and waits until they are
 * gone. It finds also those whose parent has ended, and those of process groups of their own, as the engine's plugins are.
 * They are not asked first: an engine that cancels leaves plugins behind when it is interrupted again.
 */
export function endProcesses(entry: string): void {
    const late = Date.now() + patienceMs;
    for (let left = processesWith(entry); left.length > 0 && Date.now() < late; left = processesWith(entry)) {
        for (const pid of left) kill(pid);
        pause(20);
    }
}

/** The ids of the processes of this user, other than this one, that were started with an entry in their environment. */
export function processesWith(entry: string): number[] {
    const found = process.platform === "linux" ? fromProc(entry) : fromPs(entry);
    return found.filter((pid) => pid !== process.pid);
}

const fromProc = (entry: string): number[] =>
    readdirSync("/proc")
        .map(Number)
        .filter((pid) => pid > 0 && environmentOf(pid).includes(entry));

function environmentOf(pid: number): string[] {
    try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    } catch {
        // It has ended, or is another user's.
        return [];
    }
}

/** macOS has no /proc, and its ps shows the environment behind the command. */
const fromPs = (entry: string): number[] =>
    spawnSync("ps", ["-A", "-E", "-ww", "-o", "pid=,command="], { encoding: "utf8", maxBuffer: 1024 ** 3 })
        .stdout.split("\n")
        .filter((line) => `${line} `.includes(` ${entry} `))
        .map((line) => Number.parseInt(line, 10));

/** Kills a process, or by its negative id a process group; one that has ended already is as good. */
export function kill(pid: number): void {
    try {
        process.kill(pid, "SIGKILL");
    } catch {
        // It ended by itself in between.
    }
}

/** Waits without giving way: a process that exits runs nothing else. */
const pause = (ms: number): void => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};
