import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExportedResource } from "../../state/exported";
import { describeTeardown } from "../../teardown/print";
import { tearDown } from "../../teardown/steps";
import { runCommandFile } from "../commands";
import { bucket, graphOf, now, prod } from "./prodState";

describe("npm run teardown", () => {
    let folder: string;

    before(() => {
        folder = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));
    });

    after(() => rmSync(folder, { recursive: true, force: true }));

    function fileOf(resources: readonly ExportedResource[]): string {
        const file = join(folder, "state.json");
        writeFileSync(file, JSON.stringify({ deployment: { resources } }));
        return file;
    }

    it("ends with 1 where something holds the stack, and tells it", async () => {
        const file = fileOf(prod);
        const { status, stdout } = await runCommandFile("commands/teardown.ts", "--file", file);
        assert.equal(status, 1);
        assert.match(stdout, /^Stack prod does not go in one go\. What holds it:\n {2}- vault backup/);
        assert.match(
            stdout,
            /\n1\. Destroy all but what holds something.* \(now\):\n\n {4}pulumi state protect/,
        );
        const json = await runCommandFile("commands/teardown.ts", "--file", file, "--json");
        assert.deepEqual(Object.keys(JSON.parse(json.stdout)), ["stack", "held", "steps", "lost", "remains"]);
    });

    it("ends with 0 where nothing does", async () => {
        const bucketAlone = { ...bucket, protect: false, outputs: { forceDestroy: true } };
        const { status, stdout } = await runCommandFile(
            "commands/teardown.ts",
            "--file",
            fileOf([bucketAlone]),
        );
        assert.equal(status, 0);
        assert.equal(stdout, describeTeardown(tearDown(graphOf([bucketAlone]), now)));
        assert.match(stdout, /^Nothing holds stack prod: it goes in one go/);
    });

    it("says that nothing is deployed where the state holds nothing", async () => {
        const file = fileOf([]);
        const { status, stdout, stderr } = await runCommandFile("commands/teardown.ts", "--file", file);
        assert.deepEqual([status, stdout], [1, ""]);
        assert.match(stderr, /^\S+\.json has no resource in its state: nothing is deployed yet, or/);
    });
});
