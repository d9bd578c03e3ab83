import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { buildSync } from "esbuild";
import { declarationOf } from "./aws/declarations";
import { resourceTypes } from "./aws/types";

/** The plugins that stand in for the official ones, by the package whose resources they serve. */
export const standInPackages = ["aws", "awsx"] as const;
type StandInPackage = (typeof standInPackages)[number];

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const root = join(__dirname, "..", "..");

const hashOf = (files: readonly string[]): string => {
    const hash = createHash("sha256").update(process.version);
    for (const file of files) hash.update(readFileSync(join(root, file)));
    return hash.digest("hex");
};

/** Node reads one file several times faster than the hundreds that it is made of. In its last line it names these. */
function bundle(name: StandInPackage): Uint8Array {
    const declarations = Object.fromEntries(
        [...resourceTypes.keys()].map((token) => [token, declarationOf(token)]),
    );
    const { outputFiles, metafile } = buildSync({
        absWorkingDir: root,
        entryPoints: [join(__dirname, name, "main.ts")],
        bundle: true,
        platform: "node",
        target: `node${process.versions.node}`,
        // The SDK loads both to turn functions into text, which no plugin here does: any built-in module will do.
        alias: { typescript: "node:util", "@npmcli/arborist": "node:util" },
        define: { bundledDeclarations: JSON.stringify(JSON.stringify(declarations)) },
        logLevel: "error",
        write: false,
        metafile: true,
    });
    const [file] = outputFiles;
    if (file === undefined) throw new Error(`esbuild made no file of the stand-in for ${name}`);
    const sources = [relative(root, __filename), ...Object.keys(metafile.inputs)];
    return Buffer.concat([file.contents, Buffer.from(`//${JSON.stringify([hashOf(sources), sources])}`)]);
}

/** A bundle that is kept in the clone until one of its sources changes: to make one takes a second and a half. */
function keptBundle(name: StandInPackage): Uint8Array {
    const folder = join(root, "node_modules", ".cache", "stand-ins");
    const file = join(folder, `${name}.js`);
    try {
        const kept = readFileSync(file);
        const [hash, sources] = JSON.parse(kept.toString("utf8", kept.lastIndexOf("\n//") + 3));
        if (hashOf(sources) === hash) return kept;
    } catch {
        // There is none yet, or a source of it is no more.
    }
    const made = bundle(name);
    try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(`${file}-${process.pid}`, made);
        renameSync(`${file}-${process.pid}`, file);
    } catch {
        // A clone that cannot be written to keeps nothing.
    }
    return made;
}

/** Writes the executables that the engine starts as plugins, each bundled from these sources. */
export function writeStandIns(folder: string): string {
    mkdirSync(folder, { recursive: true });
    for (const name of standInPackages) {
        const main = join(folder, `${name}.js`);
        writeFileSync(main, keptBundle(name));
        const file = join(folder, `pulumi-resource-${name}`);
        // The SDK takes a stack for every promise that it makes.
        const node = `${quoted(process.execPath)} --stack-trace-limit=0`;
        writeFileSync(file, `#!/bin/sh\nexec ${node} ${quoted(main)} "$@"\n`);
        chmodSync(file, 0o755);
    }
    return folder;
}
