import assert from "node:assert/strict";
import { join } from "node:path";
import { giveUp } from "../../rehearsal/ending";
import { Workspace } from "../../rehearsal/engine/workspace";
import { Steps } from "../../rehearsal/steps";

const program = join(__dirname, "..", "..");

describe("The end of a rehearsal", function () {
    this.timeout(300_000);
    let workspace: Workspace;
    before(async () => {
        workspace = await Workspace.create({ program, stack: "prod" });
    });
    after(() => workspace.dispose());

    it("takes a protected stack step by step, what holds something last, and tells what AWS keeps", async () => {
        const { causes } = await workspace.up();
        assert.deepEqual(causes, []);
        const steps = new Steps(workspace, process.stderr, undefined);
        // A step that fails throws.
        await giveUp(workspace, steps);
        assert.deepEqual(
            steps.results.map(({ name }) => name),
            [
                "destroy: protected, so refused",
                "destroy: all but what holds something",
                "destroy: nothing left",
            ],
        );
        assert.match(workspace.account.remains().join("\n"), /^key arn:aws:kms:.* for 30 days/m);
    });
});
