import { spawnSync } from "node:child_process";
import { platform, tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../cli/cacheFolder";
import { madeOnce } from "../engine/madeOnce";

/** What Node takes before a TypeScript file of the kit, to run it as `tsx` would. */
export const typescript = ["--require", join(__dirname, "..", "infra", "typescript.js")] as const;

/** What a program that ran to its end left behind. */
export interface Ran {
    readonly status: number | null;
    readonly output: string;
}

/** Runs a program to its end; a program that cannot be started at all is an error. */
export function run(
    command: string,
    args: readonly string[],
    options: { cwd?: string; env?: NodeJS.ProcessEnv; input?: string } = {},
): Ran {
    const { status, stdout, stderr, error } = spawnSync(command, args, {
        encoding: "utf8",
        // A state is larger than what Node takes.
        maxBuffer: 1024 ** 3,
        ...options,
    });
    if (error !== undefined) throw error;
    return { status, output: `${stdout}${stderr}` };
}

/**
 * PATH of a Linux system's services, and so of an agent's. A version manager that comes earlier on a developer's would
 * start a shell at each call of python3, which takes longer than what is called.
 */
export const systemPath = "/usr/sbin:/usr/bin:/sbin:/bin";

/** systemd and cloud-init are Linux programs, and the scripts speak GNU: elsewhere those tests are shown as pending. */
export const isLinux = platform() === "linux";

/** `describe`, of what only Linux runs. */
export const describeOnLinux: Mocha.PendingSuiteFunction = (title, body) =>
    (isLinux ? describe : describe.skip)(title, body);

const onPath = (command: string): boolean =>
    spawnSync("sh", ["-c", `command -v -- "$0"`, command]).status === 0;

const canInstall = (): boolean => process.getuid?.() === 0 && onPath("apt-get");

function install(packages: readonly string[]): void {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    // Other files' tests may be installing at this moment.
    const aptGet = (...args: readonly string[]) =>
        run(
            "flock",
            [
                ...[join(tmpdir(), "jenkins-efs-apt.lock"), "apt-get"],
                ...["-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3", ...args],
            ],
            {
                env,
            },
        );
    const update = aptGet("update", "-qq");
    const { status, output } = aptGet("install", "-y", "-qq", "--no-install-recommends", ...packages);
    if (status !== 0)
        throw new Error(`apt-get install ${packages.join(" ")} failed:\n${update.output}${output}`);
}

/**
 * Makes sure that a command is there: from PATH, else from Debian's package when this is root on such a machine, else
 * an error that says how to get it. A check that cannot run must never look like one that passed.
 */
export function needCommand(command: string, debianPackage = command): void {
    if (onPath(command)) return;
    if (!canInstall()) {
        const how =
            platform() === "darwin" ? `brew install ${command}` : `sudo apt-get install ${debianPackage}`;
        throw new Error(`${command} is not on PATH, and this test runs it. Install it: ${how}`);
    }
    install([debianPackage]);
}

/**
 * The command line of cloud-init. Where it is not installed, Debian's package is unpacked into a cache and not
 * installed: installed, it would take over the machine at its next boot.
 */
export async function cloudInit(): Promise<{
    command: string;
    args: readonly string[];
    env: NodeJS.ProcessEnv;
}> {
    if (onPath("cloud-init")) return { command: "cloud-init", args: [], env: process.env };
    const root = await madeOnce(cacheFolder("cloud-init"), (folder) => {
        if (!canInstall())
            throw new Error(
                "cloud-init is not on PATH, and this test runs its schema check. Run the tests on a machine that has it, or as root where apt-get can fetch it.",
            );
        install(
            ["jsonschema", "yaml", "jinja2", "configobj", "requests", "oauthlib", "jsonpatch"].map(
                (name) => `python3-${name}`,
            ),
        );
        const { status, output } = run(
            "sh",
            ["-c", "apt-get download -qq cloud-init && dpkg-deb --extract ./*.deb . && rm ./*.deb"],
            { cwd: folder },
        );
        if (status !== 0) throw new Error(`unpacking cloud-init ended with ${status}:\n${output}`);
    });
    return {
        command: "/usr/bin/python3",
        args: ["-m", "cloudinit.cmd.main"],
        env: { ...process.env, PYTHONPATH: join(root, "usr", "lib", "python3", "dist-packages") },
    };
}
