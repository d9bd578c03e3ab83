import assert from "node:assert/strict";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Workspace } from "../../rehearsal/engine/workspace";
import { Account } from "../../rehearsal/providers/aws/account";
import { type Ran, run } from "../tools";

const root = join(__dirname, "..", "..");
const pipelines = ["Jenkinsfile", "github-actions.yml"];
const read = (name: string) => readFileSync(join(root, "pipelines", name), "utf8");

/** The commands of a pipeline that start so, once each and in its order. */
const commands = (pipeline: string, start: string) => [
    ...new Set(
        [...read(pipeline).matchAll(new RegExp(`${start} [^'\\n]+`, "g"))].map(([command]) => command),
    ),
];

describe("the pipelines' commands", () => {
    let workspace: Workspace;
    let ran: (command: string) => Ran;

    before(async () => {
        workspace = await Workspace.create({
            program: join(root, "test", "policy-pack", "fixtures", "foreign"),
            config: { "aws:region": "us-east-1" },
        });
        const { folder, cli } = workspace;
        const project = join(folder, "project");
        symlinkSync(join(root, "policy-pack"), join(project, "policy-pack"));
        ran = (command) => {
            // This program is smaller than prod, whose configuration of the pack the tests of the pack hold prod to.
            const args = command
                .replace("npx pulumi ", "")
                .replace("config/prod.json", "config/org-adoption.json");
            return run("bash", ["-c", `. ../env.sh && exec "$0" ${args}`, cli.command], { cwd: project });
        };
    });
    after(() => workspace?.dispose());

    it("are the same in both, and are scripts of the kit or pulumi's", () => {
        const [jenkins, github] = pipelines.map((pipeline) => commands(pipeline, "npx pulumi"));
        assert.deepEqual(jenkins, github);
        const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
            scripts: Record<string, string>;
        };
        for (const pipeline of pipelines)
            for (const command of commands(pipeline, "npm run"))
                assert.ok(scripts[command.replace("npm run ", "")], command);
    });

    it("preview, update and find no drift, with the real engine", () => {
        const all = commands("Jenkinsfile", "npx pulumi");
        assert.deepEqual(
            all.map((command) => command.split(" ")[2]),
            ["preview", "up", "refresh"],
        );
        for (const command of all) {
            const { status, output } = ran(command);
            assert.equal(status, 0, `${command}\n${output}`);
        }
    });

    it("fail when something was changed past the pipeline, and leave it as it is", () => {
        const account = new Account(join(workspace.folder, "account"));
        const rule = account.all().find(({ token }) => token.endsWith(":SecurityGroupIngressRule"));
        assert.ok(rule);
        account.remove(rule);
        const [, , drift = ""] = commands("Jenkinsfile", "npx pulumi");
        for (const _ of ["found", "found again, so nothing was changed"]) {
            const { status, output } = ran(drift);
            assert.notEqual(status, 0, output);
            assert.match(output, /- 1 to delete|1 deleted/, output);
        }
    });
});
