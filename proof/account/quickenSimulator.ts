import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Which of an action's resource types an ARN is of. */
type Find = (service: string, action: string, resource: string) => Promise<object[]>;
type Compare = (one: string, other: string) => boolean;

/**
 * Spares iam-simulate what was two thirds of a proof. It compares an ARN with the pattern of each of an action's resource
 * types, twice in each evaluation: here once, however many principals ask. And it compares the operators of conditions by
 * the rules of the machine's language: they are ASCII, of which lower case tells the same.
 * @throws where a version of it has these functions in another place
 */
export function quickenSimulator(): void {
    const load = createRequire(createRequire(__filename).resolve("@cloud-copilot/iam-simulate"));
    /** Functions that the packages do not export. */
    function replace<F>(file: string, name: string, by: (theirs: F) => F): void {
        const module = load(file) as Record<string, F | undefined>;
        const theirs = module[name];
        if (theirs === undefined) throw new Error(`${file} has no ${name}: see ${__filename}`);
        module[name] = by(theirs);
    }

    replace<Find>("./simulation_engine/resourceTypes.js", "getResourceTypesForAction", (find) => {
        const known = new Map<string, Promise<object[]>>();
        return (...asked) => {
            const key = asked.join(" ");
            const types = known.get(key) ?? find(...asked);
            known.set(key, types);
            return types;
        };
    });
    const texts = join(dirname(load.resolve("@cloud-copilot/iam-policy")), "utils.js");
    replace<Compare>(
        texts,
        "caseInsensitiveEquals",
        () => (one, other) => one.toLowerCase() === other.toLowerCase(),
    );
    replace<Compare>(
        texts,
        "caseInsensitiveEndsWith",
        () => (text, end) => text.toLowerCase().endsWith(end.toLowerCase()),
    );
}
