import { existsSync, readdirSync } from "node:fs";

const inUse = new Set<string>();

/**
 * A block device over files that nobody uses. The kernel has them once for all machines, and mount(8) takes one that has a
 * file of the same path for its own: a machine that sees another's mounts the other's files.
 * @throws where every one is in use
 */
export function takeLoop(): string {
    const free = readdirSync("/dev").filter(
        (name) =>
            /^loop\d+$/.test(name) && !inUse.has(name) && !existsSync(`/sys/block/${name}/loop/backing_file`),
    );
    // Another run of the boots looks at the same time, and begins elsewhere.
    const loop = free[process.pid % free.length];
    if (loop === undefined) throw new Error("no loop device is free; see them: losetup --all");
    inUse.add(loop);
    return loop;
}

/** Lets another machine have a device that no machine uses any more. */
export function releaseLoop(loop: string): void {
    inUse.delete(loop);
}
