import { resolve } from "node:path";
import { Progress } from "../cli/progress";
import { Workspace } from "../rehearsal/engine/workspace";
import type { Export } from "../state/exported";

const root = resolve(__dirname, "..");

/**
 * Deploys a stack on the real engine with stand-ins for AWS, and hands over the state that comes of it.
 * @param config configuration by full key, in place of the file's
 */
export async function rehearsedState(
    stack: string,
    config: Readonly<Record<string, unknown>> = {},
): Promise<Export> {
    const say = (line: string) => process.stderr.write(`${line}\n`);
    say(`Rehearsing ${stack} on the real Pulumi engine, with stand-ins for AWS. No account is touched.`);
    const workspace = await Workspace.create({ program: root, stack, config, report: say });
    try {
        const progress = new Progress(process.stderr, "up");
        const run = await workspace.up({ onEvent: progress.onEvent });
        progress.done(`${run.operations.size} resources`, run.succeeded);
        if (!run.succeeded) {
            // What stops the engine before it starts is in no event.
            const why = run.causes.length > 0 ? run.causes.join("\n") : run.stderr.trim();
            throw new Error(`The rehearsal of ${stack} failed, so there is nothing to prove:\n${why}`);
        }
        return await workspace.exportState();
    } finally {
        workspace.dispose();
    }
}
