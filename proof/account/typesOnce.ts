import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The function of iam-simulate that tells which of an action's resource types an ARN is of. */
type Find = (service: string, action: string, resource: string) => Promise<object[]>;

/**
 * Makes iam-simulate look an ARN's types up once for an action, however many principals ask: it compares the ARN with
 * each type's pattern, twice for each evaluation, which is two fifths of a proof.
 * @throws where a version of it has the function in another place
 */
export function findTypesOnce(): void {
    const load = createRequire(__filename);
    // No export of the package.
    const file = join(
        dirname(load.resolve("@cloud-copilot/iam-simulate")),
        "simulation_engine/resourceTypes.js",
    );
    const finder = load(file) as { getResourceTypesForAction: Find };
    const find = finder.getResourceTypesForAction;
    const known = new Map<string, Promise<object[]>>();
    finder.getResourceTypesForAction = (...asked) => {
        const key = asked.join(" ");
        const types = known.get(key) ?? find(...asked);
        known.set(key, types);
        return types;
    };
}
