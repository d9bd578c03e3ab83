import type { Workspace } from "../../rehearsal/engine/workspace";
import type { AccountRecord } from "../../rehearsal/providers/aws/account";
import { Comparison } from "./comparison";

/**
 * Does for a stack whose engine was killed what docs/update-interrupted.md says: takes away the lock, deletes
 * in AWS what was being made, and has the engine forget it. Hands over the URNs of what was under way and of what was
 * deleted.
 */
export async function recoverFromKill(workspace: Workspace) {
    await workspace.cancel();
    const { pending } = await Comparison.of(workspace);
    const deleted = pending.length > 0 ? await deleteUnknown(workspace) : [];
    if (pending.length > 0) await workspace.clearPending();
    return { pending, deleted };
}

/** Deletes in AWS what nobody knows of, as the same page says, and hands over its URNs. */
export async function deleteUnknown(workspace: Workspace): Promise<readonly string[]> {
    const { unknown } = await Comparison.of(workspace);
    let waiting = unknown;
    // What another one uses has to wait for that one, as in AWS.
    for (let before = Number.POSITIVE_INFINITY; waiting.length > 0 && waiting.length < before; ) {
        before = waiting.length;
        waiting = waiting.filter((record) => !isDeleted(workspace, record));
    }
    return unknown.filter((record) => !waiting.includes(record)).map(({ urn }) => urn);
}

function isDeleted(workspace: Workspace, record: AccountRecord): boolean {
    try {
        workspace.account.remove(record);
        return true;
    } catch {
        return false;
    }
}
