import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { cleanUpAtExit } from "../cli/cleanUp";
import { resolveCli } from "../engine/resolveCli";
import { type Export, isExport, isRecord, readExport, resourcesOf } from "./exported";
import type { StateOptions } from "./options";

const run = promisify(execFile);

/** A large stack's state has tens of megabytes. */
const maxBytes = 1024 ** 3;

/** What stands in a report for every secret of the state. */
export const redacted = "[secret]";

/**
 * The state that a command is asked about, without its secrets. The backend, the login and the project of a stack are
 * those of `folder`.
 * @throws Error with pulumi's own words where it refuses, and where nothing is deployed
 */
export async function stateOf(
    { stack = "", stateFile }: StateOptions,
    folder: string,
    say: (line: string) => void,
): Promise<Export> {
    const state = stateFile === undefined ? await exportStack(stack, folder, say) : readState(stateFile);
    // Its resources are what tells the project and the stack.
    if (resourcesOf(state).length === 0)
        throw new Error(
            `${stateFile ?? `Stack ${stack}`} has no resource in its state: nothing is deployed yet, or all of it is destroyed.`,
        );
    return state;
}

async function exportStack(stack: string, folder: string, say: (line: string) => void): Promise<Export> {
    const cli = await resolveCli(say);
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const args = ["stack", "export", "--stack", stack, "--non-interactive"];
    const exporting = run(cli.command, args, { cwd: folder, env, maxBuffer: maxBytes });
    const cleanUp = cleanUpAtExit(() => exporting.child.kill("SIGKILL"));
    try {
        const { stdout } = await exporting;
        return checked(JSON.parse(stdout), `stack ${stack}`);
    } catch (error) {
        const words = isRecord(error) && typeof error.stderr === "string" ? error.stderr.trim() : "";
        throw new Error(
            `The state of stack ${stack} could not be read: ${words || String(error)}\n` +
                "pulumi login names the backend, pulumi stack ls --all the stacks there; --file FILE takes a state that was exported already.",
        );
    } finally {
        cleanUp.forget();
    }
}

/** The state in a file that `pulumi stack export` wrote, without its secrets. */
export const readState = (file: string): Export => checked(readExport(file), file);

/** A state without its secrets: those that are encrypted, and those that `--show-secrets` laid open. */
export function checked(state: unknown, source: string): Export {
    const clean = withoutSecrets(state);
    if (!isExport(clean)) throw new Error(`${source} holds no deployment.`);
    return clean;
}

function withoutSecrets(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withoutSecrets);
    if (!isRecord(value)) return value;
    if (value[specialSigKey] === specialSecretSig) return redacted;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)]));
}
