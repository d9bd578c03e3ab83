import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { platform } from "node:os";
import { join } from "node:path";
import { ends, isOnPath } from "./command";
import { cache, missingPackages } from "./tree";

/** Why no machine can be booted here, with what to do about it; undefined where one can. */
export async function findObstacle(): Promise<string | undefined> {
    if (platform() !== "linux" || process.getuid?.() !== 0)
        return "The boot runs in Linux namespaces that only root can make. On Linux: sudo npm run boot";
    const missing = missingPackages();
    if (missing.length > 0 && !isOnPath("apt-get"))
        return `Install ${missing.join(", ")}: the boot runs in a userland made by debootstrap.`;
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, "try-"));
    // What each machine stands on, tried in a mount namespace that goes with the command.
    const { status, output } = await ends(
        "unshare",
        "--mount",
        "--net",
        "--pid",
        "--fork",
        "sh",
        "-c",
        'cd "$0" && mkdir lower upper work root && mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay root && mount -t proc proc root && truncate --size=1M image && mkfs.ext4 -q image && mount -o loop image upper && (grep --quiet --word-regexp xfs /proc/filesystems || modprobe xfs) && (test -c /dev/fuse || modprobe fuse)',
        folder,
    ).catch((error: Error) => ({ status: 1, output: error.message }));
    rmSync(folder, { recursive: true, force: true });
    if (status === 0) return undefined;
    return `This machine gives root no namespaces, overlay, loop or FUSE mounts, as most containers: ${output.trim()}. Use a virtual machine or a privileged container.`;
}
