import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, join, sep } from "node:path";
import { promisify } from "node:util";
import { type Cli, isAtLeast, type NoCli, oldestVersion } from "./cli";

const run = promisify(execFile);

/** The first executable of this name in a list of folders such as PATH. */
export function findExecutable(
    name: string,
    searchPath: string,
    accepts: (file: string) => boolean = () => true,
): string | undefined {
    return searchPath
        .split(delimiter)
        .filter((folder) => folder !== "")
        .map((folder) => join(folder, name))
        .find((file) => isExecutableFile(file) && accepts(file));
}

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

const passedOver = (reason: string): NoCli => ({ reason, passedOver: true });

/** The Pulumi CLI that is installed on this machine. */
export async function cliOnPath(searchPath: string): Promise<Cli | NoCli> {
    const command = findExecutable("pulumi", searchPath, (file) => !isNpmWrapper(file));
    if (command === undefined) return { reason: "no pulumi on PATH" };
    const version = await versionOf(command);
    if (version === undefined) return passedOver(`${command} does not run`);
    if (!isAtLeast(version, oldestVersion))
        return passedOver(`${command} is version ${version}, and at least ${oldestVersion} is needed`);
    // A CLI installed through a link has its language hosts beside the real file.
    const pluginFolders = [...new Set([dirname(command), dirname(realpathSync(command))])];
    if (
        findExecutable("pulumi-language-nodejs", [...pluginFolders, searchPath].join(delimiter)) === undefined
    )
        return passedOver(`${command} has no pulumi-language-nodejs beside it or on PATH`);
    return { command, version, origin: "on PATH", pluginFolders };
}
