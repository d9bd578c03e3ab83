import assert from "node:assert/strict";
import fc from "fast-check";
import { identityCollisions } from "../../infra/agentIdentity";
import { minimal, type Registered, run } from "../infra/program";

const agentName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,31}$/);

const agentNames = fc
    .uniqueArray(agentName, { minLength: 2, maxLength: 5, selector: (name) => name.toLowerCase() })
    .filter((names) => identityCollisions(names).length === 0);

const deploy = (names: readonly string[]) =>
    run("test", {
        ...minimal,
        "jenkins-efs:agents": names.map((name) => ({ name, instanceType: "m7g.large" })),
    });

/** What the program asks AWS for, for one agent, and for all of them together. */
const belongingTo = (resources: readonly Registered[], name: string | undefined) =>
    resources
        .filter((resource) => resource.name === `agent-${name}`)
        .map(({ type, inputs }) => [type, inputs] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1));

const isShared = (resource: Registered, names: readonly string[]) =>
    !names.some((name) => resource.name.endsWith(name));

describe("the whole program, for any valid list of agents", () => {
    it("asks for the same of an agent whoever else there is, in whichever order", async () => {
        await fc.assert(
            fc.asyncProperty(agentNames, fc.nat(), async (names, at) => {
                const kept = names.filter((_, index) => index !== at % names.length);
                const [all, fewer] = [await deploy(names), await deploy(kept.toReversed())];
                for (const name of kept) {
                    const before = belongingTo(all.resources, name);
                    assert.ok(before.length >= 8, `${before.length} resources of ${name}`);
                    assert.deepEqual(belongingTo(fewer.resources, name), before);
                }
            }),
            { numRuns: 3 },
        );
    });

    it("writes the same policies of what agents share, whoever they are", async () => {
        const names = ["linux-1", "linux-2", "linux-3"];
        const [few, many] = [await deploy(names.slice(0, 1)), await deploy(names)];
        const policies = (resources: readonly Registered[]) =>
            resources
                .filter((resource) => isShared(resource, names) && typeof resource.inputs.policy === "string")
                .map(({ name, inputs }) => [name, inputs.policy]);
        assert.ok(policies(few.resources).length >= 6);
        assert.deepEqual(policies(many.resources), policies(few.resources));
    });
});
