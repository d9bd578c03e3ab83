import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { madeOnce } from "../engine/madeOnce";

const variable = "JENKINS_EFS_TEST_RUN";

function runFolder(): string {
    const folder = process.env[variable];
    if (folder === undefined) throw new Error(`${variable} is not set: mocha has not read .mocharc.jsonc`);
    return folder;
}

/**
 * A folder that all workers of this run of the tests share, made by the first that asks; so nothing in it is older than the
 * run.
 */
export const sharedFolder = (name: string, make: (folder: string) => Promise<void>): Promise<string> =>
    madeOnce(join(runFolder(), name), make);

/** Mocha calls it once, before it starts the workers, which inherit the environment. */
export function mochaGlobalSetup(): void {
    process.env[variable] = mkdtempSync(join(tmpdir(), "jenkins-efs-tests-"));
}

/** Mocha calls it once, when the last worker has ended. */
export function mochaGlobalTeardown(): void {
    rmSync(runFolder(), { recursive: true, force: true });
}
