import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A scratch folder for stand-in commands, removed at the end of the test. */
export class CommandFolder {
    readonly path = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));

    /** Puts a shell script on the folder under a name, which may lie deeper. */
    add(name: string, script: string): string {
        const file = join(this.path, name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, `#!/bin/sh\n${script}\n`);
        chmodSync(file, 0o755);
        return file;
    }

    remove(): void {
        rmSync(this.path, { recursive: true, force: true });
    }
}
