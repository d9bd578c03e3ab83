import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { run } from "../tools";
import { fail } from "./fixtures/throws";

const start = resolve(__dirname, "..", "..", "infra", "start.js");
const typescript = resolve(__dirname, "..", "..", "infra", "typescript.js");

describe("a program whose engine is gone", () => {
    it("ends at its first word that nobody reads, where the SDK would tell of that for ever", async () => {
        // Like the SDK, which tells of each error that nobody caught: cmd/run/run.js, uncaughtHandler.
        const program = `
            process.on("uncaughtException", (error) => process.stderr.write(String(error)));
            require(${JSON.stringify(start)});
            process.stdout.write("ready");
            setInterval(() => process.stderr.write("a word"), 10);`;
        const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "pipe"] });
        const late = setTimeout(() => child.kill("SIGKILL"), 120_000);
        try {
            const ended = once(child, "exit");
            await once(child.stdout, "data");
            for (const stream of [child.stdout, child.stderr]) stream.destroy();
            assert.deepEqual(await ended, [1, null]);
        } finally {
            clearTimeout(late);
        }
    });
});

describe("a mistake in the program", () => {
    it("is shown at its place in the TypeScript", () => {
        // As where the engine starts the program: what loads TypeScript is the same.
        const shown = (): unknown => {
            try {
                return fail({ message: "wrong" });
            } catch (error) {
                return error instanceof Error ? error.stack : error;
            }
        };
        assert.match(
            String(shown()),
            /^Error: wrong\n {4}at .*fail \(.*throws.index\.ts:8:11\)\n {4}at shown \(.*start\.test\.ts:\d+:\d+\)\n/,
        );
    });
});

describe("a promise of the SDK", () => {
    const debuggable = "@pulumi/pulumi/runtime/debuggable";
    const stackOf = (requires: readonly string[], env = {}): string =>
        run(
            process.execPath,
            [
                "-e",
                `${requires.map((file) => `require(${JSON.stringify(file)});`).join("")}
                const { debuggablePromise } = require("${debuggable}");
                const promise = Promise.resolve();
                debuggablePromise(promise, "a test");
                console.log(promise._debugStackTrace, Error.stackTraceLimit);`,
            ],
            { env: { ...process.env, ...env } },
        ).output;

    for (const [when, requires] of [
        ["a command loads it", [typescript]],
        ["the engine has loaded it before the program", [debuggable, typescript]],
    ] as const)
        it(`costs no stack that nobody is shown where ${when}`, () => {
            assert.equal(stackOf(requires), "Error 10\n");
        });

    it("has its stack where somebody looks for a leak", () => {
        assert.match(stackOf([typescript], { PULUMI_DEBUG_PROMISE_LEAKS: "true" }), /^Error\n {4}at /);
    });
});

describe("what the kit's commands load", () => {
    it("is neither npm's solver nor TypeScript, which come when the SDK makes text of a function", () => {
        const heavy =
            "Object.keys(require.cache).filter((file) => /@npmcli.arborist|lib.typescript\\.js/.test(file))";
        const program = `const { runtime } = require("@pulumi/pulumi"); console.log(${heavy});
            runtime.serializeFunction(() => 4).then(({ text }) => console.log(text))`;
        const { output } = run(process.execPath, ["--require", typescript, "-e", program]);
        assert.match(output, /^\[\]\n[\s\S]*return \(\) => 4/);
    });
});
