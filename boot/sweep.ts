import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ends } from "./command";

const isDead = (pid: string | undefined): boolean => pid !== undefined && !existsSync(`/proc/${pid}`);

/** Removes a folder in which file systems may still be mounted, without touching those. */
export async function removeTree(folder: string): Promise<void> {
    for (const part of ["root", "proc", "sys", "dev", ""])
        await ends("umount", "--quiet", "--recursive", "--lazy", join(folder, part));
    rmSync(folder, { recursive: true, force: true });
}

/** Clears away what runs left behind that were killed before they could tidy up. */
export async function sweep(cache: string): Promise<void> {
    for (const name of existsSync(cache) ? readdirSync(cache) : []) {
        if (isDead(/^(?:machine|next|real|efs)-(\d+)-\d+(?:\.console)?$/.exec(name)?.[1]))
            await removeTree(join(cache, name));
    }
    const { output } = await ends("ip", "netns", "list");
    for (const [name, pid] of output.matchAll(/^je-(?:cloud|machine|next)-(\d+)-\d+/gm)) {
        if (isDead(pid)) await ends("ip", "netns", "delete", name);
    }
}
