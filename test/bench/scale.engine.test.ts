import assert from "node:assert/strict";
import { join } from "node:path";
import { plot } from "../../bench/plot";
import { watchProcesses } from "../../bench/processes";
import { Workspace } from "../../rehearsal/engine/workspace";

const root = join(__dirname, "..", "..");

describe("the bench", () => {
    it("compares with exactly as many resources as it is told, and sees what each process took", async function () {
        if (process.platform !== "linux") this.skip();
        const workspace = await Workspace.create({
            program: join(root, "bench", "trivial"),
            policyPacks: [join(root, "bench", "emptyPack")],
            config: { "aws:region": "us-east-1", "trivial:resources": 3 },
        });
        try {
            const { result, usage } = await watchProcesses(() => workspace.preview());
            assert.deepEqual(result.errors, []);
            assert.ok(workspace.stateBytes > 100);
            // The stack itself is one more.
            assert.equal(result.resourceChanges.create, 4);
            for (const [role, { seconds, peakMiB }] of Object.entries(usage)) {
                assert.ok(seconds > 0, `${role} took no time`);
                assert.ok(peakMiB > 10, `${role} took no memory`);
            }
        } finally {
            workspace.dispose();
        }
    });

    it("draws what grows in proportion as a straight line", () => {
        const svg = plot("title", [
            {
                name: "linear",
                colour: "#000",
                points: [
                    [1, 1],
                    [10, 10],
                    [100, 100],
                ],
            },
        ]);
        const [, from, middle, to] = /d="M(\S+ \S+)L(\S+ \S+)L(\S+ \S+)" stroke/.exec(svg) ?? [];
        const at = (point = "") => point.split(" ").map(Number) as [number, number];
        const [[x0, y0], [x1, y1], [x2, y2]] = [at(from), at(middle), at(to)];
        assert.ok(Math.abs((y1 - y0) / (x1 - x0) - (y2 - y1) / (x2 - x1)) < 1e-9);
        assert.ok(y0 > y2 && x0 < x2);
    });
});
