import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parse } from "yaml";
import { projectFile } from "../../docs/projectFile";
import { resolveCli } from "../../rehearsal/engine/resolveCli";
import { Workspace } from "../../rehearsal/engine/workspace";
import { nameIn } from "../../state/urn";
import { run } from "../tools";

const root = join(__dirname, "..", "..");

/** The checkout as a fresh clone has it: every file that git does not ignore, nothing that was installed or built. */
function freshClone(folder: string): void {
    const listed = run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
        cwd: root,
    });
    assert.equal(listed.status, 0, listed.output);
    for (const file of listed.output.split("\0").filter((name) => name && existsSync(join(root, name)))) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        copyFileSync(join(root, file), join(folder, file));
    }
}

describe("a project of one's own, made with pulumi new from a clone", function () {
    this.timeout(900_000);
    const scratch = mkdtempSync(join(tmpdir(), "pulumi-new-"));
    const project = join(scratch, "project");
    const answers = { owner: "ci-team@example.com", controllerUrl: "https://jenkins.example.com/" };

    before(async () => {
        const template = join(scratch, "template");
        freshClone(template);
        const { command, pluginFolders } = await resolveCli(() => undefined);
        // The engine wants to see node_modules after npm, and --force lets it stand in the way.
        for (const folder of [join(scratch, "state"), join(project, "node_modules")])
            mkdirSync(folder, { recursive: true });
        const made = run(
            command,
            ["new", template, "--yes", "--force", "--dir", project, "--stack", "team", "--offline"].concat(
                Object.entries(answers).flatMap(([key, value]) => ["--config", `${key}=${value}`]),
            ),
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
        const { config } = parse(readFileSync(join(project, "Pulumi.team.yaml"), "utf8")) as {
            config: Record<string, string>;
        };
        assert.deepEqual(config, {
            "aws:region": "us-east-1",
            "jenkins-efs:controllerUrl": answers.controllerUrl,
            "jenkins-efs:owner": answers.owner,
        });
    });

    it("has its Pulumi.yaml as `npm run docs` would write it, so that its own checks pass", () => {
        const written = readFileSync(join(project, "Pulumi.yaml"), "utf8");
        assert.doesNotMatch(written, /^template:/m);
        assert.equal(projectFile(written), written);
    });

    it("previews at once, with the policy pack, and would make two agents", async () => {
        const workspace = await Workspace.create({
            program: project,
            stack: "team",
            policyPacks: [join(project, "policy-pack")],
        });
        try {
            const { exitCode, stderr, changes, policyEvents } = await workspace.preview();
            assert.equal(exitCode, 0, stderr);
            assert.deepEqual(
                policyEvents.filter(({ enforcementLevel }) => enforcementLevel === "mandatory"),
                [],
            );
            const agents = [...changes.keys()].filter((urn) => urn.includes("jenkins-efs:agents:Agent::"));
            assert.deepEqual(agents.map(nameIn).toSorted(), ["agent-linux-1", "agent-linux-2"]);
        } finally {
            workspace.dispose();
        }
    });
});
