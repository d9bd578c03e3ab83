import { homedir } from "node:os";
import { join } from "node:path";

/** Where this kit keeps what is made or fetched once: the user's cache, so that a fresh clone and `git clean` lose nothing. */
export function cacheFolder(name: string, env: NodeJS.ProcessEnv = process.env): string {
    const users =
        env.XDG_CACHE_HOME || join(homedir(), process.platform === "darwin" ? "Library/Caches" : ".cache");
    return join(users, "jenkins-efs", name);
}
