import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { typescript } from "../tools";
import { assertLived, life } from "./life";

const root = join(__dirname, "../..");
const steps = [
    ...life,
    "destroy: protected, so refused",
    "destroy: all but what holds something",
    "destroy: nothing left",
];

describe("npm run rehearse", function () {
    this.timeout(900_000);
    let scratch: string;

    before(() => {
        scratch = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));
    });
    after(() => rmSync(scratch, { recursive: true, force: true }));

    it("takes the prod stack, with two agents for its three, through its life, with every policy, tells a program of it and leaves nothing behind", async () => {
        const state = join(scratch, "prod.json");
        const command = [
            ...typescript,
            join(root, "commands", "rehearse.ts"),
            "--stack",
            "prod",
            "--agents",
            "2",
            "--json",
        ];
        // A code other than 0 throws, with all that was said.
        const { stdout, stderr } = await promisify(execFile)(
            process.execPath,
            [...command, "--export", state],
            { cwd: root, env: { ...process.env, TMPDIR: scratch } },
        );
        const page = assertLived(stderr, "jenkins-efs", "prod", steps);
        assert.match(stderr, /the destroyed environment leaves in AWS\n {2}key arn:aws:kms:.* for 30 days/);
        assert.match(JSON.parse(readFileSync(state, "utf8")).deployment.resources[0].urn, /^urn:pulumi:/);
        const result = JSON.parse(stdout);
        const named = result.steps.map(({ name }: { name: string }) => name);
        assert.deepEqual([result.passed, result.page, named], [true, page, steps]);
        assert.ok(result.resources > 100, `${result.resources} resources`);
        const left = readdirSync(scratch).filter((name) => name.startsWith("jenkins-efs-rehearsal-"));
        assert.deepEqual(left, []);
    });
});
