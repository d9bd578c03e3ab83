import * as path from "node:path";
import { Workspace } from "../rehearsal/engine/workspace";
import type { Export } from "./graph";

const root = path.resolve(__dirname, "..");

/** Deploys a stack on the real engine with stand-ins for AWS, and hands over the state that comes of it. */
export async function rehearsedState(stack: string): Promise<Export> {
    const say = (line: string) => process.stderr.write(`${line}\n`);
    say(`Rehearsing ${stack} on the real Pulumi engine, with stand-ins for AWS. No account is touched.`);
    const workspace = await Workspace.create({ program: root, stack, report: say });
    try {
        const run = await workspace.up();
        if (!run.succeeded) throw new Error(`the rehearsal failed: ${run.errors.join("\n")}`);
        return await workspace.exportState();
    } finally {
        workspace.dispose();
    }
}
