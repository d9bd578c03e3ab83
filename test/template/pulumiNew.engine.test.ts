import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
    copyFileSync,
    cpSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { configuredStacks, readConfigKey, readStack } from "../../cli/project";
import { projectFile } from "../../docs/projectFile";
import { resolveCli } from "../../engine/resolveCli";
import { validateConfig } from "../../infra/config";
import { configSchema } from "../../infra/config/schema";
import { giveUp } from "../../rehearsal/ending";
import { Workspace } from "../../rehearsal/engine/workspace";
import { Steps } from "../../rehearsal/steps";
import { pagesUnder, read, root } from "../docs/pages";
import { freshClone } from "../freshClone";
import { run } from "../tools";

/** Names that share nothing with the kit's own. */
const [name, stack] = ["quarry", "staging"] as const;

describe("a project of one's own, made with pulumi new from a clone", () => {
    const scratch = mkdtempSync(join(tmpdir(), "pulumi-new-"));
    const project = join(scratch, "project");
    const answers = { owner: "ci-team@example.com", controllerUrl: "https://jenkins.example.com/" };
    const npm = (...args: readonly string[]) =>
        run("npm", ["run", "--silent", ...args], { cwd: project, env: { ...process.env, TMPDIR: scratch } });

    /** A command of pulumi, after what the shell is told first. */
    const pulumiIn = (first: string, command: string) => run("sh", ["-c", `${first} && pulumi ${command}`]);

    before(async () => {
        const template = join(scratch, "template");
        freshClone(template);
        const { command, pluginFolders } = await resolveCli(() => undefined);
        // The engine wants to see node_modules after npm, and --force lets it stand in the way.
        for (const folder of [join(scratch, "state"), join(project, "node_modules")])
            mkdirSync(folder, { recursive: true });
        const made = run(
            command,
            [
                "new",
                template,
                "--yes",
                "--force",
                "--dir",
                project,
                "--name",
                name,
                "--stack",
                stack,
                "--offline",
            ].concat(Object.entries(answers).flatMap(([key, value]) => ["--config", `${key}=${value}`])),
            {
                env: {
                    ...process.env,
                    PATH: [...pluginFolders, process.env.PATH].join(delimiter),
                    PULUMI_HOME: join(scratch, "home"),
                    PULUMI_BACKEND_URL: `file://${join(scratch, "state")}`,
                    PULUMI_CONFIG_PASSPHRASE: "template",
                    PULUMI_SKIP_UPDATE_CHECK: "true",
                    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
                    // npm only plans the installation: what it would install is here already.
                    npm_config_dry_run: "true",
                },
            },
        );
        assert.equal(made.status, 0, made.output);
        rmSync(join(project, "node_modules"), { recursive: true });
        symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
    });
    after(() => rmSync(scratch, { recursive: true }));

    it("has its answers and the region in its stack's configuration, and nothing else", () => {
        const { config } = parse(readFileSync(join(project, `Pulumi.${stack}.yaml`), "utf8"));
        assert.deepEqual(config, {
            "aws:region": "us-east-1",
            "quarry:controllerUrl": answers.controllerUrl,
            "quarry:owner": answers.owner,
        });
    });

    it("has its Pulumi.yaml as `npm run docs` would write it", () => {
        const written = readFileSync(join(project, "Pulumi.yaml"), "utf8");
        assert.doesNotMatch(written, /^template:/m);
        assert.equal(projectFile(written), written);
    });

    it("takes each configuration that came along, and each to copy from, as it stands", () => {
        const examples = join(project, "examples");
        const copied = readdirSync(examples).filter((file) => file.endsWith(".yaml"));
        for (const file of copied) copyFileSync(join(examples, file), join(project, `Pulumi.${file}`));
        const stacks = configuredStacks(project);
        assert.equal(stacks.length, copied.length + 3);
        for (const one of stacks) {
            const config = Object.entries(readStack(project, one).config ?? {}).flatMap(([key, value]) =>
                key.startsWith(`${name}:`)
                    ? [
                          [
                              key.slice(name.length + 1),
                              typeof value === "string" ? value : JSON.stringify(value),
                          ],
                      ]
                    : [],
            );
            const agents = JSON.stringify(readConfigKey(project, one, "agents"));
            const result = validateConfig({ agents, ...Object.fromEntries(config) }, "us-east-1");
            assert.deepEqual("faults" in result ? result.faults : [], [], one);
        }
    });

    it("has its name in the policies once `npm run docs` wrote it there, and then passes its own check", () => {
        assert.equal(npm("docs").status, 0);
        const policies = readdirSync(join(project, "docs")).filter((file) => file.endsWith("-policy.json"));
        const named = (word: string) =>
            policies.filter((file) => readFileSync(join(project, "docs", file), "utf8").includes(word));
        assert.deepEqual(named("jenkins-efs"), []);
        assert.deepEqual(named(name).length, 7);
        assert.deepEqual(npm("docs", "--", "--check"), { status: 0, output: "" });
    });

    it("has what its answers make accepted by the policy pack at its own levels, by the command that the quickstart tells", async () => {
        const [, preview = ""] =
            /^ *pulumi (preview --policy-pack policy-pack)$/m.exec(
                readFileSync(join(root, "Pulumi.yaml"), "utf8"),
            ) ?? [];
        const pack = join(project, "policy-pack");
        const workspace = await Workspace.create({ program: project, stack });
        try {
            const { status, output } = pulumiIn(
                `. ${workspace.folder}/env.sh && cd ${workspace.folder}/project`,
                preview.replace(/policy-pack$/, pack),
            );
            assert.equal(status, 0, output);
            assert.match(output, /\+ \d{3} to create/);
            assert.doesNotMatch(output, /\[mandatory\]/);
            assert.equal(output.match(/jenkins-efs:agents:Agent /g)?.length, 2, output);
        } finally {
            workspace.dispose();
        }
    });

    describe("whose prod stack `npm run rehearse` takes through its life, with two agents for its three", () => {
        let said: string;
        let result: {
            readonly passed: boolean;
            readonly page: string;
            readonly resources: number;
            readonly steps: readonly { readonly name: string }[];
        };
        let folder: string;
        let kept: (command: string) => ReturnType<typeof run>;
        const state = join(scratch, "prod.json");

        before(async () => {
            // A code other than 0 throws, with all that was said.
            const { stdout, stderr } = await promisify(execFile)(
                "npm",
                [
                    ...["run", "--silent", "rehearse", "--", "--stack", "prod", "--agents", "2"],
                    ...["--keep", "--json", "--export", state],
                ],
                { cwd: project, env: { ...process.env, TMPDIR: scratch } },
            );
            said = stderr;
            result = JSON.parse(stdout);
            // The line that it ends with, with another command of pulumi.
            const [, first = "", inFolder = ""] =
                /^ {2}(\. \S+ && cd (\S+)) && pulumi stack$/m.exec(said) ?? [];
            assert.ok(inFolder, said);
            folder = dirname(inFolder);
            kept = (command) => pulumiIn(first, command);
        });

        it("passes each step with every policy, and tells it to a program too", () => {
            const steps = [
                "preview",
                "up",
                "up again: no changes",
                "refresh: no drift",
                "up: one agent more, one less",
                "prove: who can reach what",
            ];
            const done = [...said.matchAll(/^ok {5}(.+?) {2,}/gm)].map(([, step]) => step);
            assert.deepEqual(done, steps);
            assert.match(said, /^Policy pack with policy-pack\/config\/prod\.json/m);
            assert.match(said, /policies: \d{2,} evaluated, \d+ times; no mandatory one was violated/);
            assert.doesNotMatch(
                said,
                /^advice of policies/m,
                "with its configuration the pack has no word to say",
            );
            assert.match(said, /AWS was stood in for/);
            const page = /^What an auditor would get: (.+)$/m.exec(said)?.[1] ?? "";
            assert.match(
                readFileSync(page, "utf8"),
                new RegExp(`<title>Security report of ${name}/prod, rehearsed<`),
            );
            const named = result.steps.map((step) => step.name);
            assert.deepEqual([result.passed, result.page, named], [true, page, steps]);
            assert.ok(result.resources > 100, `${result.resources} resources`);
        });

        it("is written to the file that was asked for, and is still there", () => {
            for (const text of [readFileSync(state, "utf8"), kept("stack export").output]) {
                const resources: readonly { readonly type: string }[] =
                    JSON.parse(text).deployment.resources ?? [];
                assert.ok(resources.length > 100, `${resources.length} resources`);
                for (const [type, count] of [
                    ["aws:efs/fileSystem:FileSystem", 1],
                    ["jenkins-efs:agents:Agent", 2],
                ])
                    assert.equal(resources.filter((one) => one.type === type).length, count, `${type}`);
            }
        });

        it("comes to its end step by step, what holds something last, and what AWS keeps is told", async () => {
            // A workspace of this process on what was kept: it ends like any rehearsal.
            const workspace = await Workspace.create({ program: project, stack: "prod" });
            try {
                for (const part of ["state", "account"])
                    cpSync(join(folder, part), join(workspace.folder, part), { recursive: true });
                const steps = new Steps(workspace, process.stderr, undefined);
                // A step that fails throws.
                await giveUp(workspace, steps);
                assert.deepEqual(
                    steps.results.map((step) => step.name),
                    [
                        "destroy: protected, so refused",
                        "destroy: all but what holds something",
                        "destroy: nothing left",
                    ],
                );
                assert.match(steps.results[0]?.run?.stderr ?? "", /protected/);
                assert.match(workspace.account.remains().join("\n"), /^key arn:aws:kms:.* for 30 days/m);
            } finally {
                workspace.dispose();
            }
        });
    });
});

describe("the pages that a project of another name gets", () => {
    it("name the project nowhere that a reader would copy it: keys, commands, log groups", () => {
        const keys = Object.keys(configSchema.shape).join("|");
        const kits = new RegExp(
            `jenkins-efs:(${keys})\\b|jenkins-efs-(boundary|dev|prod)|=jenkins-efs|/jenkins-efs/<`,
        );
        for (const page of pagesUnder("."))
            if (page !== "CHANGELOG.md") assert.doesNotMatch(read(page), kits, page);
    });
});
