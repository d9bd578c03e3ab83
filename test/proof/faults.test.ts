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

    it("tells of a killed engine's lock how to take it away, and of everything left behind that it may exist", async () => {
        await stack.workspace.destroy();
        const { converged, faults, orphans, lost, said } = await stack.survive("killed", {
            operation: "create",
            how: "kill",
            match: "kms/key:Key::data",
        });
        assert.deepEqual([converged, faults, lost], [true, 1, []]);
        const words = said.join("\n");
        assert.match(words, /pulumi cancel/);
        assert.match(words, /interrupted while creating/);
        // The engine does not know the ids of what AWS made while it died; it knows, and says, what that was.
        for (const orphan of orphans) {
            const [type = "", name = ""] = orphan.split(" ");
            assert.ok(words.includes(`${type}::${name}, interrupted while creating`), orphan);
        }
    });
});
