import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { processesWith } from "../../cli/processes";
import { typescript } from "../tools";

const root = join(__dirname, "../..");

/** Runs lines of a program that has two things to clean up, and ends it once it is ready. */
async function ended(lines: string, signal?: NodeJS.Signals) {
    const program = `
        const { cleanUpAtExit } = require("./cli/cleanUp");
        const first = cleanUpAtExit(() => console.log("first"));
        const second = cleanUpAtExit(() => console.log("second"));
        ${lines}
        console.log("ready");
        setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, [...typescript, "-e", program], { cwd: root });
    let said = "";
    child.stdout.on("data", (chunk) => {
        said += chunk;
        if (signal !== undefined && said.includes("ready")) child.kill(signal);
    });
    const [code, by] = await once(child, "close");
    return { code, by, cleaned: said.split("\n").filter((line) => line !== "" && line !== "ready") };
}

describe("What a command has begun", () => {
    for (const [signal, code] of [
        ["SIGHUP", 129],
        ["SIGINT", 130],
        ["SIGTERM", 143],
    ] as const)
        it(`is cleaned up at ${signal}, the last first, and the exit code is ${code}`, async () => {
            assert.deepEqual(await ended("", signal), { code, by: null, cleaned: ["second", "first"] });
        });

    it("is cleaned up after an error that nobody expected", async () => {
        const { code, cleaned } = await ended("setTimeout(() => { throw new Error(); }, 1);");
        assert.deepEqual([code, cleaned], [1, ["second", "first"]]);
    });

    it("is cleaned up once, and left alone where it was told to stay", async () => {
        const { cleaned } = await ended("second.run(); second.run(); first.forget(); process.exit();");
        assert.deepEqual(cleaned, ["second"]);
    });

    it("is cleaned up where npm was gone before it began", async () => {
        const program = `
            require("./cli/commandLine");
            const npm = process.ppid;
            console.log("loaded");
            const look = setInterval(() => {
                if (process.ppid === npm) return;
                clearInterval(look);
                require("./cli/cleanUp").cleanUpAtExit(() => console.log("cleaned"));
            }, 10);
            setTimeout(() => { console.log("ended by nothing else"); process.exit(); }, 60_000);`;
        // In the place of npm, a shell that goes when it is told to.
        const shell = spawn(
            "sh",
            ["-c", '"$0" "$@" & read line', process.execPath, ...typescript, "-e", program],
            {
                cwd: root,
                env: { ...process.env, npm_lifecycle_event: "rehearse" },
            },
        );
        let said = "";
        shell.stdout.on("data", (chunk) => {
            said += chunk;
            if (said.includes("loaded")) shell.stdin.end();
        });
        await once(shell, "close");
        assert.match(said, /^loaded\ncleaned\n$/);
    });

    it("leaves signals to Node when all is done", async () => {
        const { code, by } = await ended("second.run(); first.run();", "SIGTERM");
        assert.deepEqual([code, by], [null, "SIGTERM"]);
    });
});

describe("Processes with an entry in their environment", () => {
    it("are found also when their parent has ended, and no others", async () => {
        const entry = `JENKINS_EFS_TEST_ENTRY=${process.pid}`;
        const [name = "", value] = entry.split("=");
        const shell = spawn("sh", ["-c", "sleep 60 >/dev/null & echo $!"], {
            env: { ...process.env, [name]: value },
            detached: true,
            stdio: ["ignore", "pipe", "ignore"],
        });
        const [pid] = await once(shell.stdout, "data");
        await once(shell, "close");
        const sleeper = Number(pid);
        try {
            assert.deepEqual(processesWith(entry), [sleeper]);
            assert.deepEqual(processesWith(entry.slice(0, -1)), []);
        } finally {
            process.kill(sleeper);
        }
    });
});
