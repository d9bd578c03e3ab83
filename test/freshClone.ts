import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./docs/pages";
import { run } from "./tools";

/** The checkout as a fresh clone has it: every file that git does not ignore, nothing that was installed or built. */
export function freshClone(folder: string): void {
    const listed = run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
        cwd: root,
    });
    assert.equal(listed.status, 0, listed.output);
    for (const file of listed.output.split("\0").filter((name) => name && existsSync(join(root, name)))) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        copyFileSync(join(root, file), join(folder, file));
    }
}
