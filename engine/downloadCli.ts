import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cleanUpAtExit } from "../cli/cleanUp";
import type { Cli, NoCli, Report } from "./cli";
import { output } from "./output";
import { versionOf } from "./pathCli";

/** A network that lets the download through answers well within this. */
const firstAnswerMs = 10_000;

/** The whole CLI is about 150 MB. */
const downloadMs = 600_000;

/** What this uses of the npm package `pulumi`, whose files come without types. */
interface PulumiNpmPackage {
    readonly version: string;
    readonly cacheDir: (version: string) => string;
    readonly isExecutable: (file: string) => boolean;
    readonly installCLI: (
        version: string,
        root: string,
        io: {
            fetchText: (url: string) => Promise<string>;
            execScript: (script: string, args: string[]) => void;
        },
    ) => Promise<void>;
}

function pulumiNpmPackage(): PulumiNpmPackage {
    const require = createRequire(__filename);
    return {
        version: process.env.PULUMI_VERSION || require("pulumi/package.json").version,
        ...require("pulumi/lib/cache"),
        ...require("pulumi/lib/resolve"),
        ...require("pulumi/lib/download"),
    };
}

/** Where the package, and Pulumi's own Automation API, keep a downloaded CLI. */
const commandIn = (root: string): string => join(root, "bin", "pulumi");

/** The CLI that an earlier run downloaded. */
export async function alreadyDownloadedCli(): Promise<Cli | undefined> {
    const { cacheDir, isExecutable, version: wanted } = pulumiNpmPackage();
    const command = commandIn(cacheDir(wanted));
    const version = isExecutable(command) ? await versionOf(command) : undefined;
    return version === undefined
        ? undefined
        : { command, version, origin: "downloaded", pluginFolders: [dirname(command)] };
}

/** The official CLI, downloaded by the npm package `pulumi` to the place where Pulumi's own tools look for it. */
export async function downloadedCli(report: Report): Promise<Cli | NoCli> {
    try {
        const npmPackage = pulumiNpmPackage();
        await install(npmPackage, npmPackage.cacheDir(npmPackage.version), report);
        return (await alreadyDownloadedCli()) ?? { reason: "the downloaded CLI does not run" };
    } catch (error) {
        return { reason: `the download failed: ${error instanceof Error ? error.message : String(error)}` };
    }
}

async function install(npmPackage: PulumiNpmPackage, root: string, report: Report): Promise<void> {
    let script = "";
    let scriptArgs: string[] = [];
    await npmPackage.installCLI(npmPackage.version, root, {
        // The package waits for its network without a bound; a rehearsal goes on to the next way instead.
        fetchText: async (url) => {
            const response = await fetch(url, { signal: AbortSignal.timeout(firstAnswerMs) });
            if (!response.ok) throw new Error(`HTTP ${response.status}`);
            script = await response.text();
            return script;
        },
        execScript: (_, args) => {
            scriptArgs = args;
        },
    });
    report(`downloading Pulumi ${npmPackage.version}, once`);
    const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-download-"));
    const cleanUp = cleanUpAtExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    const env = { ...process.env, TMPDIR: folder };
    try {
        // The package deletes its copy of the script at once, so the script runs from its text.
        await output("/bin/sh", ["-c", script, "install.sh", ...scriptArgs], process.cwd(), env, downloadMs);
    } finally {
        cleanUp.run();
    }
}
