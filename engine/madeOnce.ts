import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { cleanUpAtExit } from "../cli/cleanUp";
import type { Report } from "./cli";
import { withLock } from "./lock";

/**
 * A folder with what takes long to make, made by the first that asks while the others wait; whole or not at all.
 * @param make fills another folder, which then takes the place, and may leave in `scratch` what goes; where it throws, the next
 * that asks tries again
 * @param report told where another process is waited for @default nothing is told
 */
export async function madeOnce(
    folder: string,
    make: (unfinished: string, scratch: string) => Promise<void> | void,
    report: Report = () => undefined,
): Promise<string> {
    if (existsSync(folder)) return folder;
    mkdirSync(dirname(folder), { recursive: true });
    const makeNow = async (): Promise<void> => {
        if (existsSync(folder)) return;
        const scratch = mkdtempSync(`${folder}.making-`);
        const cleanUp = cleanUpAtExit(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));
        const unfinished = join(scratch, "made");
        try {
            mkdirSync(unfinished);
            await make(unfinished, scratch);
            // A machine that shares a cache does not see the lock's owner.
            if (!existsSync(folder)) renameSync(unfinished, folder);
        } finally {
            cleanUp.run();
        }
    };
    await withLock(`${folder}.lock`, report, makeNow);
    return folder;
}
