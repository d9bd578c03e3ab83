import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../cli/cacheFolder";
import { isOnPath, succeeds } from "./command";
import { furnish, standIns } from "./furnish";
import { removeTree } from "./sweep";
import { company, hostNames } from "./values";

/** What an AL2023 image has from the start, under Debian's names, and what the stand-in dnf "installs" later. */
const debianPackages = [
    "systemd systemd-sysv dbus util-linux iproute2 procps curl ca-certificates openssl python3 libpam-systemd",
    "nftables git unzip logrotate openjdk-17-jdk-headless libjna-java auditd xfsprogs python3-fusepy",
]
    .join(" ")
    .split(" ");

/** A folder outside the checkout for what is made once. */
export const cache = cacheFolder("boot");

/** Debian's packages with the commands that the harness needs and that this machine lacks. */
export function missingPackages(): readonly string[] {
    const packages = {
        debootstrap: "debootstrap",
        "systemd-nspawn": "systemd-container",
        nsenter: "util-linux",
        ip: "iproute2",
        "mkfs.ext4": "e2fsprogs",
        openssl: "openssl",
        python3: "python3-venv",
    };
    return Object.entries(packages)
        .filter(([command]) => !isOnPath(command))
        .map(([, name]) => name);
}

async function installMissing(say: (line: string) => void): Promise<void> {
    const missing = missingPackages();
    if (missing.length === 0) return;
    say(`installing ${missing.join(" ")}`);
    await succeeds("apt-get", "update", "-qq");
    await succeeds("apt-get", "install", "-y", "-qq", "--no-install-recommends", ...missing);
}

/** The release of moto that stands in for AWS, as pip takes it. */
export const moto = "moto[server]==5.2.5";

/** `moto_server` from PATH, or in an environment of its own in the cache. */
export async function findMoto(say: (line: string) => void): Promise<string> {
    if (isOnPath("moto_server")) return "moto_server";
    const environment = join(cache, moto.replaceAll(/[^\w.]+/g, "-"));
    const command = join(environment, "bin", "moto_server");
    if (!existsSync(command)) {
        say("installing moto_server, which stands in for Secrets Manager");
        await succeeds("python3", "-m", "venv", "--clear", environment);
        await succeeds(join(environment, "bin", "pip"), "install", "--quiet", moto);
    }
    return command;
}

/** Makes an authority and a certificate of its for a server, unless they are there: `NAME.pem`, `NAME.key`, and `CA.pem`. */
async function makeCertificate(
    folder: string,
    authority: string,
    server: string,
    names: readonly string[],
): Promise<void> {
    const path = (name: string): string => join(folder, name);
    if (existsSync(path(`${server}.pem`))) return;
    mkdirSync(folder, { recursive: true });
    const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650"];
    const openssl = (...args: readonly string[]): Promise<string> => succeeds("openssl", ...args);
    const caFiles = ["-keyout", path(`${authority}.key`), "-out", path(`${authority}.pem`)];
    await openssl("req", "-x509", ...ec, "-subj", `/CN=boot stand-ins ${authority}`, ...caFiles);
    const files = ["-keyout", path(`${server}.key`), "-out", path(`${server}.csr`)];
    await openssl("req", ...ec, "-subj", "/CN=boot", ...files);
    writeFileSync(path("names"), `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}\n`);
    await openssl(
        ...["x509", "-req", "-in", path(`${server}.csr`), "-days", "3650", "-extfile", path("names")],
        ...["-CA", path(`${authority}.pem`), "-CAkey", path(`${authority}.key`)],
        ...["-out", path(`${server}.pem`)],
    );
}

/** What each machine starts from. */
export interface Tree {
    /** Folders that lie over one another, as overlayfs takes them. */
    readonly layers: string;
    /** The stand-in agent that the stand-in controller serves. */
    readonly agentJar: string;
    /** The keys and certificates of the stand-ins, and their authorities': the userland trusts one, and not the company's. */
    readonly certificates: string;
}

/** The userland that each machine starts from; made once for a recipe and kept in the cache. */
export async function makeTree(say: (line: string) => void): Promise<Tree> {
    await installMissing(say);
    const certificates = join(cache, "certificates");
    await makeCertificate(certificates, "ca", "server", hostNames);
    await makeCertificate(certificates, "company-ca", "company", [company.host]);
    const recipe = createHash("sha256")
        .update(readFileSync(join(__dirname, "furnish.ts")))
        .update(readFileSync(join(certificates, "ca.pem")));
    for (const name of readdirSync(standIns)) {
        if (name !== "java") recipe.update(readFileSync(join(standIns, name)));
    }
    recipe.update(readFileSync(join(standIns, "java", "Launcher.java")));
    const packages = createHash("sha256").update(debianPackages.join(" ")).digest("hex").slice(0, 12);
    const base = join(cache, `base-${packages}`);
    recipe.update(packages);
    const layer = join(cache, `stand-ins-${recipe.digest("hex").slice(0, 12)}`);
    const made = {
        layers: `${layer}/upper:${base}`,
        agentJar: join(layer, "upper/opt/agent.jar"),
        certificates,
    };
    if (existsSync(base) && existsSync(layer)) return made;

    if (!existsSync(base)) {
        const unfinished = `${base}.unfinished`;
        await removeTree(unfinished);
        say("making a Linux userland from Debian packages (about two minutes, once)");
        await succeeds(
            "debootstrap",
            "--variant=minbase",
            `--include=${debianPackages.join(",")}`,
            "bookworm",
            unfinished,
        );
        // Not through debootstrap, which stumbles over a virtual package that it needs.
        await succeeds(
            "chroot",
            unfinished,
            "env",
            "DEBIAN_FRONTEND=noninteractive",
            "apt-get",
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            "cloud-init",
            "awscli",
        );
        await succeeds("chroot", unfinished, "apt-get", "clean");
        renameSync(unfinished, base);
        // A layer fits only the userland that it was made over.
        rmSync(layer, { recursive: true, force: true });
    }
    say("laying the stand-ins into it");
    const unfinished = `${layer}.${process.pid}`;
    for (const name of ["upper", "work", "root"]) mkdirSync(join(unfinished, name), { recursive: true });
    const [upper, work, root] = ["upper", "work", "root"].map((name) => join(unfinished, name));
    await succeeds(
        "mount",
        "-t",
        "overlay",
        "overlay",
        "-o",
        `lowerdir=${base},upperdir=${upper},workdir=${work}`,
        `${root}`,
    );
    try {
        await furnish(`${root}`, certificates);
    } finally {
        await succeeds("umount", `${root}`);
    }
    renameSync(unfinished, layer);
    return made;
}
