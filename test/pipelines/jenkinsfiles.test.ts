import assert from "node:assert/strict";
import { basename, dirname } from "node:path";
import { areaVariable, mountPoint } from "../../agent-userdata";
import {
    type Directive,
    declarativeFaults,
    outlineOf,
    outlines,
    pipelineNames,
    pipelineText,
    scripts,
} from "./declarative";

const inside = (directive: Directive | undefined, name: string): readonly Directive[] =>
    directive?.body.find((inner) => inner.name === name)?.body ?? [];
const written = (directives: readonly Directive[]) =>
    directives.map(
        ({ name, value, body }) => `${name} ${value || body.map((inner) => `${inner.name} ${inner.value}`)}`,
    );

describe("the Jenkinsfiles", () => {
    for (const name of pipelineNames)
        it(`${name} is a declarative pipeline to Jenkins's own parser`, () => {
            assert.deepEqual(declarativeFaults(outlineOf(name)), []);
        });

    it("are not taken for one when a word is wrong or a bracket is missing", () => {
        const text = pipelineText("Jenkinsfile");
        const [misspelt, open] = outlines(
            text.replace("beforeInput true", "beforInput true"),
            text.replace("steps {", "steps"),
        );
        assert.ok(Array.isArray(misspelt), String(misspelt));
        assert.deepEqual(declarativeFaults(misspelt), ["pipeline stages stage when may not hold beforInput"]);
        assert.match(String(open), /Jenkinsfile: \d+/);
    });

    describe("the deploying one", () => {
        let stages: readonly Directive[];
        const stage = (name: string) => stages.find(({ value }) => value === name);
        before(() => {
            stages = inside(outlineOf("Jenkinsfile")[0], "stages");
        });

        it("checks types before the engine sees the program, then previews, and then updates", () => {
            assert.deepEqual(
                stages.map(({ value }) => value),
                ["Check", "Preview", "Update", "Drift"],
            );
            assert.deepEqual(inside(stage("Check"), "when"), []);
        });

        it("updates from main only, once somebody has approved, and never by the clock", () => {
            assert.deepEqual(written(inside(stage("Update"), "when")), [
                "branch main",
                "not triggeredBy TimerTrigger",
                "beforeInput true",
                "beforeAgent true",
            ]);
            assert.ok(written(inside(stage("Update"), "input")).includes("submitter deployers"));
        });

        it("gives the deployer's role to the update, and to everything else one that reads", () => {
            const roles = stages.map((one) => [
                one.value,
                inside(one, "environment").find(({ name }) => name === "AWS_ROLE_ARN")?.value,
            ]);
            assert.deepEqual(Object.fromEntries(roles), {
                Check: undefined,
                Preview: "$PREVIEWER",
                Update: "$DEPLOYER",
                Drift: "$PREVIEWER",
            });
        });
    });

    describe("the samples for shared areas", () => {
        const ofAreas = pipelineNames.filter((name) => dirname(dirname(name)) === "samples");
        const every = (directives: readonly Directive[]): Directive[] =>
            directives.flatMap((one) => [one, ...every(one.body)]);

        it("are for the areas that their folders are called after, by label and by variable", () => {
            for (const name of ofAreas) {
                const area = basename(dirname(name));
                const pipeline = outlineOf(name);
                const labels = every(pipeline).flatMap((one) => (one.name === "label" ? [one.value] : []));
                const reads = `shared-${area} && !shared-${area}-writer`;
                const writes = `shared-${area}-writer`;
                const wanted =
                    area === "build-outputs"
                        ? [writes, reads]
                        : [name.endsWith("nightly.Jenkinsfile") ? writes : reads];
                assert.deepEqual(labels, wanted, name);
                const variables = scripts(pipeline).flatMap((text) => text.match(/EFS_\w+/g) ?? []);
                assert.deepEqual([...new Set(variables)], [areaVariable(area)], name);
            }
        });

        it("publish on agents that may write, and nowhere else", () => {
            const publishing = ofAreas.filter((name) =>
                scripts(outlineOf(name)).some((text) => text.includes("shared-area.sh publish")),
            );
            assert.deepEqual(
                publishing.sort(),
                ofAreas.filter((name) => /build-outputs|nightly/.test(name)).sort(),
            );
        });
    });

    it("the sample keeps its cache where the agent's user data mounts its directory", () => {
        const [stage] = inside(outlineOf("samples/Jenkinsfile")[0], "stages");
        const shared = inside(stage, "environment").find(({ name }) => name === "SHARED")?.value;
        assert.equal(shared, mountPoint("$NODE_NAME"));
    });
});
