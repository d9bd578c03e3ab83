import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configuredStacks, readConfigKey } from "../../cli/project";

describe("the files of a project", () => {
    const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-project-"));
    const project = join(folder, "project");

    before(() => {
        mkdirSync(project);
        writeFileSync(join(project, "Pulumi.yaml"), "name: kit\n");
        writeFileSync(join(project, "Pulumi.dev.yaml"), "config:\n  kit:owner: platform\n");
        writeFileSync(join(project, "Pulumi.prod.eu.yaml"), "config: {}\n");
        writeFileSync(join(folder, "Pulumi.outside.yaml"), "config:\n  kit:owner: somebody else\n");
    });

    after(() => rmSync(folder, { recursive: true }));

    it("name the stacks that are configured, also those with a dot", () => {
        assert.deepEqual(configuredStacks(project).toSorted(), ["dev", "prod.eu"]);
    });

    it("give a key of a stack, and nothing for a key or a stack that is not there", () => {
        assert.equal(readConfigKey(project, "dev", "kit:owner"), "platform");
        assert.equal(readConfigKey(project, "dev", "kit:agents"), undefined);
        assert.equal(readConfigKey(project, "staging", "kit:owner"), undefined);
    });

    it("are not left for another folder, whatever a state calls its stack", () => {
        assert.equal(readConfigKey(project, "x/../../Pulumi.outside", "kit:owner"), undefined);
    });
});
