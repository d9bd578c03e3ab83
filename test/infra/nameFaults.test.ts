import assert from "node:assert/strict";
import fc from "fast-check";
import { describeFaults } from "../../infra/config/faults";
import { nameFaults } from "../../infra/config/nameFaults";
import { environmentNames } from "../../infra/names";
import { minimal, run } from "./program";
import { site } from "./site";

const project = "jenkins-efs";
const toldOf = (stack: string, names = [stack], of = project) =>
    describeFaults(of, stack, nameFaults(of, stack, names));

/** As Pulumi takes it for a project or a stack. */
const pulumiName = fc.oneof(
    fc.stringMatching(/^[a-zA-Z0-9_.-]{1,100}$/),
    fc.stringMatching(/^[a-zA-Z]{1,30}(-[a-zA-Z0-9]{1,20})?$/),
);

/** The name in a fault's remedy. */
const remedied = (remedy: string) =>
    /^(?:name: |pulumi stack rename |call it )([\w-]+)/.exec(remedy)?.[1] ?? "";

describe("a name that AWS does not take where it goes", () => {
    for (const [stack, fix] of [
        ["dev_1", "dev-1"],
        ["prod.eu", "prod-eu"],
        ["-dev-", "dev"],
        ["de--v", "de-v"],
        ["s".repeat(60), "s".repeat(44)],
    ] as const)
        it(`is told of a stack "${stack}", with the longest that fits and one that would do`, () => {
            const told = toldOf(stack);
            assert.match(told, new RegExp(`^1 fault .*\n\n  stack ${stack} goes into the names of keys`));
            assert.match(told, /allowed .*single hyphens, .*PROJECT-STACK has 56; 44 characters at most\n/);
            assert.ok(told.includes(`    fix      pulumi stack rename ${fix}\n`), told);
        });

    for (const [of, fix] of [
        ["My.Project_1", "My-Project-1"],
        ["1st-project", "st-project"],
        ["p".repeat(60), "p".repeat(52)],
        ["sthree-builds", "my-sthree-builds"],
        ["AMZN-S3-demo", "my-AMZN-S3-demo"],
    ] as const)
        it(`is told of a project "${of}", with one that would do`, () => {
            const told = toldOf("dev", ["dev"], of);
            assert.match(told, new RegExp(`^1 fault .*\n\n  project ${of} goes into the names of keys`));
            assert.ok(
                told.includes(`    fix      name: ${fix} in Pulumi.yaml, the same before the keys of`),
                told,
            );
        });

    it("is told of project and stack with one way to mend both", () => {
        const told = toldOf("staging.eu", ["staging.eu"], "Acme.Builds_2");
        assert.match(told, /^2 faults /);
        assert.deepEqual(told.match(/^ {4}fix .*$/gm), [
            "    fix      name: Acme-Builds-2 in Pulumi.yaml, the same before the keys of Pulumi.staging.eu.yaml as Pulumi.staging-eu.yaml, and pulumi stack init staging-eu",
        ]);
    });

    for (const [name, fix] of [
        ["Web", "web"],
        ["1-web", "web"],
        ["web_ui", "web-ui"],
        ["an-environment-too-long", "an-environment-t"],
        ["sg", "my-sg"],
        ["sg-web", "my-sg-web"],
    ] as const)
        it(`is told of an environment "${name}" beside others, with one that would do`, () => {
            const told = toldOf("dev", ["mobile", name]);
            assert.match(
                told,
                new RegExp(`^1 fault .*\n\n  environment ${name} goes into the names of keys`),
            );
            assert.ok(told.includes(`    fix      call it ${fix}\n`), told);
        });

    it("is told of environments whose agents could have one name", () => {
        assert.match(
            toldOf("dev", ["web", "web-agent"]),
            /^ {2}environment web-agent starts as the agents of/m,
        );
        assert.match(toldOf("dev", ["dev", "agent-2"]), /^ {2}environment agent-2 starts as the agents of/m);
        assert.match(toldOf("dev", ["web", "web"]), /^ {2}environment web starts as the agents of/m);
        assert.deepEqual(nameFaults(project, "dev", ["web", "web-eu", "web-agents"]), []);
    });

    it("is told with the configuration's other faults, before AWS is asked and anything is made", async () => {
        const config: Record<string, unknown> = { ...minimal, "jenkins-efs:logRetentionDays": 17 };
        delete config["jenkins-efs:owner"];
        const registered: never[] = [];
        await assert.rejects(run("dev_1", config, { project: "My.Project_1" }, registered), (error: Error) =>
            /^4 faults .*\n\n {2}project My\.Project_1 .*\n {2}stack dev_1 .*\n {2}My\.Project_1:owner\n.*\n {2}My\.Project_1:logRetentionDays\n/s.test(
                error.message,
            ),
        );
        assert.deepEqual(registered, []);
    });

    it("is refused by a component too, which a program can call as it likes", () => {
        assert.throws(
            () => environmentNames({ name: "Web", stack: "dev", project }, site),
            /environment Web goes into the names of keys/,
        );
    });

    it("has a remedy that is taken in its place, whatever the project, the stack and the environments are called", () => {
        let refused = 0;
        fc.assert(
            fc.property(
                pulumiName,
                pulumiName,
                fc.uniqueArray(fc.stringMatching(/^[a-zA-Z0-9_-]{1,20}$/), { maxLength: 2 }),
                (of, stack, own) => {
                    fc.pre(!own.includes(stack));
                    const faults = nameFaults(of, stack, own.length === 0 ? [stack] : own);
                    if (faults.some(({ remedy }) => remedy === undefined)) return;
                    if (faults.length > 0) refused++;
                    const mended = (kind: string, name: string) =>
                        remedied(
                            faults.find(({ key }) => key === `${kind} ${name}`)?.remedy ?? `call it ${name}`,
                        );
                    const newStack = mended("stack", stack);
                    const names = own.map((name) => mended("environment", name));
                    assert.deepEqual(
                        nameFaults(mended("project", of), newStack, own.length === 0 ? [newStack] : names)
                            // Two that differed in other letters only may meet now.
                            .filter(({ problem }) => problem?.startsWith("goes into")),
                        [],
                    );
                },
            ),
            { numRuns: 2000 },
        );
        assert.ok(refused > 200, `only ${refused} were refused`);
    });
});
