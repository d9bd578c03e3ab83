import assert from "node:assert/strict";
import { nameIn, parseUrn, shortUrn } from "../../state/urn";

describe("a URN", () => {
    const urn =
        "urn:pulumi:prod::kit::kit:environment:Environment$kit:agents:Agent$aws:iam/role:Role::agent-linux-1";

    it("says stack, project, the components around a resource, its type and its name", () => {
        assert.deepEqual(parseUrn(urn), {
            stack: "prod",
            project: "kit",
            types: ["kit:environment:Environment", "kit:agents:Agent", "aws:iam/role:Role"],
            type: "aws:iam/role:Role",
            name: "agent-linux-1",
        });
    });

    it("is read for a person as type and name", () => {
        assert.equal(shortUrn(urn), "aws:iam/role:Role agent-linux-1");
    });

    it("has a name that may hold the separator itself, as the engine reads it", () => {
        assert.equal(nameIn("urn:pulumi:dev::kit::aws:s3/bucket:Bucket::a::b"), "a::b");
    });

    it("that is none has nothing to say", () => {
        assert.deepEqual(parseUrn(""), { stack: "", project: "", types: [""], type: "", name: "" });
    });
});
