import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../cli/cacheFolder";
import { needCommand } from "./tools";

/** Runs a command and gives back what it prints; anything but success is an error. */
function run(command: string, args: readonly string[], input = ""): string {
    const { status, stdout, stderr, error } = spawnSync(command, args, {
        input,
        encoding: "utf8",
        timeout: 600_000,
        maxBuffer: 2 ** 26,
    });
    if (error) throw error;
    if (status !== 0)
        throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${stderr}${stdout}`);
    return stdout;
}

const digest = (...parts: readonly string[]): string =>
    createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);

/**
 * What a pom.xml names and what that needs, fetched once into the user's cache: as files with the goal
 * `copy-dependencies`, as their content with `unpack-dependencies`. Gives back the folder; throws where Maven fails.
 */
export function fromMaven(pom: string, goal: "copy-dependencies" | "unpack-dependencies"): string {
    const folder = cacheFolder(`java-${digest(readFileSync(pom, "utf8"))}`);
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

/**
 * What a Java program, run from its source with the libraries of the pom.xml beside it, says to this input and nothing else.
 * It is asked once on a machine and its answer kept in the user's cache, as each start compiles it: more than a second of a
 * processor. Throws where it ends with an error.
 */
export function askJava(source: string, input: string): string {
    const pom = join(source, "..", "pom.xml");
    const kept = cacheFolder(
        `java-answer-${digest(readFileSync(source, "utf8"), readFileSync(pom, "utf8"), input)}`,
    );
    if (!existsSync(kept)) {
        needCommand("javac", "default-jdk-headless");
        const libraries = join(fromMaven(pom, "copy-dependencies"), "*");
        const answer = run("java", [...quickStart, "-cp", libraries, source], input);
        // Under another name until it is whole, for whoever else looks.
        writeFileSync(`${kept}.${process.pid}`, answer);
        renameSync(`${kept}.${process.pid}`, kept);
    }
    return readFileSync(kept, "utf8");
}
