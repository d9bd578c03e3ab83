import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { Progress } from "../../cli/progress";

/** What a step says to a terminal of this kind, or to a pipe. */
function saidTo(term: string | undefined): string {
    let said = "";
    const out = new Writable({
        write(chunk, _, done) {
            said += String(chunk);
            done();
        },
    });
    const before = process.env.TERM;
    process.env.TERM = term ?? "xterm-256color";
    try {
        new Progress(
            Object.assign(out, { isTTY: term !== undefined }) as unknown as NodeJS.WriteStream,
            "up",
        ).done("156 create", false);
    } finally {
        if (before === undefined) delete process.env.TERM;
        else process.env.TERM = before;
    }
    return said;
}

describe("a step's progress", () => {
    it("has no colours on a terminal, so that it needs no switch for them", () => {
        const lines = saidTo("xterm-256color").split("\r\u001b[K");
        assert.deepEqual(
            lines.map((line) => line.slice(0, 9)),
            ["", "...    up", "FAILED up"],
        );
        assert.ok(!lines.join("").includes("\u001b"));
    });

    for (const [where, term] of [
        ["a pipe", undefined],
        ["a dumb terminal", "dumb"],
    ] as const)
        it(`is one plain line in ${where}`, () => {
            assert.match(saidTo(term), /^FAILED up +0\.\d s {2}156 create\n$/);
        });
});
