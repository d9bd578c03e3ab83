import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { sectionsOf } from "../docs/pages";
import { goProgram, pythonPackage } from "../fetchedTools";
import { importsOf, sources } from "../sources";
import { run } from "../tools";

const root = join(__dirname, "..", "..");
const path = join(root, "pipelines", "github-actions.yml");
const own = join(root, ".github", "workflows");
const workflows = [path, ...readdirSync(own).map((name) => join(own, name))];

interface Job {
    readonly needs?: string;
    readonly environment?: string;
    readonly permissions: Readonly<Record<string, string>>;
    readonly steps: readonly {
        readonly uses?: string;
        readonly run?: string;
        readonly with?: Readonly<Record<string, string>>;
    }[];
}

interface Workflow {
    readonly jobs: Readonly<Record<string, Job>>;
    readonly permissions: object;
}

const read = (file: string) => parse(readFileSync(file, "utf8")) as Workflow;

describe("every workflow for GitHub", () => {
    it("has nothing that actionlint finds wrong", async function () {
        const actionlint = await goProgram("github.com/rhysd/actionlint/cmd/actionlint@v1.7.12");
        if (actionlint === undefined) return this.skip();
        assert.deepEqual(run(actionlint, ["-no-color", ...workflows]), { status: 0, output: "" });
    });

    it("has nothing that zizmor, at its strictest, finds insecure", async function () {
        const zizmor = await pythonPackage("zizmor==1.32.0");
        if (zizmor === undefined) return this.skip();
        const found = run(join(zizmor, "bin", "zizmor"), [
            "--offline",
            "--no-config",
            "--persona=auditor",
            "--format=json",
            "--quiet",
            ...workflows,
        ]);
        assert.deepEqual(found, { status: 0, output: "[]" });
    });
});

describe("the workflows of this repository", () => {
    const commands = (name: string) =>
        Object.values(read(join(own, name)).jobs).flatMap(({ steps }) =>
            steps.flatMap((step) => step.run ?? []),
        );

    it("check what CONTRIBUTING says that CI wants, with the oldest Node that the kit runs on", () => {
        // As root, without which no test installs what it runs: see needCommand.
        const check = 'sudo env "PATH=$PATH" npm run check';
        assert.deepEqual(commands("check.yml"), ["npm ci", check]);
        const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
        const node = read(join(own, "check.yml")).jobs.check?.steps.flatMap(
            (step) => step.with?.["node-version"] ?? [],
        );
        assert.deepEqual([`>=${node}.0`], [engines.node]);
    });

    it("publish the pack with provenance, after an approval and with no token", () => {
        assert.ok(commands("release.yml").includes("npm publish --provenance"));
        const { publish } = read(join(own, "release.yml")).jobs;
        assert.equal(publish?.needs, "check");
        assert.ok(
            commands("release.yml").some((command) => /check:static && sudo .* test:unit$/.test(command)),
        );
        assert.equal(publish?.environment, "npm");
        assert.deepEqual(publish?.permissions, { contents: "read", "id-token": "write" });
        assert.doesNotMatch(readFileSync(join(own, "release.yml"), "utf8"), /secrets\./);
    });
});

describe("the owners of .github/CODEOWNERS", () => {
    const patterns = readFileSync(join(root, ".github", "CODEOWNERS"), "utf8")
        .split("\n")
        .filter((line) => line.startsWith("/"))
        .map((line) => {
            const [pattern = "", ...owners] = line.split(/\s+/);
            const source = pattern.replaceAll(".", "\\.").replaceAll("*", "[^/]*").replace(/\/$/, "/.*");
            return { pattern, owners, expression: new RegExp(`^${source}$`) };
        });
    const ownersOf = (file: string): readonly string[] =>
        patterns.findLast(({ expression }) => expression.test(`/${file}`))?.owners ?? [];

    it("who answer for security are asked about each file that decides who may do what, or puts such a decision to use", () => {
        const page = readFileSync(join(root, "docs", "architecture.md"), "utf8");
        const [, decided = ""] = sectionsOf(page).find(([heading]) => heading === "Who may do what") ?? [];
        const deciding = [...decided.matchAll(/\]\(\.\.\/(\S+\.ts)\)/g)].map(([, file = ""]) => file);
        assert.ok(deciding.length > 4, deciding.join());
        const using = sources.filter(
            (file) =>
                /^infra\/\w+\.ts$/.test(file) &&
                importsOf(file).some((imported) => /documents\/\w*Polic(y|ies)\./.test(imported)),
        );
        assert.ok(using.length > 4, using.join());
        const unasked = [...deciding, ...using].filter(
            (file) => !ownersOf(file).includes("@example/security"),
        );
        assert.deepEqual(unasked, []);
    });

    it("are of files that are there", () => {
        for (const { pattern, expression } of patterns) {
            const folder = dirname(pattern);
            const there = readdirSync(join(root, folder)).map((name) => join("/", folder, name));
            assert.ok(
                there.some((path) => expression.test(path) || `${path}/` === pattern),
                pattern,
            );
        }
    });
});

describe("the workflow that deploys from GitHub", () => {
    const { jobs, permissions } = read(path);

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
