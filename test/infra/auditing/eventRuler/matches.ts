import { join } from "node:path";
import { runJava } from "../../../javaProgram";

/** For each pair, whether EventBridge would hand the event to a rule with the pattern. One JVM answers all. */
export function eventBridgeMatches(
    pairs: readonly { readonly event: unknown; readonly pattern: unknown }[],
): boolean[] {
    // EventBridge's own matcher is a Java library, run from its source.
    return JSON.parse(runJava(join(__dirname, "Match.java"), JSON.stringify(pairs))) as boolean[];
}
