import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Workspace, type WorkspaceOptions } from "../rehearsal/engine/workspace";
import { type Export, readExport } from "../state/exported";
import { sharedFolder } from "./runFolder";

const root = join(__dirname, "..");

/** What of a workspace the engine and the stand-ins for AWS keep a stack in. */
const kept = ["state", "account"] as const;

/** A stack of this kit that the engine has deployed, without the policy pack. */
const deployed = (stack: string): Promise<string> =>
    sharedFolder(stack, async (folder) => {
        const workspace = await Workspace.create({ program: root, stack });
        try {
            const run = await workspace.up();
            if (!run.succeeded) throw new Error(`${stack} could not be deployed:\n${run.causes.join("\n")}`);
            writeFileSync(join(folder, "export.json"), JSON.stringify(await workspace.exportState()));
            for (const part of kept)
                cpSync(join(workspace.folder, part), join(folder, part), { recursive: true });
        } finally {
            workspace.dispose();
        }
    });

/** The state of a stack of this kit, deployed once in a run of the tests. Each caller gets a copy of its own, to be changed at will. */
export async function deployedState(stack: string): Promise<Export> {
    return readExport(join(await deployed(stack), "export.json"));
}

/** A workspace of one's own in which a stack of this kit is deployed already. The caller disposes of it. */
export async function deployedWorkspace(
    stack: string,
    options: Omit<WorkspaceOptions, "program" | "stack"> = {},
): Promise<Workspace> {
    const folder = await deployed(stack);
    const workspace = await Workspace.create({ ...options, program: root, stack });
    for (const part of kept) cpSync(join(folder, part), join(workspace.folder, part), { recursive: true });
    return workspace;
}
