import assert from "node:assert/strict";
import {
    copyFileSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { configuredStacks, readConfigKey, readStack } from "../../cli/project";
import { projectFile } from "../../docs/projectFile";
import { validateConfig } from "../../infra/config";
import { configSchema } from "../../infra/config/schema";
import { resolveCli } from "../../rehearsal/engine/resolveCli";
import { Workspace } from "../../rehearsal/engine/workspace";
import { Account } from "../../rehearsal/providers/aws/account";
import { letServicesWork } from "../../rehearsal/providers/aws/contents";
import { parseUrn } from "../../state/urn";
import { pagesUnder, read, root } from "../docs/pages";
import { freshClone } from "../freshClone";
import { assertLived, life } from "../rehearsal/life";
import { run } from "../tools";

/** Names that share nothing with the kit's own. */
const [name, stack] = ["quarry", "staging"] as const;

describe("a project of one's own, made with pulumi new from a clone", function () {
    this.timeout(900_000);
    const scratch = mkdtempSync(join(tmpdir(), "pulumi-new-"));
    const project = join(scratch, "project");
    const answers = { owner: "ci-team@example.com", controllerUrl: "https://jenkins.example.com/" };
    /** What the rehearsal said. */
    let said = "";
    const npm = (...args: readonly string[]) =>
        run("npm", ["run", "--silent", ...args], { cwd: project, env: { ...process.env, TMPDIR: scratch } });

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

    it("has what its answers make accepted by the policy pack at its own levels", async () => {
        const workspace = await Workspace.create({
            program: project,
            stack,
            policyPacks: [join(project, "policy-pack")],
        });
        try {
            const { exitCode, stderr, changes } = await workspace.preview();
            assert.equal(exitCode, 0, stderr);
            const types = [...changes.keys()].map((urn) => parseUrn(urn).type);
            assert.equal(types.filter((type) => type === "jenkins-efs:agents:Agent").length, 2);
        } finally {
            workspace.dispose();
        }
    });

    it("has its dev stack taken through its life by `npm run rehearse`, with every policy", () => {
        const { status, output } = npm("rehearse", "--", "--keep");
        assert.equal(status, 0, output);
        said = output;
        assertLived(output, name, "dev", life);
    });

    describe("and kept with --keep", () => {
        /** The line that the rehearsal ends with, with another command of pulumi. */
        function kept(command: string) {
            const line = /^ {2}(\. \S+ && cd \S+ && )pulumi stack$/m.exec(said)?.[1];
            assert.ok(line, said);
            return run("sh", ["-c", `${line}pulumi ${command}`]);
        }
        const inState = (): readonly { readonly type: string }[] =>
            JSON.parse(kept("stack export").output).deployment.resources ?? [];

        it("is still there, with all that it was deployed with", () => {
            const types = inState().map(({ type }) => type);
            assert.ok(types.length > 100, `${types.length} resources`);
            for (const [type, count] of [
                ["aws:efs/fileSystem:FileSystem", 1],
                ["jenkins-efs:agents:Agent", 2],
            ])
                assert.equal(types.filter((one) => one === type).length, count, `${type}`);
        });

        it("previews with the policy pack, and no change, by the command that the quickstart tells", () => {
            const [, preview = ""] =
                /^ *pulumi (preview --policy-pack policy-pack)$/m.exec(
                    readFileSync(join(root, "Pulumi.yaml"), "utf8"),
                ) ?? [];
            const pack = join(project, "policy-pack");
            const { status, output } = kept(preview.replace(/policy-pack$/, pack));
            assert.equal(status, 0, output);
            assert.match(output, /\d{3} unchanged/);
            assert.doesNotMatch(output, /\[mandatory\]|\d+ to (create|update|replace|delete)/);
        });

        it("goes in one destroy, with the recovery points that its configuration lets go", () => {
            const [, folder = ""] = /^ {2}\. (\S+)\/env\.sh/m.exec(said) ?? [];
            const account = new Account(join(folder, "account"));
            letServicesWork(account);
            assert.ok(account.all().some(({ within }) => within !== undefined));
            const { status, output } = kept("destroy --yes");
            assert.equal(status, 0, output);
            assert.deepEqual([inState(), account.all()], [[], []]);
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
