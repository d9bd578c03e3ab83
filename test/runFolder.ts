import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../rehearsal/engine/lock";

const variable = "JENKINS_EFS_TEST_RUN";

function runFolder(): string {
    const folder = process.env[variable];
    if (folder === undefined) throw new Error(`${variable} is not set: mocha has not read .mocharc.jsonc`);
    return folder;
}

/**
 * A folder that all workers of this run of the tests share, made by the first that asks while the others wait; so nothing in
 * it is older than the run.
 * @param make fills the folder; where it throws, the next worker tries again
 */
export async function sharedFolder(name: string, make: (folder: string) => Promise<void>): Promise<string> {
    const folder = join(runFolder(), name);
    const makeOnce = async (): Promise<void> => {
        if (existsSync(folder)) return;
        const unfinished = mkdtempSync(`${folder}-`);
        await make(unfinished);
        renameSync(unfinished, folder);
    };
    await withLock(`${folder}.lock`, () => undefined, makeOnce);
    return folder;
}

/** Mocha calls it once, before it starts the workers, which inherit the environment. */
export function mochaGlobalSetup(): void {
    process.env[variable] = mkdtempSync(join(tmpdir(), "jenkins-efs-tests-"));
}

/** Mocha calls it once, when the last worker has ended. */
export function mochaGlobalTeardown(): void {
    rmSync(runFolder(), { recursive: true, force: true });
}
