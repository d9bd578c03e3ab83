import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { goProgram, pythonPackage } from "../fetchedTools";
import { run } from "../tools";

const path = join(__dirname, "..", "..", "pipelines", "github-actions.yml");

interface Job {
    readonly needs?: string;
    readonly environment?: string;
    readonly permissions: Readonly<Record<string, string>>;
    readonly steps: readonly { readonly uses?: string; readonly with?: Readonly<Record<string, string>> }[];
}

describe("the workflow for GitHub", function () {
    this.timeout(600_000);
    const { jobs, permissions } = parse(readFileSync(path, "utf8")) as {
        jobs: Record<string, Job>;
        permissions: object;
    };

    it("has nothing that actionlint finds wrong", function () {
        const actionlint = goProgram("github.com/rhysd/actionlint/cmd/actionlint@v1.7.12");
        if (actionlint === undefined) return this.skip();
        assert.deepEqual(run(actionlint, ["-no-color", path]), { status: 0, output: "" });
    });

    it("has nothing that zizmor, at its strictest, finds insecure", function () {
        const zizmor = pythonPackage("zizmor==1.32.0");
        if (zizmor === undefined) return this.skip();
        const found = run(join(zizmor, "bin", "zizmor"), [
            "--offline",
            "--no-config",
            "--persona=auditor",
            "--format=json",
            "--quiet",
            path,
        ]);
        assert.deepEqual(found, { status: 0, output: "[]" });
    });

    it("lets each job read the repository and, where it goes to AWS, prove who it is; nothing else", () => {
        assert.deepEqual(permissions, {});
        for (const [name, job] of Object.entries(jobs)) {
            const goesToAws = job.steps.some(({ uses }) => uses?.startsWith("aws-actions/"));
            const wanted = { contents: "read", ...(goesToAws ? { "id-token": "write" } : {}) };
            assert.deepEqual(job.permissions, wanted, name);
        }
    });

    it("gives the deployer's role to the job that waits for an approval, and to the others one that reads", () => {
        const roles = Object.fromEntries(
            Object.entries(jobs).map(([name, { environment, steps }]) => [
                name,
                {
                    environment,
                    role: steps.flatMap((step) => step.with?.["role-to-assume"]?.split("/").at(-1) ?? [])[0],
                },
            ]),
        );
        assert.deepEqual(roles, {
            check: { environment: undefined, role: undefined },
            preview: { environment: undefined, role: "JenkinsEfsPreviewer" },
            update: { environment: "prod", role: "JenkinsEfsDeployer" },
            drift: { environment: undefined, role: "JenkinsEfsPreviewer" },
        });
    });

    it("checks before it previews, and previews before it updates", () => {
        assert.equal(jobs.preview?.needs, "check");
        assert.equal(jobs.update?.needs, "preview");
    });
});
