import { type Fault, keyOf, type Path, valueAt } from "./faults";

/** Of so many faults is looked for a fix; each judges the whole configuration a few times. */
const mostFixes = 50;

/**
 * The faults, each that another writing of its value would mend with that value as its fix. A value under a misspelt key
 * is judged as that of the key that was meant, and its fix is what that one takes.
 * @param values what was read, by key
 * @param stillFaulty the faulty keys with other values in place of these
 */
export function withFixes(
    faults: readonly Fault[],
    values: Readonly<Record<string, unknown>>,
    stillFaulty: (values: Record<string, unknown>) => readonly string[],
): Fault[] {
    const agents = Array.isArray(values.agents) ? values.agents : [];
    const names = agents.map((agent: unknown) => valueAt(agent, ["name"]));
    return faults.map((fault, at) => {
        const { meant, value } = fault;
        const path = meant ?? fault.path ?? [];
        const key = keyOf(path);
        if (at >= mostFixes || path.length === 0) return fault;
        const others = candidates(path, value, names);
        const fix = (meant === undefined ? others : [value, ...others]).find((candidate) => {
            const changed: Record<string, unknown> = structuredClone(values);
            if (meant !== undefined) delete changed[fault.key];
            put(changed, path, candidate);
            return !stillFaulty(changed).some((other) => other === key || other.startsWith(`${key}[`));
        });
        return fix === undefined ? fault : { ...fault, fix };
    });
}

/** Values like the given one that may have been meant. */
function candidates(path: Path, value: unknown, names: readonly unknown[]): readonly unknown[] {
    if (typeof value === "number" || typeof value === "boolean") return [String(value)];
    if (typeof value !== "string") return [];
    const isName = path[0] === "agents" && path.at(-1) === "name";
    return isName
        ? freeName(value, names)
        : [
              ...readings(value.trim().replace(/^(["'])(.*)\1$/, "$2")),
              value.trim().replace(/\/+$/, ""),
              `https://${bare(value)}`,
              ...(value.includes(",") ? [] : [[value]]),
          ];
}

/** What a text says where no text is meant, as `"7"`, or other letters: `Elastic`. */
function readings(text: string): readonly unknown[] {
    const said = new Map<string, unknown>([
        ["yes", true],
        ["on", true],
        ["no", false],
        ["off", false],
    ]).get(text.toLowerCase());
    const number = text === "" ? Number.NaN : Number(text);
    return [
        ...(Number.isNaN(number) ? [] : [number]),
        ...(text === "true" || text === "false" ? [text === "true"] : []),
        ...(said === undefined ? [] : [said]),
        text,
        text.toLowerCase(),
    ];
}

/** A URL without its scheme, user, query and fragment. */
const bare = (url: string): string => url.trim().replace(/^\w+:\/\/|^[^/@]*@|[?#].*$/g, "");

/** The name without what none has, and with a number where another agent is called so. */
function freeName(name: string, names: readonly unknown[]): readonly string[] {
    const taken = names.map((other) => String(other).toLowerCase());
    const plain = name.replace(/[^A-Za-z0-9]+/g, "-").replace(/^[^A-Za-z]+|-$/g, "");
    const numbered = Array.from({ length: names.length + 1 }, (_, at) => `${plain.slice(0, 27)}-${at + 2}`);
    return [plain.slice(0, 32), ...numbered].filter((one) => !taken.includes(one.toLowerCase())).slice(0, 1);
}

function put(root: object, path: Path, value: unknown): void {
    const [first = ""] = path;
    // A section of which nothing was said so far.
    if (path.length === 2 && valueAt(root, [first]) === undefined) Reflect.set(root, first, {});
    const parent = valueAt(root, path.slice(0, -1));
    const last = path.at(-1);
    if (typeof parent === "object" && parent !== null && last !== undefined) Reflect.set(parent, last, value);
}
