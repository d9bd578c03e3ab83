import assert from "node:assert/strict";
import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeOnLinux, run } from "../tools";
import { outlineOf, scripts } from "./declarative";

/** A project whose build downloads once, and makes an artifact that says whether it had to. */
const wrapper = `#!/bin/sh
repository=$(printf '%s\\n' "$@" | sed -n 's/^-Dmaven.repo.local=//p')
mkdir -p target
if [ -e "$repository/library" ]; then echo cached; else echo downloaded; fi > target/application.jar
touch "$repository/library"
`;

describeOnLinux("the sample build on an agent", () => {
    const scratch = mkdtempSync(join(tmpdir(), "sample-build-"));
    const shared = join(scratch, "shared");
    const kept = join(shared, "artifacts", "library", "main");
    let steps: string[];

    /** Runs the steps in a fresh workspace, as Jenkins runs `sh`. */
    function build(number: number): void {
        const workspace = join(scratch, `workspace-${number}`);
        mkdirSync(workspace);
        writeFileSync(join(workspace, "mvnw"), wrapper, { mode: 0o755 });
        const env = {
            ...process.env,
            CACHE: join(shared, "cache", "maven.tar"),
            KEPT: kept,
            BUILD_NUMBER: String(number),
            BUILD_TAG: `jenkins-library-main-${number}`,
        };
        for (const step of steps) {
            const { status, output } = run("sh", ["-xe", "-c", step], { cwd: workspace, env });
            assert.equal(status, 0, output);
        }
    }
    const artifact = (number: number) =>
        readFileSync(join(kept, String(number), "application.jar"), "utf8").trim();

    before(() => {
        steps = scripts(outlineOf("samples/Jenkinsfile"));
        mkdirSync(shared);
    });
    after(() => rmSync(scratch, { recursive: true }));

    it("finds in a fresh workspace what the build before it downloaded", () => {
        build(1);
        build(2);
        assert.deepEqual([artifact(1), artifact(2)], ["downloaded", "cached"]);
    });

    it("does not fail for a broken cache, and mends it", () => {
        writeFileSync(join(shared, "cache", "maven.tar"), "cut off");
        build(3);
        build(4);
        assert.deepEqual([artifact(3), artifact(4)], ["downloaded", "cached"]);
        assert.deepEqual(readdirSync(join(shared, "cache")), ["maven.tar"]);
    });

    it("keeps artifacts for 30 days", () => {
        const monthAgo = Date.now() / 1000 - 32 * 24 * 3600;
        utimesSync(join(kept, "1"), monthAgo, monthAgo);
        build(5);
        assert.deepEqual(readdirSync(kept).sort(), ["2", "3", "4", "5"]);
        assert.ok(existsSync(join(kept, "5", "application.jar")));
    });
});
