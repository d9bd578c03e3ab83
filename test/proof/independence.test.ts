import assert from "node:assert/strict";
import fc from "fast-check";
import { agentIdentity, firstUid, identityCollisions, lastUid } from "../../infra/agentIdentity";
import { minimal, type Registered, run } from "../infra/program";

const agentName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,31}$/);

/** Some with a uid that settles a collision. */
const agents = fc
    .uniqueArray(
        fc.record(
            {
                name: agentName,
                instanceType: fc.constant("m7g.large"),
                uid: fc.integer({ min: firstUid, max: lastUid }),
            },
            { requiredKeys: ["name", "instanceType"] },
        ),
        { minLength: 2, maxLength: 5, selector: ({ name }) => name.toLowerCase() },
    )
    .filter((agents) => identityCollisions(agents.map(agentIdentity)).length === 0);

const deploy = (agents: readonly object[]) => run("test", { ...minimal, "jenkins-efs:agents": agents });

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
            fc.asyncProperty(agents, fc.nat(), async (agents, at) => {
                const kept = agents.filter((_, index) => index !== at % agents.length);
                const [all, fewer] = [await deploy(agents), await deploy(kept.toReversed())];
                for (const { name } of kept) {
                    const before = belongingTo(all.resources, name);
                    assert.ok(before.length >= 8, `${before.length} resources of ${name}`);
                    assert.deepEqual(belongingTo(fewer.resources, name), before);
                }
            }),
            { numRuns: 3 },
        );
    });

    it("asks for the same of what agents share, whoever they are", async () => {
        const names = ["linux-1", "linux-2", "linux-3"];
        const shared = async (those: readonly string[]) => {
            const { resources } = await deploy(those.map((name) => ({ name, instanceType: "m7g.large" })));
            return resources.filter((resource) => isShared(resource, names));
        };
        const few = await shared(names.slice(0, 1));
        assert.ok(few.filter(({ inputs }) => typeof inputs.policy === "string").length >= 6);
        assert.deepEqual(await shared(names), few);
    });
});
