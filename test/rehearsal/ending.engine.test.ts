import assert from "node:assert/strict";
import { join } from "node:path";
import { giveUp } from "../../rehearsal/ending";
import { Workspace } from "../../rehearsal/engine/workspace";
import { Steps } from "../../rehearsal/steps";

const program = join(__dirname, "..", "..");

describe("The end of a rehearsal", function () {
    this.timeout(300_000);
    let workspace: Workspace;

    /** What the end consists of, after the stack as it is configured was deployed. */
    async function stepsTo(stack: string): Promise<readonly string[]> {
        workspace = await Workspace.create({ program, stack });
        const { causes } = await workspace.up();
        assert.deepEqual(causes, []);
        const steps = new Steps(workspace, process.stderr, undefined);
        // A step that fails throws.
        await giveUp(workspace, steps);
        return steps.results.map(({ name }) => name);
    }
    afterEach(() => workspace.dispose());

    it("takes a stack in one go whose configuration lets go, with its recovery points", async () => {
        assert.deepEqual(await stepsTo("dev"), ["destroy: nothing left"]);
        assert.deepEqual(workspace.account.all(), []);
    });

    it("takes a protected stack step by step, what holds something last, and tells what AWS keeps", async () => {
        assert.deepEqual(await stepsTo("prod"), [
            "destroy: protected, so refused",
            "destroy: all but what holds something",
            "destroy: nothing left",
        ]);
        assert.match(workspace.account.remains().join("\n"), /^key arn:aws:kms:.* for 30 days/m);
    });
});
