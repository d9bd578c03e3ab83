import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
