import { join } from "node:path";
import { askJava } from "../../../javaProgram";

/** For each pair, whether EventBridge would hand the event to a rule with the pattern. EventBridge's own matcher is a Java library. */
export function eventBridgeMatches(
    pairs: readonly { readonly event: unknown; readonly pattern: unknown }[],
): boolean[] {
    return JSON.parse(askJava(join(__dirname, "Match.java"), JSON.stringify(pairs))) as boolean[];
}
