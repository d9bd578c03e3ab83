import assert from "node:assert/strict";
import * as path from "node:path";
import { FaultyStack } from "../../proof/faults/trial";

const program = path.join(__dirname, "..", "rehearsal", "fixtures", "small");

describe("a stack whose provider fails on purpose", function () {
    this.timeout(600_000);
    let stack: FaultyStack;
    before(async () => {
        stack = await FaultyStack.create({ program });
    });
    after(() => stack.dispose());

    it("converges though each create is refused once, with nothing lost and nothing made twice", async () => {
        const { converged, faults, orphans, lost, said } = await stack.survive("refused", {
            operation: "create",
            how: "error",
        });
        assert.ok(faults > 3, `${faults} faults`);
        assert.deepEqual([converged, orphans, lost], [true, [], []]);
        assert.ok(said.some((words) => /AWS refused once/.test(words)));
    });

    it("tells of a killed engine's lock how to take it away, and of what was being made that it may exist", async () => {
        await stack.workspace.destroy();
        const { converged, faults, orphans, lost, said } = await stack.survive("killed", {
            operation: "create",
            how: "kill",
            match: "accessPoint:AccessPoint",
        });
        assert.ok(faults > 0, `${faults} faults`);
        // What AWS had made when the engine died is left behind, once for each kill, and named.
        assert.deepEqual([converged, orphans.length, lost], [true, faults, []]);
        assert.ok(said.some((words) => /pulumi cancel/.test(words)));
        assert.ok(said.some((words) => /AccessPoint.*interrupted while creating/s.test(words)));
    });
});
