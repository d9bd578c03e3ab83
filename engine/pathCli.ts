import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, join, sep } from "node:path";
import { promisify } from "node:util";
import { type Cli, isAtLeast, isNoCli, type NoCli, oldestVersion, type Report } from "./cli";

const run = promisify(execFile);

/** The executables of this name in a list of folders such as PATH, in its order. */
const findExecutables = (name: string, searchPath: string): readonly string[] =>
    searchPath
        .split(delimiter)
        .filter((folder) => folder !== "")
        .map((folder) => join(folder, name))
        .filter(isExecutableFile);

/** The first executable of this name in a list of folders such as PATH. */
export const findExecutable = (name: string, searchPath: string): string | undefined =>
    findExecutables(name, searchPath)[0];

function isExecutableFile(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
    } catch {
        return false;
    }
}

/** npm puts its `pulumi` package, which only downloads the CLI, on PATH while it runs a script. */
const isNpmWrapper = (file: string): boolean => realpathSync(file).split(sep).includes("node_modules");

/** The version that a CLI gives, or undefined where the file does not run. */
export async function versionOf(command: string): Promise<string | undefined> {
    try {
        const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
        const { stdout } = await run(command, ["version"], { timeout: 20_000, env });
        return /\d+\.\d+\.\d+[\w.+-]*/.exec(stdout)?.[0];
    } catch {
        return undefined;
    }
}

/**
 * The first Pulumi CLI that is installed on this machine and does; what is passed over for it its owner will want to know,
 * so each is reported.
 */
export async function cliOnPath(searchPath: string, report: Report): Promise<Cli | NoCli> {
    const commands = findExecutables("pulumi", searchPath).filter((file) => !isNpmWrapper(file));
    const reasons: string[] = [];
    for (const command of new Set(commands)) {
        const found = await judge(command, searchPath);
        if (!isNoCli(found)) return found;
        report(`passed over: ${found.reason}`);
        reasons.push(found.reason);
    }
    return { reason: reasons.join("; ") || "no pulumi on PATH" };
}

async function judge(command: string, searchPath: string): Promise<Cli | NoCli> {
    const version = await versionOf(command);
    if (version === undefined) return { reason: `${command} does not run` };
    if (!isAtLeast(version, oldestVersion))
        return { reason: `${command} is version ${version}, and at least ${oldestVersion} is needed` };
    // A CLI installed through a link has its language hosts beside the real file.
    const pluginFolders = [...new Set([dirname(command), dirname(realpathSync(command))])];
    if (
        findExecutable("pulumi-language-nodejs", [...pluginFolders, searchPath].join(delimiter)) === undefined
    )
        return { reason: `${command} has no pulumi-language-nodejs beside it or on PATH` };
    return { command, version, origin: "on PATH", pluginFolders };
}
