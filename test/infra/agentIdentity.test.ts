import assert from "node:assert/strict";
import fc from "fast-check";
import {
    agentIdentity,
    architecture,
    firstUid,
    identityCollisions,
    lastUid,
} from "../../infra/agentIdentity";

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,31}$/);
const uid = fc.integer({ min: firstUid, max: lastUid });

/** Names of which some meet in one uid: a thousand of these few thousand have two pairs on average. */
const crowd = fc.uniqueArray(fc.integer({ min: 1, max: 5_000 }), { minLength: 400, maxLength: 1_000 });

describe("an agent's identity", () => {
    it("stays what it was in every release, since files on the file system belong to it", () => {
        assert.deepEqual(agentIdentity({ name: "linux-1" }), { uid: 395_293, path: "/agents/linux-1" });
    });

    it("has a uid that a tar header holds, outside every range that Linux or systemd gives to others", () => {
        fc.assert(
            fc.property(name, (name) => {
                const { uid } = agentIdentity({ name });
                assert.ok(Number.isInteger(uid) && uid <= 0o7777777);
                // systemd's list of what is unused: https://systemd.io/UIDS-GIDS/
                assert.ok(uid >= 65_536 && uid <= 524_287);
                // Subordinate ids of AL2023's two users, as login.defs(5) counts them out.
                assert.ok(uid >= 100_000 + 2 * 65_536);
            }),
        );
    });

    it("is its configured uid where there is one", () => {
        assert.equal(agentIdentity({ name: "linux-1", uid: 300_000 }).uid, 300_000);
    });

    it("has a path that EFS accepts: at most 100 characters and 4 levels", () => {
        fc.assert(
            fc.property(name, (name) => {
                const { path } = agentIdentity({ name });
                assert.match(path, /^\/agents\/[a-z][a-z0-9-]*$/);
                assert.ok(path.length <= 100);
            }),
        );
    });

    it("shares neither uid nor path with another's when no collision is reported, in any order", () => {
        const named = fc.uniqueArray(fc.record({ name, uid: fc.option(uid, { nil: undefined }) }), {
            maxLength: 200,
        });
        fc.assert(
            fc.property(named, (agents) => {
                const identities = agents.map(agentIdentity);
                const distinct = (key: "uid" | "path") =>
                    new Set(identities.map((identity) => identity[key])).size;
                const clean = distinct("uid") === agents.length && distinct("path") === agents.length;
                assert.equal(identityCollisions(agents.map(agentIdentity)).length === 0, clean);
                assert.equal(identityCollisions(agents.toReversed().map(agentIdentity)).length === 0, clean);
            }),
        );
    });

    it("is another agent's alone once each collision is settled with the number that it names", () => {
        fc.assert(
            fc.property(crowd, (numbers) => {
                const agents = numbers.map((number) => ({ name: `a-${number}` }));
                const collisions = identityCollisions(agents.map(agentIdentity));
                const settled = agents.map((agent, index) => {
                    const collision = collisions.find(({ at }) => at === index);
                    return collision === undefined ? agent : { ...agent, uid: collision.freeUid };
                });
                assert.deepEqual(identityCollisions(settled.map(agentIdentity)), []);
            }),
            { numRuns: 50 },
        );
    });
});

describe("the architecture of an instance type", () => {
    for (const type of [
        "a1.large",
        "t4g.medium",
        "m7g.large",
        "c7gn.xlarge",
        "x2gd.metal",
        "im4gn.large",
        "r8gd.2xlarge",
        "p6e-gb200.36xlarge",
    ])
        it(`is arm64 for ${type}`, () => assert.equal(architecture(type), "arm64"));
    for (const type of [
        "t3.medium",
        "m7i.large",
        "m7a.large",
        "g4dn.xlarge",
        "g6.large",
        "gr6.4xlarge",
        "i7ie.large",
    ])
        it(`is x86_64 for ${type}`, () => assert.equal(architecture(type), "x86_64"));
});
