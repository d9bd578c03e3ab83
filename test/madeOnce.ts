import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { withLock } from "../engine/lock";

/**
 * A folder with what takes long to make, made by the first that asks while the others wait; whole or not at all.
 * @param make fills another folder, which then takes the place; where it throws, the next that asks tries again
 */
export async function madeOnce(
    folder: string,
    make: (unfinished: string) => Promise<void> | void,
): Promise<string> {
    if (existsSync(folder)) return folder;
    mkdirSync(dirname(folder), { recursive: true });
    const makeNow = async (): Promise<void> => {
        if (existsSync(folder)) return;
        const unfinished = mkdtempSync(`${folder}-`);
        try {
            await make(unfinished);
            // A machine that shares a cache does not see the lock's owner.
            if (!existsSync(folder)) renameSync(unfinished, folder);
        } finally {
            rmSync(unfinished, { recursive: true, force: true });
        }
    };
    await withLock(`${folder}.lock`, () => undefined, makeNow);
    return folder;
}
