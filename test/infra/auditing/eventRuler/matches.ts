import { spawnSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { needCommand } from "../../../tools";

const directory = __dirname;
const cache = join(
    process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
    "jenkins-efs",
    "event-ruler-1.8.1",
);

function run(command: string, args: readonly string[], input = ""): string {
    const { status, stdout, stderr, error } = spawnSync(command, args, {
        input,
        encoding: "utf8",
        timeout: 240_000,
        maxBuffer: 2 ** 26,
    });
    if (error) throw error;
    if (status !== 0)
        throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${stderr}${stdout}`);
    return stdout;
}

/** The library and what it needs, fetched once into the user's cache. */
function library(): string {
    if (!existsSync(cache)) {
        needCommand("mvn", "maven");
        // Under another name until it is whole: a fetch that was cut off must not look like a finished one.
        const unfinished = `${cache}.${process.pid}`;
        run("mvn", [
            "--quiet",
            "--batch-mode",
            "--file",
            join(directory, "pom.xml"),
            "dependency:copy-dependencies",
            `-DoutputDirectory=${unfinished}`,
        ]);
        if (existsSync(cache)) rmSync(unfinished, { recursive: true });
        else renameSync(unfinished, cache);
    }
    return join(cache, "*");
}

/** For each pair, whether EventBridge would hand the event to a rule with the pattern. One JVM answers all. */
export function eventBridgeMatches(
    pairs: readonly { readonly event: unknown; readonly pattern: unknown }[],
): boolean[] {
    // EventBridge's own matcher is a Java library, run from its source.
    needCommand("javac", "default-jdk-headless");
    const output = run("java", ["-cp", library(), join(directory, "Match.java")], JSON.stringify(pairs));
    return JSON.parse(output) as boolean[];
}
