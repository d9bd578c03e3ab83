import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../cli/cacheFolder";
import { needCommand } from "./tools";

/** Runs a command and gives back what it prints; anything but success is an error. */
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

/**
 * What a pom.xml names and what that needs, fetched once into the user's cache: as files with the goal
 * `copy-dependencies`, as their content with `unpack-dependencies`. Gives back the folder; throws where Maven fails.
 */
export function fromMaven(pom: string, goal: "copy-dependencies" | "unpack-dependencies"): string {
    const folder = cacheFolder(
        `java-${createHash("sha256").update(readFileSync(pom)).digest("hex").slice(0, 16)}`,
    );
    if (!existsSync(folder)) {
        needCommand("mvn", "maven");
        // Under another name until it is whole: a fetch that was cut off must not look like a finished one.
        const unfinished = `${folder}.${process.pid}`;
        run("mvn", [
            "--quiet",
            "--batch-mode",
            "--file",
            pom,
            `dependency:${goal}`,
            // The libraries of a program that is unpacked are in it already; and no mark of it belongs beside the pom.xml.
            ...(goal === "unpack-dependencies"
                ? ["-DexcludeTransitive=true", `-DmarkersDirectory=${unfinished}/markers`]
                : []),
            `-DoutputDirectory=${unfinished}`,
        ]);
        if (existsSync(folder)) rmSync(unfinished, { recursive: true });
        else renameSync(unfinished, folder);
    }
    return folder;
}

/** For a machine that lives two seconds: what it would gain by compiling better and by collecting on both cores, it does not live to see. */
export const quickStart = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"];

/** Runs a Java program from its source, with the libraries of the pom.xml beside it. Throws where it ends with an error. */
export function runJava(source: string, input: string): string {
    needCommand("javac", "default-jdk-headless");
    const libraries = fromMaven(join(source, "..", "pom.xml"), "copy-dependencies");
    return run("java", [...quickStart, "-cp", join(libraries, "*"), source], input);
}
