import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";

/** The plugins that stand in for the official ones, by the package whose resources they serve. */
export const standInPackages = ["aws", "awsx"] as const;

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * Writes the executables that the engine starts as plugins. They run from these sources, through tsx, which keeps what
 * it compiled: starting one takes about a third of a second.
 */
export function writeStandIns(folder: string): string {
    mkdirSync(folder, { recursive: true });
    const tsx = createRequire(__filename).resolve("tsx/cjs");
    for (const name of standInPackages) {
        const file = path.join(folder, `pulumi-resource-${name}`);
        const main = path.join(__dirname, name, "main.ts");
        const command = [process.execPath, "--require", tsx, main].map(quoted).join(" ");
        writeFileSync(file, `#!/bin/sh\nexec ${command} "$@"\n`);
        chmodSync(file, 0o755);
    }
    return folder;
}
