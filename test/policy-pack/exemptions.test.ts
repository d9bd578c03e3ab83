import assert from "node:assert/strict";
import { concerns, glob, holds } from "../../policy-pack/kernel/exemptions";
import { fileSystem, key } from "./baseline";
import { judge } from "./judge";
import { but } from "./plan";

const open = but(fileSystem, { encrypted: false });
const exempting = (...exemptions: unknown[]) =>
    judge("efs-file-system-encrypted", [open], "update", { exemptions });
const valid = { name: "stor*", reason: "restored into a new one in July", expires: "2999-12-31" };

describe("an exemption", () => {
    it("turns a violation into a notice that says until when, why and what", () => {
        const { violations, notices } = exempting(valid);
        assert.deepEqual(violations, []);
        assert.equal(notices.length, 1);
        assert.match(
            notices[0] ?? "",
            /^Exempt until 2999-12-31 \(restored into a new one in July\): efs-file-system-encrypted: storage: /,
        );
    });

    it("is over after its last day, and the message says so", () => {
        const { violations, notices } = exempting({ ...valid, expires: "2020-01-31" });
        assert.deepEqual(notices, []);
        assert.equal(violations.length, 1);
        assert.match(violations[0] ?? "", /An exemption expired on 2020-01-31 \(restored/);
    });

    it("of another resource exempts nothing", () => {
        assert.equal(exempting({ ...valid, name: "other-*" }).violations.length, 1);
        assert.equal(exempting({ ...valid, urn: "urn:pulumi:prod::*" }).violations.length, 1);
    });

    it("without a reason, a day or a pattern exempts nothing", () => {
        const { name, reason, expires } = valid;
        for (const part of [{ name, reason }, { name, expires }, { reason, expires }, "storage", null])
            assert.equal(exempting(part).violations.length, 1, JSON.stringify(part));
    });

    it("renewed beside an expired one holds", () => {
        assert.deepEqual(exempting({ ...valid, expires: "2020-01-31" }, valid).violations, []);
    });

    it("works by URN, and for rules across resources too", () => {
        const plan = [fileSystem, key];
        const exemption = {
            urn: "*::aws:efs/fileSystem:FileSystem::storage",
            reason: valid.reason,
            expires: valid.expires,
        };
        assert.equal(judge("efs-file-system-policy-present", plan, "update").violations.length, 1);
        const { violations, notices } = judge("efs-file-system-policy-present", plan, "update", {
            exemptions: [exemption],
        });
        assert.deepEqual(violations, []);
        assert.equal(notices.length, 1);
    });

    it("with both patterns needs both to match", () => {
        const resource = { urn: "urn:pulumi:dev::p::t::a", name: "a" };
        const entry = { reason: "r", expires: "2999-01-01" };
        assert.ok(concerns({ ...entry, urn: "*dev*", name: "a" }, resource));
        assert.ok(!concerns({ ...entry, urn: "*prod*", name: "a" }, resource));
        assert.ok(!concerns(entry, resource));
    });

    it("holds to the last second of its day in UTC", () => {
        const exemption = { name: "a", reason: "r", expires: "2026-06-30" };
        assert.ok(holds(exemption, new Date("2026-06-30T23:59:59Z")));
        assert.ok(!holds(exemption, new Date("2026-07-01T00:00:00Z")));
        assert.ok(!holds({ ...exemption, expires: "2026-02-30" }, new Date("2026-01-01T00:00:00Z")));
    });

    it("takes everything but * in a pattern for itself", () => {
        assert.ok(glob("a.b*").test("a.bc"));
        assert.ok(!glob("a.b*").test("axbc"));
        assert.ok(!glob("a").test("ab"));
        assert.ok(glob("*(x)*").test("a(x)\nb"));
    });
});
