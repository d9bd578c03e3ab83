import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Packages that every agent installs at boot and an image may have already, by name. Read from the script that installs
 * them, which has the only list.
 */
export const agentPackages: readonly string[] = [
    ...readFileSync(join(__dirname, "files", "setup.sh"), "utf8").matchAll(/^install_missing (.+)$/gm),
].flatMap(([, words = ""]) => words.split(" ").filter((word) => /^[a-z]/.test(word)));

/** What agents with `instanceStore` install besides: it makes several disks one. */
export const storePackages: readonly string[] = ["device-mapper"];
