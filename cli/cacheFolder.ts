import * as os from "node:os";
import * as path from "node:path";

/** Where this kit keeps what is made or fetched once: the user's cache, so that a fresh clone and `git clean` lose nothing. */
export function cacheFolder(name: string, env: NodeJS.ProcessEnv = process.env): string {
    const users =
        env.XDG_CACHE_HOME ||
        path.join(os.homedir(), process.platform === "darwin" ? "Library/Caches" : ".cache");
    return path.join(users, "jenkins-efs", name);
}
