import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { agentEnvironment } from "../../agent-userdata";
import { agent } from "../../boot/values";
import { run } from "../tools";

const scripts = resolve(__dirname, "..", "..", "agent-userdata", "files");

/**
 * What scripts have of the machine: commands that read, and those that write where they are told to. Every other command is
 * stood in for or is not there, so that none does in a test what it does on an agent.
 */
const machineCommands =
    "awk bash cat chmod cp env fallocate find flock grep ls mkdir mktemp mv python3 readlink realpath rm sed seq sha256sum sort stat systemd-escape tail timeout touch tr unzip";

/** One run of a script, as its caller sees it. */
export interface ScriptRun {
    readonly status: number | null;
    /** What it said, to its caller and to the log that is shipped. */
    readonly output: string;
    readonly shipped: string;
    /** Every call of a stand-in, in order, each as one line of shell words. */
    readonly calls: readonly string[];
}

/** The calls of one stand-in. */
export const named = (calls: readonly string[], name: string): string[] =>
    calls.filter((call) => call.split(" ")[0] === name);

/**
 * A folder in which a script of the kit runs for real, with stand-ins on PATH for the commands that would change this
 * machine or call AWS. A stand-in is a few lines of bash: `$state` is a folder that lasts over the runs of one
 * sandbox, and `nth NAME` counts.
 */
export class Sandbox {
    readonly root = mkdtempSync(join(tmpdir(), "jenkins-efs-"));
    readonly state = this.#directory("state");
    /** What a write to a pipe does that nobody reads any more: fail, as in systemd's services by default, or kill. */
    ignoresSigpipe = true;
    readonly #bin = this.#directory("bin");
    readonly #machine = this.#directory("machine");
    readonly #variables: Record<string, string> = {
        ...agentEnvironment(agent),
        MOUNT_POINT: join(this.root, "efs", agent.agentName),
        MOUNTSTATS: "/dev/null",
        EFS_STATE: this.#directory("efs-state"),
        CONFIGURATION_DIRECTORY: this.#directory("etc"),
        RUNTIME_DIRECTORY: this.#directory("runtime"),
        STATE_DIRECTORY: this.#directory("work"),
        CACHE_DIRECTORY: this.#directory("cache"),
        TEMPORARY_FILES: this.#directory("cache"),
        TEMPORARY_IMAGE: join(this.root, "temporary-image"),
        SECRET_FILE: join(this.#directory("credentials"), "secret"),
        INSTANCE_ID_FILE: join(this.state, "instance-id"),
        INVOCATION_ID: "0123456789abcdef",
        AGENT_LOG: join(this.#directory("log"), "agent.log"),
        LOG_FILE: join(this.#directory("log"), "kit.log"),
        DRAINING_FILE: join(this.root, "draining"),
    };

    constructor(standIns: Readonly<Record<string, string>>) {
        for (const name of machineCommands.split(" "))
            symlinkSync(join("/usr/bin", name), join(this.#machine, name));
        for (const [name, body] of Object.entries(standIns)) this.standIn(name, body);
        writeFileSync(join(this.state, "instance-id"), "i-0123456789abcdef0\n");
        writeFileSync(join(this.root, "log", "agent.log"), "");
    }

    /** A path inside this sandbox. */
    path(...parts: string[]): string {
        return join(this.root, ...parts);
    }

    #directory(name: string): string {
        mkdirSync(join(this.root, name), { recursive: true });
        return join(this.root, name);
    }

    /** Puts a command on PATH that notes how it was called and then does what `body` says. */
    standIn(name: string, body: string): void {
        const head = [
            "#!/bin/bash",
            `state='${this.state}'`,
            // In builtins alone, as some are called hundreds of times.
            `printf -v call '%q ' '${name}' "$@"; echo "\${call% }" >>"$state/calls"`,
            'nth() { local n=0; [[ ! -e "$state/$1.count" ]] || read -r n <"$state/$1.count"; echo "$((++n))" >"$state/$1.count"; echo "$n"; }',
        ];
        writeFileSync(join(this.#bin, name), [...head, body, ""].join("\n"));
        chmodSync(join(this.#bin, name), 0o755);
    }

    /** Runs a script of the kit to its end, with `variables` over the usual environment. */
    run(
        script: string,
        args: readonly string[] = [],
        variables: Readonly<Record<string, string>> = {},
    ): ScriptRun {
        const calls = join(this.state, "calls");
        rmSync(calls, { force: true });
        const start = this.ignoresSigpipe ? 'trap "" PIPE; exec "$@"' : 'exec "$@"';
        const { status, output } = run(
            "/bin/sh",
            ["-c", start, "start", "/bin/bash", join(scripts, script), ...args],
            {
                cwd: this.root,
                env: { ...this.#variables, ...variables, PATH: `${this.#bin}:${this.#machine}` },
            },
        );
        const log = this.path("log", "kit.log");
        return {
            status,
            output,
            shipped: existsSync(log) ? readFileSync(log, "utf8") : "",
            calls: existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [],
        };
    }

    /** Removes the folder. */
    remove(): void {
        rmSync(this.root, { recursive: true, force: true });
    }
}
