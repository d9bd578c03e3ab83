import {
    chmodSync,
    closeSync,
    cpSync,
    existsSync,
    mkdirSync,
    openSync,
    readSync,
    statSync,
    symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { UsageError } from "../cli/commandLine";

/** What people bring to be run in place of a stand-in, by its path; either may be absent. */
export interface RealParts {
    /** Folder with efs-utils' sources. */
    readonly efsUtils?: string;
    /** The agent.jar of a Jenkins controller. */
    readonly agentJar?: string;
}

/** Why a case does not apply with a real part, by the part. */
export type NotWith = Readonly<Partial<Record<keyof RealParts, string>>>;

/** Where each file of efs-utils goes, as the %install of its amazon-efs-utils.spec has it. */
const installed: readonly (readonly [from: string, to: string])[] = [
    ["src/mount_efs/__init__.py", "usr/sbin/mount.efs"],
    ["src/watchdog/__init__.py", "usr/bin/amazon-efs-mount-watchdog"],
    ["dist/amazon-efs-mount-watchdog.service", "usr/lib/systemd/system/amazon-efs-mount-watchdog.service"],
    ["dist/efs-utils.conf", "etc/amazon/efs/efs-utils.conf"],
    ["dist/efs-utils.crt", "etc/amazon/efs/efs-utils.crt"],
];

/** From version 3 on there are modules beside the helper. The proxy is there once `cargo build --release` has made it. */
const installedWhereThere: readonly (readonly [from: string, to: string])[] = [
    ["src/efs_utils_common", "usr/sbin/efs_utils_common"],
    ["src/mount_efs", "usr/sbin/mount_efs"],
    ["dist/s3files-utils.conf", "etc/amazon/efs/s3files-utils.conf"],
    ["src/proxy/target/release/efs-proxy", "usr/sbin/efs-proxy"],
];

/** Holds that what the command line names is what it has to be, or throws a `UsageError` that says where to get it. */
export function checkRealParts({ efsUtils, agentJar }: RealParts): void {
    if (efsUtils !== undefined) {
        const missing = installed.map(([from]) => from).filter((from) => !existsSync(join(efsUtils, from)));
        if (missing.length > 0)
            throw new UsageError(
                `--efs-utils ${efsUtils}: ${missing[0]} is not there, so this is no source tree of efs-utils. Get one with: git clone --branch v3.2.0 https://github.com/aws/efs-utils`,
            );
    }
    if (agentJar !== undefined && !isJar(agentJar))
        throw new UsageError(
            `--agent-jar ${agentJar}: this is no jar file. Get your controller's with: curl --fail --remote-name https://CONTROLLER/jnlpJars/agent.jar`,
        );
}

/** A jar is a zip, which begins with a local file header. */
function isJar(file: string): boolean {
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return false;
    const start = Buffer.alloc(4);
    const opened = openSync(file, "r");
    try {
        readSync(opened, start);
    } finally {
        closeSync(opened);
    }
    return start.equals(Buffer.from("PK\u0003\u0004"));
}

/** Lays efs-utils into the package that the stand-in dnf installs, over the stand-ins of the same names. */
export function layEfsUtils(efsUtils: string, folder: string): void {
    const present = installedWhereThere.filter(([from]) => existsSync(join(efsUtils, from)));
    for (const [from, to] of [...installed, ...present]) {
        const target = join(folder, "opt/stand-in/amazon-efs-utils", to);
        mkdirSync(join(target, ".."), { recursive: true });
        cpSync(join(efsUtils, from), target, { recursive: true });
    }
    mkdirSync(join(folder, "opt/stand-in/amazon-efs-utils/var/log/amazon/efs"), { recursive: true });
    // The helper asks for it. On AL2023 systemd-networkd wants it; the machine's network is laid by the harness.
    const wanted = join(folder, "etc/systemd/system/multi-user.target.wants");
    mkdirSync(wanted, { recursive: true });
    symlinkSync("/usr/lib/systemd/system/network.target", join(wanted, "network.target"));
    for (const command of ["usr/sbin/mount.efs", "usr/bin/amazon-efs-mount-watchdog"])
        chmodSync(join(folder, "opt/stand-in/amazon-efs-utils", command), 0o755);
}

/** Why a case is not run with these real parts; undefined where it applies. */
export function whyNot({ notWith }: { readonly notWith?: NotWith }, real: RealParts): string | undefined {
    return (
        (real.efsUtils === undefined ? undefined : notWith?.efsUtils) ??
        (real.agentJar === undefined ? undefined : notWith?.agentJar)
    );
}
