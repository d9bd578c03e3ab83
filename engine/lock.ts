import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { cleanUpAtExit } from "../cli/cleanUp";
import type { Report } from "./cli";

/** Runs work that only one process may do at a time. A lock whose owner died is taken over. */
export async function withLock<T>(file: string, report: Report, work: () => Promise<T>): Promise<T> {
    let waiting = false;
    while (!tryLock(file)) {
        const owner = ownerOf(file);
        if (owner !== undefined && !isAlive(owner)) {
            rmSync(file, { force: true });
            continue;
        }
        if (!waiting) {
            report(`another process (${owner ?? "starting"}) is building the engine; waiting for it`);
            waiting = true;
        }
        await delay(500);
    }
    const lock = cleanUpAtExit(() => rmSync(file, { force: true }));
    try {
        return await work();
    } finally {
        lock.run();
    }
}

function tryLock(file: string): boolean {
    try {
        writeFileSync(file, String(process.pid), { flag: "wx" });
        return true;
    } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
        throw error;
    }
}

function ownerOf(file: string): number | undefined {
    try {
        return Number(readFileSync(file, "utf8")) || undefined;
    } catch {
        return undefined;
    }
}

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        // A process of another user is alive, only not ours to signal.
        return error instanceof Error && "code" in error && error.code === "EPERM";
    }
}
