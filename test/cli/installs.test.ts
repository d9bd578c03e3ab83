import assert from "node:assert/strict";
import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { reportsIn } from "../../report/write";
import { root } from "../docs/pages";
import { run, typescript } from "../tools";

describe("what is not installed", () => {
    const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));
    after(() => rmSync(folder, { recursive: true }));

    it("is told in a sentence where nothing is, by every command and by the program", () => {
        const hook = join(folder, "bare", "infra", "typescript.js");
        mkdirSync(dirname(hook), { recursive: true });
        cpSync(join(root, "infra", "typescript.js"), hook);
        const { status, output } = run(process.execPath, ["--require", hook, "prove.ts"], { cwd: folder });
        assert.deepEqual(
            [status, output],
            [1, "node_modules is not there or lacks tsx: install the dependencies first, with npm ci\n"],
        );
    });

    it("is told in a sentence where only dependencies are, by what looks at types, style and tests", () => {
        const manifest = { devDependencies: { "a-linter": "1.0.0", "@some/types": "1.0.0" } };
        writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
        mkdirSync(join(folder, "node_modules", "a-linter"), { recursive: true });
        const asked = () =>
            run(process.execPath, [...typescript, join(root, "cli", "development.ts")], {
                cwd: folder,
                env: { ...process.env, npm_lifecycle_event: "pretypes" },
            });
        assert.deepEqual(asked(), {
            status: 1,
            output: "npm run types is for development, and needs @some/types, which NODE_ENV=production and --omit=dev leave out. Install them with: npm ci --include=dev\n",
        });
        mkdirSync(join(folder, "node_modules", "@some", "types"), { recursive: true });
        assert.deepEqual(asked(), { status: 0, output: "" });
    });
});

describe("what is loaded of the kit's TypeScript", () => {
    const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));
    const packages = join(folder, "node_modules");
    const temporary = join(folder, "tmp");
    after(() => rmSync(folder, { recursive: true }));

    before(() => {
        for (const name of [packages, temporary]) mkdirSync(name);
        for (const name of ["tsx", "esbuild", "@esbuild"])
            symlinkSync(join(root, "node_modules", name), join(packages, name));
        for (const [from, to] of [
            ["infra/typescript.js", "program"],
            ["policy-pack/start.js", "pack"],
        ] as const) {
            mkdirSync(join(folder, to));
            cpSync(join(root, from), join(folder, to, "start.js"));
            writeFileSync(
                join(folder, to, "index.ts"),
                'const said: string = "loaded";\nconsole.log(said);\n',
            );
        }
    });

    const loaded = () =>
        ["program", "pack"].map((part) => {
            const { output } = run(
                process.execPath,
                ["--eval", 'require("./start.js"); require("./index.ts")'],
                { cwd: join(folder, part), env: { ...process.env, TMPDIR: temporary } },
            );
            return output;
        });

    it("is kept in the clone, and not where others could have left theirs", () => {
        assert.deepEqual(loaded(), ["loaded\n", "loaded\n"]);
        assert.ok(readdirSync(join(packages, ".cache")).some((name) => name.startsWith("tsx")));
        assert.deepEqual(readdirSync(temporary), []);
    });

    it("is not kept where the clone cannot be written to", () => {
        rmSync(join(packages, ".cache"), { recursive: true });
        // Root writes to every folder, but to none below a file.
        writeFileSync(join(packages, ".cache"), "");
        assert.deepEqual(loaded(), ["loaded\n", "loaded\n"]);
        assert.deepEqual(readdirSync(temporary), []);
    });
});

describe("a checkout that cannot be written to", () => {
    it("has its reports in a new folder of one's own", () => {
        const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));
        try {
            assert.equal(reportsIn(folder), join(folder, "reports"));
            // Root writes to every folder, but to none below a file.
            const checkout = join(folder, "checkout");
            writeFileSync(checkout, "");
            const elsewhere = reportsIn(checkout);
            assert.ok(existsSync(elsewhere) && !elsewhere.startsWith(folder), elsewhere);
            rmSync(elsewhere, { recursive: true });
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
