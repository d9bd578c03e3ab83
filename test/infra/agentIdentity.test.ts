import assert from "node:assert/strict";
import fc from "fast-check";
import { agentIdentity, architecture, identityCollisions } from "../../infra/agentIdentity";

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,31}$/);

describe("an agent's identity", () => {
    it("stays what it was in every release, since files on the file system belong to it", () => {
        assert.deepEqual(agentIdentity("linux-1"), { uid: 1_940_260_893, path: "/agents/linux-1" });
    });

    it("has a uid outside every range that Linux or systemd gives to others", () => {
        fc.assert(
            fc.property(name, (name) => {
                const { uid } = agentIdentity(name);
                assert.ok(Number.isInteger(uid) && uid >= 1_879_048_192 && uid <= 2_147_483_647);
            }),
        );
    });

    it("has a path that EFS accepts: at most 100 characters and 4 levels", () => {
        fc.assert(
            fc.property(name, (name) => {
                const { path } = agentIdentity(name);
                assert.match(path, /^\/agents\/[a-z][a-z0-9-]*$/);
                assert.ok(path.length <= 100);
            }),
        );
    });

    it("shares neither uid nor path with another's when no collision is reported, in any order", () => {
        fc.assert(
            fc.property(fc.uniqueArray(name, { maxLength: 200 }), (names) => {
                const identities = names.map(agentIdentity);
                const distinct = (key: "uid" | "path") =>
                    new Set(identities.map((identity) => identity[key])).size;
                const clean = distinct("uid") === names.length && distinct("path") === names.length;
                assert.equal(identityCollisions(names).length === 0, clean);
                assert.equal(identityCollisions(names.toReversed()).length === 0, clean);
            }),
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
