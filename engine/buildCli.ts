import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../cli/cacheFolder";
import type { Cli, NoCli, Report } from "./cli";
import { madeOnce } from "./madeOnce";
import { output } from "./output";
import { findExecutable, versionOf } from "./pathCli";

/** What is built: one Go module per executable, pinned by the go.mod and go.sum in its folder. */
const executables = [
    {
        name: "pulumi",
        folder: "cli",
        module: "github.com/pulumi/pulumi/pkg/v3",
        package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    },
    {
        // The last version of the SDK whose Go module contains the Node.js language host.
        name: "pulumi-language-nodejs",
        folder: "language-nodejs",
        module: "github.com/pulumi/pulumi/sdk/v3",
        package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    },
] as const;

const analyzer = "pulumi-analyzer-policy";

const modules = join(__dirname, "modules");

/** How often a build that takes minutes shows that it is alive. */
const heartbeatMs = 30_000;

/** The CLI that an earlier run built from the same modules: with the same Go, or with whichever where there is none now. */
export async function alreadyBuiltCli(env: NodeJS.ProcessEnv = process.env): Promise<Cli | undefined> {
    const go = findExecutable("go", env.PATH ?? "");
    if (go === undefined) return builtWithAnyGo(cacheFolder("engine", env));
    const folder = await buildFolder(go, env);
    return existsSync(folder) ? cliIn(folder) : undefined;
}

async function builtWithAnyGo(cache: string): Promise<Cli | undefined> {
    const finished = existsSync(cache)
        ? readdirSync(cache).filter((name) => new RegExp(`^[0-9a-f]{${keyLength}}$`).test(name))
        : [];
    for (const cli of finished.map((name) => cliIn(join(cache, name))))
        if ((await versionOf(cli.command)) === cli.version) return cli;
    return undefined;
}

/** The CLI and its Node.js language host, built from their published Go modules and kept outside the checkout. */
export async function builtCli(report: Report, env: NodeJS.ProcessEnv = process.env): Promise<Cli | NoCli> {
    const go = findExecutable("go", env.PATH ?? "");
    if (go === undefined) return { reason: "no go on PATH to build it with" };
    try {
        const folder = await buildFolder(go, env);
        await madeOnce(folder, (bin, scratch) => build(go, bin, scratch, report, env), report);
        return cliIn(folder);
    } catch (error) {
        return { reason: `the build failed: ${error instanceof Error ? error.message : String(error)}` };
    }
}

function cliIn(folder: string): Cli {
    return {
        command: join(folder, "pulumi"),
        version: pinnedVersion(executables[0]).replace(/^v/, ""),
        origin: "built from its published sources",
        pluginFolders: [folder],
    };
}

/** A folder of its own for everything that the executables are made from. */
async function buildFolder(go: string, env: NodeJS.ProcessEnv): Promise<string> {
    const goVersion = (await output(go, ["version"], tmpdir(), env)).trim();
    return join(cacheFolder("engine", env), cacheKey(goVersion));
}

const keyLength = 16;

function cacheKey(goVersion: string): string {
    const hash = createHash("sha256").update(goVersion);
    for (const { folder } of executables) {
        hash.update(readFileSync(join(modules, folder, "go.mod")));
        hash.update(readFileSync(join(modules, folder, "go.sum")));
    }
    hash.update(readFileSync(join(__dirname, analyzer)));
    return hash.digest("hex").slice(0, keyLength);
}

async function build(
    go: string,
    bin: string,
    work: string,
    report: Report,
    env: NodeJS.ProcessEnv,
): Promise<void> {
    const started = Date.now();
    report("building the engine from its published sources, about 2-4 minutes, once");
    const heartbeat = setInterval(() => {
        report(`still building, ${Math.round((Date.now() - started) / 1000)} s so far`);
    }, heartbeatMs);
    try {
        for (const executable of executables) {
            const source = join(work, executable.folder);
            mkdirSync(source);
            for (const file of ["go.mod", "go.sum"])
                copyFileSync(join(modules, executable.folder, file), join(source, file));
            const version = `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${pinnedVersion(executable)}`;
            const target = join(bin, executable.name);
            const flags = ["-trimpath", "-ldflags", `-s -w -X ${version}`, "-o", target];
            await output(go, ["build", ...flags, executable.package], source, {
                ...env,
                GOTMPDIR: work,
                // Neither a C compiler nor the surroundings of this checkout may decide what is built.
                CGO_ENABLED: "0",
                GOFLAGS: "-mod=readonly -buildvcs=false",
                GOWORK: "off",
            });
        }
        copyFileSync(join(__dirname, analyzer), join(bin, analyzer));
        report(`built the engine in ${Math.round((Date.now() - started) / 1000)} s`);
    } finally {
        clearInterval(heartbeat);
    }
}

/** The version of a module that its go.mod pins. */
function pinnedVersion({ folder, module }: (typeof executables)[number]): string {
    const lines = readFileSync(join(modules, folder, "go.mod"), "utf8").split("\n");
    const version = lines.map((line) => line.trim().split(" ")).find(([name]) => name === module)?.[1];
    if (version === undefined) throw new Error(`${folder}/go.mod does not pin ${module}`);
    return version;
}
