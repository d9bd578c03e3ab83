import assert from "node:assert/strict";
import { join } from "node:path";
import { missesOf } from "../../proof/faults/report";
import { FaultyStack } from "../../proof/faults/trial";
import type { FaultPlan } from "../../rehearsal/providers/aws/faults";
import { parseUrn } from "../../state/urn";

const program = join(__dirname, "fixtures", "files");

/** A small stack that is made while its provider fails, and what came of it; `npm run prove:faults` takes the kit's. */
async function survive(plan: FaultPlan) {
    const stack = await FaultyStack.create({ program });
    try {
        return await stack.survive("sample", plan);
    } finally {
        stack.dispose();
    }
}

describe("a stack whose provider fails on purpose", () => {
    it("is made in the end though AWS refuses once, and each refusal is told", async () => {
        const outcome = await survive({ operation: "create", how: "error", match: "efs/accessPoint" });
        assert.deepEqual(missesOf(outcome), []);
        assert.equal(outcome.struck.length, 2);
        assert.ok(outcome.said.some((words) => /AWS refused once/.test(words)));
        assert.deepEqual(outcome.deleted, []);
    });

    it("is made once though an answer is lost, when what nobody knows of is deleted", async () => {
        const outcome = await survive({ operation: "create", how: "lost-response", match: "efs/fileSystem" });
        assert.deepEqual(missesOf(outcome), []);
        const types = outcome.deleted.map((urn) => parseUrn(urn).type);
        assert.ok(types.includes("aws:efs/fileSystem:FileSystem"));
        // AWS only puts a policy, so that a second one takes the place of the first.
        assert.ok(!types.includes("aws:efs/fileSystemPolicy:FileSystemPolicy"));
    });

    it("is made once though the engine is killed, before AWS did what was under way and after", async () => {
        for (const how of ["kill", "early-kill"] as const) {
            const outcome = await survive({ operation: "create", how, match: "kms/key" });
            assert.deepEqual(missesOf(outcome), []);
            assert.ok(outcome.locks >= 1);
            assert.ok(outcome.said.some((words) => /pulumi cancel/.test(words)));
            assert.equal(outcome.deleted.length, how === "kill" ? outcome.struck.length : 0);
        }
    });
});
