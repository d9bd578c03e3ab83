import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configuredStacks, policyFor, readConfigKey, readStack } from "../../cli/project";
import { environmentNames } from "../../infra/names";
import { site } from "../infra/site";

describe("the files of a project", () => {
    const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-project-"));
    const project = join(folder, "project");

    before(() => {
        mkdirSync(project);
        writeFileSync(
            join(project, "Pulumi.yaml"),
            "name: kit\nconfig:\n  agents: { default: [linux-1] }\n  aws:region: { value: eu-west-1 }\n",
        );
        writeFileSync(join(project, "Pulumi.dev.yaml"), "config:\n  kit:owner: platform\n  protect: false\n");
        writeFileSync(join(project, "Pulumi.prod.eu.yaml"), "config:\n");
        writeFileSync(join(folder, "Pulumi.outside.yaml"), "config:\n  kit:owner: somebody else\n");
    });

    after(() => rmSync(folder, { recursive: true }));

    it("name the stacks that are configured, also those with a dot", () => {
        assert.deepEqual(configuredStacks(project).toSorted(), ["dev", "prod.eu"]);
    });

    it("give a key of a stack, and nothing for a key or a stack that is not there", () => {
        assert.equal(readConfigKey(project, "dev", "kit:owner"), "platform");
        assert.equal(readConfigKey(project, "dev", "kit:network"), undefined);
        assert.equal(readConfigKey(project, "staging", "kit:owner"), undefined);
    });

    it("are read as the engine reads them: a key without a namespace is the project's", () => {
        assert.deepEqual(readStack(project, "dev").config, { "kit:owner": "platform", "kit:protect": false });
        assert.equal(readConfigKey(project, "dev", "owner"), "platform");
        assert.equal(readConfigKey(project, "dev", "kit:protect"), false);
        assert.equal(readConfigKey(project, "dev", "aws:protect"), undefined);
    });

    it("give the project's default or value of a key that the stack does not set", () => {
        assert.deepEqual(readConfigKey(project, "dev", "agents"), ["linux-1"]);
        assert.deepEqual(readConfigKey(project, "prod.eu", "kit:agents"), ["linux-1"]);
        assert.equal(readConfigKey(project, "dev", "aws:region"), "eu-west-1");
    });

    it("are not left for another folder, whatever a state calls its stack", () => {
        assert.equal(readConfigKey(project, "x/../../Pulumi.outside", "kit:owner"), undefined);
    });
});

describe("a policy for a project", () => {
    const policy = JSON.stringify({
        Action: "logs:PutLogEvents",
        Resource: ["arn:aws:s3:::jenkins-efs-*", "arn:aws:iam::*:policy/jenkins-efs-boundary"],
        Condition: { StringEquals: { "aws:ResourceTag/project": "jenkins-efs" } },
    });

    for (const project of ["quarry", "MyAgents", "logs", "a-project-of-forty-letters-and-not-1-less"])
        it(`called ${project} fits the names of what that makes`, () => {
            const { Resource } = JSON.parse(policyFor(project, policy));
            const { bucketPrefix } = environmentNames({ name: "dev", stack: "dev", project }, site);
            const [bucket, boundary] = Resource;
            assert.ok(
                `arn:aws:s3:::${bucketPrefix}`.startsWith(bucket.slice(0, -1)),
                `${bucket} ${bucketPrefix}`,
            );
            assert.equal(boundary, `arn:aws:iam::*:policy/${project}-boundary`);
        });

    it("changes nothing else, and is that of another again", () => {
        const theirs = policyFor("logs", policy);
        assert.equal(JSON.parse(theirs).Action, "logs:PutLogEvents");
        for (const project of ["logs", "Logs", "jenkins-efs"])
            assert.equal(policyFor(project, theirs, "logs"), policyFor(project, policy));
    });
});
