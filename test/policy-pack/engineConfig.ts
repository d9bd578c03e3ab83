import { resolve } from "node:path";
import { type Run, recordRun } from "../../rehearsal/engine/run";
import type { Workspace } from "../../rehearsal/engine/workspace";

/** Previews with a pack and a configuration file for it, as `pulumi preview --policy-pack … --policy-pack-config …`. */
export function previewWith(workspace: Workspace, pack: string, config: string): Promise<Run> {
    // The rehearsal runs packs as they are shipped; only these tests configure one, so they reach for its stack.
    // biome-ignore lint/complexity/useLiteralKeys: the property is private to TypeScript.
    const stack = workspace["stack"];
    return recordRun((hooks) =>
        stack.preview({
            ...hooks,
            color: "never",
            policyPacks: [resolve(pack)],
            policyPackConfigs: [resolve(config)],
        }),
    );
}
