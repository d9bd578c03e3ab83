import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ran, run } from "../tools";

/** The script that the samples of shared areas share, and that teams copy. */
export const script = join(__dirname, "..", "..", "pipelines", "samples", "shared-area.sh");

type Options = Parameters<typeof run>[2];

/** A directory in place of a shared area, which a writer changes and a reader only reads. */
export class Area {
    readonly scratch = mkdtempSync(join(tmpdir(), "shared-area-"));
    readonly directory = join(this.scratch, "area");

    constructor() {
        mkdirSync(this.directory);
    }

    /** A new directory beside the area. */
    folder(name: string): string {
        const folder = join(this.scratch, name);
        mkdirSync(folder, { recursive: true });
        return folder;
    }

    /**
     * Runs a command where the area can be read only. EFS refuses writes of who lacks ClientWrite as a read-only file system
     * does, to the files' owner too: https://github.com/aws/efs-utils/issues/82
     */
    asReader(command: string, args: readonly string[], options?: Options): Ran {
        const readOnly = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"';
        return run(
            "unshare",
            ["--map-root-user", "--mount", "sh", "-c", readOnly, this.directory, command, ...args],
            options,
        );
    }

    asWriter(command: string, args: readonly string[], options?: Options): Ran {
        return run(command, args, options);
    }

    dispose(): void {
        rmSync(this.scratch, { recursive: true });
    }
}
