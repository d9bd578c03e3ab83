import assert from "node:assert/strict";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { unlessMissing } from "../../../operations/aws/answers";
import { parseOptions } from "../../../operations/bake/options";
import { policyFor } from "../../../operations/bake/policy";
import { allows, assertLeast } from "../leastPrivilege";
import { account, buildArn, graphOf, parameter, pipelineArn, region, Stage } from "./stage";

const ami = (build: number) => `ami-${String(build).padStart(17, "0")}`;
const parameterArn = `arn:aws:ssm:${region}:${account}:parameter${parameter}`;

describe("npm run bake", () => {
    const stage = Stage.open();

    const named = async () =>
        (
            await unlessMissing(
                stage
                    .session()
                    .client(SSMClient)
                    .send(new GetParameterCommand({ Name: parameter })),
            )
        )?.Parameter;

    it("bakes an image, names it by a new version of the parameter, and says how to use it and the way back", async () => {
        await stage.run("");
        assert.equal((await named())?.Value, ami(1));
        stage.becomes = ["BUILDING", "AVAILABLE"];
        const { text, json, passed } = await stage.run("");
        assert.match(
            text,
            new RegExp(`use it {9}image: ${parameter}:2\\n {2}the one before {2}image: ${parameter}:1\\n`),
        );
        assert.equal(passed, true);
        assert.deepEqual(json, {
            images: [{ machine: "arm64", id: ami(2), name: "baked", parameter, version: 2 }],
        });
    });

    it("waits for a bake that somebody else started, and starts none beside it", async () => {
        stage.builds = [
            {
                arn: buildArn(1),
                state: { status: "BUILDING" },
                dateCreated: "2026-11-27T08:00:00Z",
                ami: ami(1),
            },
        ];
        const session = stage.session();
        await stage.run("", session);
        assert.ok(!session.calls.some(({ action }) => action.endsWith("StartImagePipelineExecution")));
        assert.equal((await named())?.Value, ami(1));
    });

    it("goes on after an interruption with the image that was baked meanwhile, and bakes anew after that", async () => {
        stage.aws.faults = [{ call: "ssm:PutParameter", kind: "deny", times: 1 }];
        await assert.rejects(
            stage.run(""),
            /ssm:PutParameter in us-east-1: AccessDeniedException.*--policy/s,
        );
        await stage.run("");
        assert.deepEqual([stage.builds.length, (await named())?.Value], [1, ami(1)]);
        stage.becomes = ["AVAILABLE"];
        await stage.run("");
        assert.deepEqual([stage.builds.length, (await named())?.Value], [2, ami(2)]);
    });

    it("goes on with no image of an older recipe, which lacks the packages that were asked for since", async () => {
        for (const status of ["BUILDING", "AVAILABLE"]) {
            const older = {
                arn: buildArn(1, "deadbeef"),
                state: { status },
                dateCreated: "2026-11-27T08:00:00Z",
                ami: ami(1),
            };
            Object.assign(stage, { builds: [older], becomes: ["AVAILABLE"] });
            await stage.run("");
            assert.deepEqual([stage.builds.length, (await named())?.Value], [2, ami(2)]);
        }
    });

    it("says why a bake failed and where its log is, and leaves the parameter", async () => {
        Object.assign(stage, { becomes: ["BUILDING", "FAILED"], reason: "Step InstallPackages failed" });
        await assert.rejects(
            stage.run(""),
            /ended as FAILED: Step InstallPackages failed\nWhat it said: aws logs tail \S+ --since 3h --region us-east-1/,
        );
        assert.equal(await named(), undefined);
    });

    for (const [what, otherwise] of [
        ["is not encrypted", { encrypted: false }],
        ["is for another architecture", { machine: "x86_64" }],
    ] as const)
        it(`names no image that ${what}`, async () => {
            Object.assign(stage, otherwise);
            await assert.rejects(stage.run(""), /has to be available for arm64 and encrypted/);
            assert.equal(await named(), undefined);
        });

    it("gets through where AWS throttles it", async () => {
        stage.aws.faults = [{ call: /imagebuilder:|ssm:/, kind: "throttle", times: 3 }];
        await stage.run("");
        assert.equal((await named())?.Value, ami(1));
    });

    it("says each call of a dry run and makes none that changes something", async () => {
        const { text } = await stage.run("--dry-run");
        assert.equal(text, "Nothing was baked.\n");
        assert.deepEqual([stage.builds.length, await named()], [0, undefined]);
        assert.ok(
            stage.lines.some((line) => /^would call {2}imagebuilder:StartImagePipelineExecution/.test(line)),
        );
    });

    it("says how a stack gets its pipelines that has none", async () => {
        stage.graph = graphOf("", false);
        await assert.rejects(
            stage.run(""),
            /no pipeline.*pulumi config set --stack prod bake true && pulumi up/s,
        );
    });

    it("lists the images, those that agents start from, and the commands that remove the others", async () => {
        for (const _ of [1, 2, 3, 4]) {
            stage.becomes = ["AVAILABLE"];
            await stage.run("");
        }
        stage.graph = graphOf(`resolve:ssm:${parameter}:2`);
        stage.builds.splice(3, 1);
        const { text } = await stage.run("--list");
        assert.match(
            text,
            new RegExp(
                `^${parameter}:4 {2}${ami(4)} {2}\\S+ {2}gone\n${parameter}:3 {2}${ami(3)} {2}\\S+ {2}may go\n${parameter}:2 {2}${ami(2)} {2}\\S+ {2}in use\n${parameter}:1 {2}${ami(1)} {2}\\S+ {2}may go\n`,
            ),
        );
        assert.match(
            text,
            /keep what is to be gone back to, and what another environment starts from:\naws ec2/,
        );
        assert.deepEqual(
            text.match(/deregister-image --image-id \S+/g),
            [3, 1].map((build) => `deregister-image --image-id ${ami(build)}`),
        );
        stage.graph = graphOf(`resolve:ssm:${parameter}`);
        assert.match((await stage.run("--list")).text, /images\/prod-arm64:1 .* may go\n/);
    });

    it("asks for no more than its policy allows, which allows nothing else", async () => {
        const session = stage.session();
        await stage.run("", session);
        // With a version there already, it is read too.
        stage.becomes = ["AVAILABLE"];
        await stage.run("", session);
        const resourceOf = (action: string): string => {
            if (action.startsWith("ec2:")) return "*";
            if (action.startsWith("ssm:")) return parameterArn;
            return action.endsWith("GetImage") ? buildArn(1) : pipelineArn;
        };
        const options = (...args: string[]) => parseOptions(["--stack", "prod", ...args]);
        await assertLeast(policyFor(stage.subject, options()), account, session.calls, ({ action }) => [
            { resource: resourceOf(action) },
        ]);
        const listing = stage.session();
        await stage.run("--list", listing);
        await assertLeast(
            policyFor(stage.subject, options("--list")),
            account,
            listing.calls,
            ({ action }) => [{ resource: resourceOf(action) }],
        );
        for (const [action, resource] of [
            ["ssm:PutParameter", `arn:aws:ssm:${region}:${account}:parameter/jenkins-efs/images/dev-arm64`],
            ["imagebuilder:StartImagePipelineExecution", pipelineArn.replace("prod", "dev")],
        ] as const)
            assert.equal(
                await allows(policyFor(stage.subject, options()), account, action, { resource }),
                false,
            );
    });
});
