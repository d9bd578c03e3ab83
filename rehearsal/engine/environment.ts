import { delimiter, dirname, join } from "node:path";
import type { Cli } from "../../engine/cli";
import { accountOf, temporaryIn } from "./scratch";

/** What a workspace may change of its environment. */
export interface WorkspaceEnvironment {
    /**
     * Leaves out the write of the whole state after each step, which is most of the time of a large stack. For
     * throw-away stacks only: an engine that is killed forgets what it did.
     * @default true
     */
    readonly skipCheckpoints?: boolean;
    /** More environment for the engine, its plugins and the program. @default none */
    readonly env?: Readonly<Record<string, string>>;
}

const shortLived = join(__dirname, "shortLived.js");

/** Everything that the engine must have, and nothing with which it could reach a real account or backend. */
export function environment(
    folder: string,
    cli: Cli,
    stack: string,
    { skipCheckpoints = true, env = {} }: WorkspaceEnvironment,
): Record<string, string> {
    const nothing = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"];
    const undecided = ["AWS_REGION", "AWS_DEFAULT_REGION", "PULUMI_ACCESS_TOKEN"];
    const fast = { PULUMI_EXPERIMENTAL: "1", PULUMI_SKIP_CHECKPOINTS: "1" };
    return {
        ...Object.fromEntries([...nothing, ...undecided].map((name) => [name, ""])),
        ...accountOf(folder),
        PATH: [...cli.pluginFolders, dirname(process.execPath), process.env.PATH ?? ""].join(delimiter),
        PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "rehearsal",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --require ${JSON.stringify(shortLived)}`,
        PULUMI_STACK: stack,
        TMPDIR: temporaryIn(folder),
        ...(skipCheckpoints ? fast : {}),
        ...env,
    };
}

/** The same environment for a person's shell. */
export function shellExports(env: Readonly<Record<string, string>>): string {
    const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
    return Object.entries(env)
        .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
        .join("");
}
