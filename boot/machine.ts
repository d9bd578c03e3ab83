import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
    appendFileSync,
    existsSync,
    mkdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    truncateSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type AgentArea, type AgentUserDataArgs, encodeUserData } from "../agent-userdata";
import { type Ended, ends, succeeds } from "./command";
import { releaseLoop, takeLoop } from "./loops";
import { addresses, agent, company, fileSystemName, hostNames, instanceId } from "./values";

/** Waits until `probe` gives something other than undefined, and says what was awaited when it never does. */
export async function until<T>(
    what: string,
    seconds: number,
    probe: () => Promise<T | undefined>,
): Promise<T> {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
        const found = await probe();
        if (found !== undefined) return found;
        await delay(150);
    }
    throw new Error(`not within ${seconds} s: ${what}`);
}

/**
 * Size of the disk that a machine thinks it has, and what it thinks is free for temporary files. All that is written is
 * searched for secrets, so the file system for those is the smallest that XFS makes, 300 MiB, and said to be a usual one.
 */
const usualDisk = { "disk-mib": "1600\n", "temporary-free": "4000\n" };

/** An access point that the machine's role reaches, as the stand-in of EFS reads it; `-` is a directory of the machine's own. */
const reaches = (id: string, uid: number, directory: string, ...actions: readonly string[]): string =>
    `${id} ${uid} ${uid} ${directory} ${actions.join()}\n`;

const own = reaches(agent.accessPointId, agent.uid, "-", "ClientMount", "ClientWrite");

/** The access points that an agent's role reaches, with those of areas, each with what their access allows. */
export const accessPoints = (...areas: readonly AgentArea[]): string =>
    [
        own,
        ...areas.map(({ accessPointId, uid, name, access }) =>
            reaches(
                accessPointId,
                uid,
                `/shared/${name}`,
                "ClientMount",
                ...(access === "write" ? ["ClientWrite"] : []),
            ),
        ),
    ].join("");

/** How a case's machine differs from a plain one. */
export interface MachineOptions {
    /** How many times faster `sleep` is in the kit's scripts, and systemd's own delays with it. */
    readonly speed?: number;
    /** Files under /etc/stand-in, which the stand-ins read. */
    readonly standIn?: Readonly<Record<string, string>>;
    /** Size of a disk of its own. Absent: as large as the host's. */
    readonly diskMiB?: number;
    /** Size of an instance store, which the image finds by the name that it has on EC2. Absent: the machine has none. */
    readonly storeMiB?: number;
    /** More units or drop-ins, by path below /etc/systemd/system. */
    readonly units?: Readonly<Record<string, string>>;
    /** The shared areas that its agent has; what its role may do on each follows, unless `standIn` says otherwise. @default none */
    readonly areas?: readonly AgentArea[];
    /** What the owner has installed and run besides. @default nothing */
    readonly owner?: Pick<
        AgentUserDataArgs,
        "packages" | "hook" | "cleanWorkspacesAfterDays" | "instanceStore"
    >;
    /** Packages that are on its image already. @default none */
    readonly baked?: readonly string[];
    /** Behind a company's proxy, whose controller has an authority of its own that the agent is told of or not. @default neither */
    readonly company?: "trusted" | "untrusted";
    /** EC2's id of the instance. @default that of the agent's first instance */
    readonly instanceId?: string;
}

/** One throw-away machine: a layer over the cached userland, booted by systemd-nspawn, gone when it is removed. */
export class Machine {
    readonly #layer: string;
    readonly #root: string;
    #nspawn: ChildProcess | undefined;
    #leader: number | undefined;
    readonly #loop = takeLoop();
    /** The device of its instance store. */
    readonly #store: string | undefined;
    /** When it was last started. */
    bootedAt = 0;

    constructor(
        private readonly layers: string,
        folder: string,
        private readonly namespace: string,
        /** The folder that stands for the file system on the server, of all machines of a case. */
        private readonly efs: string,
        /** The certificate of the company's authority, in PEM. */
        authority: string,
        private readonly options: MachineOptions,
    ) {
        this.#layer = folder;
        this.#root = join(folder, "root");
        rmSync(folder, { recursive: true, force: true });
        rmSync(this.#consoleFile, { force: true });
        mkdirSync(folder, { recursive: true });
        if (options.diskMiB !== undefined)
            execFileSync("mount", ["-t", "tmpfs", "-o", `size=${options.diskMiB}m`, "disk", folder]);
        for (const name of ["upper", "work", "root"]) mkdirSync(join(folder, name));
        const write = (path: string, content: string | Buffer): void => {
            const target = join(folder, "upper", path);
            mkdirSync(join(target, ".."), { recursive: true });
            writeFileSync(target, content);
        };
        const standIn = {
            "access-points": accessPoints(...(options.areas ?? [])),
            speed: `${options.speed ?? 1}\n`,
            ...usualDisk,
            ...options.standIn,
        };
        for (const [name, content] of Object.entries(standIn)) write(`etc/stand-in/${name}`, content);
        write(
            "etc/hosts",
            `127.0.0.1 localhost\n${addresses.cloud} ${[...hostNames, fileSystemName].join(" ")}\n`,
        );
        // Names come from the line above: a name server would be waited for.
        write("etc/resolv.conf", "nameserver 127.0.0.1\n");
        write(
            "var/lib/cloud/seed/nocloud/user-data",
            Buffer.from(
                encodeUserData({
                    ...agent,
                    ...options.owner,
                    areas: options.areas,
                    ...(options.company !== undefined && {
                        controllerUrl: company.controllerUrl,
                        proxy: company.proxy,
                        caCertificates: options.company === "trusted" ? [authority] : [],
                    }),
                }),
                "base64",
            ),
        );
        write("var/lib/cloud/seed/nocloud/meta-data", `instance-id: ${options.instanceId ?? instanceId}\n`);
        write("etc/hostname", "ip-10-99-0-2\n");
        write("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
        // The one value of the environment file that differs from EC2: this kernel has no NFS client.
        write("etc/stand-in/environment", "MOUNT_FSTYPE=tmpfs\n");
        write(
            "etc/systemd/system/jenkins-efs-mount.service.d/boot.conf",
            "[Service]\nEnvironmentFile=/etc/stand-in/environment\n",
        );
        write("etc/stand-in/environment-of-areas", "MOUNT_FSTYPE=fuse.nfs4\n");
        write(
            "etc/systemd/system/jenkins-efs-area@.service.d/boot.conf",
            "[Service]\nEnvironmentFile=/etc/stand-in/environment-of-areas\nDeviceAllow=/dev/fuse rw\n",
        );
        if (options.speed !== undefined) {
            for (const unit of [
                "jenkins-efs-setup",
                "jenkins-efs-mount",
                "jenkins-efs-area@",
                "jenkins-efs-hook",
                "jenkins-agent",
            ])
                write(`etc/systemd/system/${unit}.service.d/speed.conf`, "[Service]\nRestartSec=1\n");
        }
        if (options.storeMiB !== undefined) {
            this.#store = takeLoop();
            writeFileSync(this.#storeFile, "");
            truncateSync(this.#storeFile, options.storeMiB * 1024 ** 2);
            execFileSync("losetup", [`/dev/${this.#store}`, this.#storeFile]);
            mkdirSync(join(folder, "upper/etc/stand-in/disks"), { recursive: true });
            // udev, which makes these links, runs in no container. It has two names for each disk.
            for (const end of ["", "-ns-1"])
                symlinkSync(
                    `/dev/${this.#store}`,
                    join(
                        folder,
                        `upper/etc/stand-in/disks/nvme-Amazon_EC2_NVMe_Instance_Storage_AWS64A16318D15C6CA4E${end}`,
                    ),
                );
        }
        write(
            "etc/systemd/system/jenkins-efs-store.service.d/boot.conf",
            "[Service]\nEnvironment=BY_ID=/etc/stand-in/disks\nRestartSec=1\n",
        );
        for (const [path, content] of Object.entries(options.units ?? {}))
            write(`etc/systemd/system/${path}`, content);
    }

    /** Everything that this machine has written to its disk. */
    get written(): string {
        return join(this.#layer, "upper");
    }

    get #storeFile(): string {
        return `${this.#layer}.store`;
    }

    get #consoleFile(): string {
        return `${this.#layer}.console`;
    }

    /** What the machine said on its console. */
    get console(): string {
        return existsSync(this.#consoleFile) ? readFileSync(this.#consoleFile, "utf8") : "";
    }

    /** Starts the machine, and waits until commands can run in it. */
    async boot(): Promise<void> {
        await succeeds(
            "mount",
            "-t",
            "overlay",
            "overlay",
            "-o",
            `lowerdir=${this.layers},upperdir=${this.written},workdir=${join(this.#layer, "work")}`,
            this.#root,
        );
        for (const name of this.options.baked ?? []) {
            // What the stand-in dnf does.
            await succeeds("cp", "--archive", `${this.#root}/opt/stand-in/${name}/.`, this.#root);
            appendFileSync(join(this.#root, "opt/stand-in/installed"), `${name}\n`);
        }
        this.bootedAt = Date.now();
        const nspawn = spawn(
            "systemd-nspawn",
            [
                "--quiet",
                `--directory=${this.#root}`,
                "--register=no",
                "--keep-unit",
                "--boot",
                "--console=read-only",
                `--network-namespace-path=/run/netns/${this.namespace}`,
                "--capability=CAP_NET_ADMIN",
                `--bind=/dev/${this.#loop}`,
                ...(this.#store === undefined ? [] : [`--bind=/dev/${this.#store}`]),
                "--bind=/dev/fuse",
                `--bind=${this.efs}:/srv/efs`,
                `--machine=${this.namespace}`,
                "--resolv-conf=off",
                "--timezone=off",
            ],
            { stdio: ["ignore", "pipe", "pipe"] },
        );
        this.#nspawn = nspawn;
        const keep = (text: Buffer): void => appendFileSync(this.#consoleFile, text);
        nspawn.stdout.on("data", keep);
        nspawn.stderr.on("data", keep);
        this.#leader = await until("the machine's first process", 20, async () => {
            const children = readFileSync(`/proc/${nspawn.pid}/task/${nspawn.pid}/children`, "utf8")
                .trim()
                .split(" ");
            const first = Number(children[0]);
            if (!Number.isInteger(first) || first === 0) return undefined;
            const comm = readFileSync(`/proc/${first}/comm`, "utf8").trim();
            return comm === "systemd" ? first : undefined;
        });
        await until("systemd answering", 30, async () => {
            const { output } = await this.ends("systemctl", "is-system-running");
            return /initializing|starting|running|degraded/.test(output) ? true : undefined;
        });
    }

    /** Runs a command in the machine as root and gives its end. */
    async ends(...command: readonly string[]): Promise<Ended> {
        if (this.#leader === undefined) throw new Error("the machine is not running");
        return ends(
            "nsenter",
            `--target=${this.#leader}`,
            "--all",
            "--",
            "/usr/bin/env",
            "--chdir=/",
            "-i",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME=/root",
            ...command,
        );
    }

    /** What nsenter takes to run a command of the host's that sees the machine's files: not in the machine, but on it. */
    fileArguments(...command: readonly string[]): string[] {
        if (this.#leader === undefined) throw new Error("the machine is not running");
        return [`--target=${this.#leader}`, "--mount", "--root", "--", ...command];
    }

    /** Runs one of the machine's programs as the host would run it, and gives its end. */
    onItsFiles(...command: readonly string[]): Promise<Ended> {
        return ends("nsenter", ...this.fileArguments(...command));
    }

    /** Runs a shell line in the machine as root and gives its output. */
    async shell(line: string): Promise<string> {
        return (await this.ends("/bin/bash", "-c", line)).output.trim();
    }

    /** Whether a unit is active. */
    async active(unit: string): Promise<boolean> {
        return (await this.shell(`systemctl is-active ${unit}`)) === "active";
    }

    /** One of the machine's log streams: the kit's own words, which runbooks begin with, or the agent's. */
    async shipped(stream: "kit" | "agent" = "kit"): Promise<string> {
        return this.shell(`cat /var/log/jenkins-efs/${stream}.log 2>/dev/null`);
    }

    /** Whether the machine's first process is alive, its services up or not. */
    get running(): boolean {
        return (
            this.#nspawn !== undefined && this.#nspawn.exitCode === null && this.#nspawn.signalCode === null
        );
    }

    /** Leaves its instance store as a power cut in the middle of mkfs would. */
    damageStore(): void {
        execFileSync("dd", [
            "if=/dev/zero",
            `of=${this.#storeFile}`,
            "bs=4096",
            "count=1",
            "conv=notrunc",
            "status=none",
        ]);
    }

    /** Waits until the machine has switched itself off. */
    async ended(seconds: number): Promise<void> {
        await until("the machine switched off", seconds, async () => (this.running ? undefined : true));
    }

    /** Switches the machine off: with systemd's shutdown, or as a power cut does. */
    async stop(how: "shutdown" | "power cut"): Promise<void> {
        const nspawn = this.#nspawn;
        const leader = this.#leader;
        if (nspawn === undefined || leader === undefined || !this.running) return;
        const gone = new Promise((resolve) => nspawn.once("exit", resolve));
        // systemd's own number for "power off", which Node has no name for.
        await ends("kill", "-s", how === "shutdown" ? "RTMIN+4" : "KILL", String(leader));
        await gone;
        this.#nspawn = undefined;
        this.#leader = undefined;
        await ends("umount", "--lazy", this.#root);
    }

    /** Ends the machine and forgets what it wrote. */
    async remove(): Promise<void> {
        await this.stop("power cut");
        await ends("umount", "--lazy", this.#root);
        await ends("umount", "--lazy", this.#layer);
        rmSync(this.#layer, { recursive: true, force: true });
        rmSync(this.#consoleFile, { force: true });
        if (this.#store !== undefined) {
            await ends("losetup", "--detach", `/dev/${this.#store}`);
            rmSync(this.#storeFile, { force: true });
            releaseLoop(this.#store);
        }
        releaseLoop(this.#loop);
    }
}
