import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeStandIns } from "../../../rehearsal/providers/executables";
import { root } from "../../docs/pages";

describe("The plugins of a rehearsal", () => {
    const kept = join(root, "node_modules", ".cache", "stand-ins", "aws.js");
    const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));
    after(() => rmSync(folder, { recursive: true }));

    const written = (): string => readFileSync(join(writeStandIns(folder), "aws.js"), "utf8");

    it("are bundled once, and again when what they were made of has changed", () => {
        const bundle = written();
        const { ino } = statSync(kept);
        assert.equal(written(), bundle);
        assert.equal(statSync(kept).ino, ino);
        // As other tests see it: whole, and of sources that are not these.
        writeFileSync(`${kept}-stale`, bundle.replace(/\n\/\/\["\w+"/, '\n//["of other sources"'));
        renameSync(`${kept}-stale`, kept);
        assert.equal(written(), bundle);
        assert.equal(readFileSync(kept, "utf8"), bundle);
    });
});
