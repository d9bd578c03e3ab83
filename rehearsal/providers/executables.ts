import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { declarationOf } from "./aws/declarations";
import { resourceTypes } from "./aws/types";

/** The plugins that stand in for the official ones, by the package whose resources they serve. */
export const standInPackages = ["aws", "awsx"] as const;
type StandInPackage = (typeof standInPackages)[number];

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Node reads one file several times faster than the hundreds that it is made of. */
function bundle(name: StandInPackage): Uint8Array {
    const declarations = Object.fromEntries(
        [...resourceTypes.keys()].map((token) => [token, declarationOf(token)]),
    );
    const { outputFiles } = buildSync({
        entryPoints: [join(__dirname, name, "main.ts")],
        bundle: true,
        platform: "node",
        target: `node${process.versions.node}`,
        // The SDK loads both to turn functions into text, which no plugin here does: any built-in module will do.
        alias: { typescript: "node:util", "@npmcli/arborist": "node:util" },
        define: { bundledDeclarations: JSON.stringify(JSON.stringify(declarations)) },
        logLevel: "error",
        write: false,
    });
    const [file] = outputFiles;
    if (file === undefined) throw new Error(`esbuild made no file of the stand-in for ${name}`);
    return file.contents;
}

const bundles = new Map<StandInPackage, Uint8Array>();

/** Writes the executables that the engine starts as plugins: bundled from these sources, once in a process. */
export function writeStandIns(folder: string): string {
    mkdirSync(folder, { recursive: true });
    for (const name of standInPackages) {
        const code = bundles.get(name) ?? bundle(name);
        bundles.set(name, code);
        const main = join(folder, `${name}.js`);
        writeFileSync(main, code);
        const file = join(folder, `pulumi-resource-${name}`);
        // The SDK takes a stack for every promise that it makes.
        const node = `${quoted(process.execPath)} --stack-trace-limit=0`;
        writeFileSync(file, `#!/bin/sh\nexec ${node} ${quoted(main)} "$@"\n`);
        chmodSync(file, 0o755);
    }
    return folder;
}
