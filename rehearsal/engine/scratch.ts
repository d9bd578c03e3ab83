import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CleanUp, cleanUpAtExit } from "../../cli/cleanUp";
import { endProcesses } from "../../cli/processes";

/** The folder of a workspace, which no process and no file of the workspace outlives. */
export interface Scratch extends CleanUp {
    readonly folder: string;
}

/** What every process of a workspace has in its environment, and no other process. */
export const accountOf = (folder: string) => ({ JENKINS_EFS_STANDIN_ACCOUNT: join(folder, "account") });

/** Where the engine and what it starts put temporary files, which they leave when they are killed. */
export const temporaryIn = (folder: string): string => join(folder, "tmp");

/** Makes a scratch folder with what a workspace keeps in it. */
export function makeScratch(): Scratch {
    const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-rehearsal-"));
    const cleanUp = cleanUpAtExit(() => {
        for (const [name, value] of Object.entries(accountOf(folder))) endProcesses(`${name}=${value}`);
        rmSync(folder, { recursive: true, force: true });
    });
    for (const part of ["project", "home", "state", "account", "cli/bin", "tmp"])
        mkdirSync(join(folder, part), { recursive: true });
    return { folder, ...cleanUp };
}

/** Calls what asks for the temporary folder at once, and gives it a workspace's. */
export function withTemporaryIn<T>(folder: string, call: () => T): T {
    const { TMPDIR } = process.env;
    process.env.TMPDIR = temporaryIn(folder);
    try {
        return call();
    } finally {
        if (TMPDIR === undefined) delete process.env.TMPDIR;
        else process.env.TMPDIR = TMPDIR;
    }
}
