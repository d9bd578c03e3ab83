import { z } from "zod";
import { isMisspelling, nearestOf } from "./nearest";
import { configSchema } from "./schema";

/** One thing wrong with the configuration, with what a person needs to mend it. */
export interface Fault {
    /**
     * Where: `controllerUrl`, `network.vpcCidr`, `agents[1].name`; a key that is not the kit's in full, `aws:region`; and
     * what is no key by its kind, `stack dev_1`.
     */
    readonly key: string;
    /** The same, part by part; undefined for a key that is not the kit's. */
    readonly path?: Path;
    /** What was found there; undefined when nothing was. */
    readonly value: unknown;
    /** What is wrong, where the allowed values alone do not tell. */
    readonly problem?: string;
    readonly allowed: string;
    /** A value that would be accepted. */
    readonly example?: unknown;
    /** What the value may have been meant to be, which would be accepted. */
    readonly fix?: unknown;
    /** The key that was meant, which gets the value in place of `key`; undefined for a key that is no other's misspelling. */
    readonly meant?: Path;
    /** What to do where no value of a key mends it. */
    readonly remedy?: string;
}

/** Where a value is, from the project's namespace on. */
export type Path = readonly PropertyKey[];

type Documented = {
    allowed?: string;
    example?: unknown;
    properties?: Record<string, Documented>;
    items?: Documented;
};

let documentation: Documented | undefined;

/** What the schema says of itself; made for the first fault, because most runs have none. */
function documentedRoot(): Documented {
    documentation ??= z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" }) as Documented;
    return documentation;
}

/** `["agents", 1, "name"]` as `agents[1].name`. */
export function keyOf(path: Path): string {
    return path.reduce<string>(
        (key, part) =>
            typeof part === "number"
                ? `${key}[${part}]`
                : key === ""
                  ? String(part)
                  : `${key}.${String(part)}`,
        "",
    );
}

function documented(path: Path): Documented | undefined {
    return path.reduce<Documented | undefined>(
        (at, part) => (typeof part === "number" ? at?.items : at?.properties?.[String(part)]),
        documentedRoot(),
    );
}

/** The value at a path; undefined where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
    return path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part], root);
}

/** A fault at a documented key; `allowed` and `example` come from the schema. */
export function faultAt(path: Path, value: unknown, problem?: string): Fault {
    // A list's element without words of its own is described by its list.
    const about = [documented(path), documented(path.slice(0, -1))].find((at) => at?.allowed !== undefined);
    return {
        key: keyOf(path),
        path,
        value,
        ...(problem === undefined ? {} : { problem }),
        allowed:
            about?.allowed ?? `an object with ${Object.keys(documented(path)?.properties ?? {}).join(", ")}`,
        ...(about?.example === undefined ? {} : { example: about.example }),
    };
}

function unknownKey(parent: Path, name: string, root: unknown): Fault {
    const known = Object.keys(documented(parent)?.properties ?? {});
    const [, section = ""] = /^(\w+)[.[]/.exec(name) ?? [];
    if (parent.length === 0 && known.includes(section))
        return {
            key: name,
            value: valueAt(root, [name]),
            problem: `was set without --path, and so is no part of ${section}`,
            allowed: known.join(", "),
            meant: name
                .split(/[.[\]]+/)
                .filter(Boolean)
                .map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
        };
    const nearest = nearestOf(known, name) ?? "";
    const meant = [...parent, nearest];
    return {
        key: keyOf([...parent, name]),
        value: valueAt(root, [...parent, name]),
        problem: `is no key of this kit; the nearest is ${keyOf(meant)}`,
        allowed: known.join(", "),
        ...(isMisspelling(name, nearest) && valueAt(root, meant) === undefined ? { meant } : {}),
    };
}

/** The faults that the schema found in `root`; a key that is there under a misspelt name is not told as absent too. */
export function schemaFaults(error: z.ZodError, root: unknown): Fault[] {
    const faults = error.issues.flatMap((issue) =>
        issue.code === "unrecognized_keys"
            ? issue.keys.map((name) => unknownKey(issue.path, name, root))
            : [faultAt(issue.path, valueAt(root, issue.path))],
    );
    // A value that breaks a format often breaks what is asked of its content, too.
    const told = new Set<string>();
    const isFirst = ({ key, problem }: Fault): boolean =>
        told.size < told.add(JSON.stringify([key, problem])).size;
    const meant = faults.flatMap((fault) => (fault.meant === undefined ? [] : [keyOf(fault.meant)]));
    return faults.filter(
        (fault) => (fault.value !== undefined || !meant.includes(fault.key)) && isFirst(fault),
    );
}

/** The command that mends a value which is absent or miswritten; where two keys disagree, a person has to choose. */
function command(project: string, stack: string, fault: Fault): string | undefined {
    const { key, value, example, fix, remedy, meant } = fault;
    if (remedy !== undefined) return remedy;
    const named = (name: string, path: boolean) =>
        `--stack ${stack} ${path && /[.[]/.test(name) ? "--path " : ""}'${project}:${name}'`;
    const mended = value === undefined ? example : fix;
    const list = Array.isArray(mended) && mended.length === 1;
    const text: unknown = list ? mended[0] : mended;
    if (text === undefined || typeof text === "object") return undefined;
    const quoted = String(text).replaceAll("'", "'\\''");
    const to = meant === undefined ? key : keyOf(meant);
    const set = `pulumi config set ${named(list ? `${to}[0]` : to, true)} '${quoted}'`;
    // What may be a secret is told by nobody but who knows it.
    if (meant !== undefined && shown(fault) !== JSON.stringify(value)) return undefined;
    // In place of a text, the engine keeps a number as text.
    const retypes = /[.[]/.test(key) && typeof value === "string" && typeof mended !== "string";
    return meant !== undefined || retypes
        ? `pulumi config rm ${named(key, to !== key || retypes)} && ${set}`
        : set;
}

const secretName = /secret|password|passphrase|token|credential/i;

/** What PEM wraps, in JSON: as long as a page, and a key of somebody's where a file of both was meant to be a certificate. */
const wrapped = /(-----BEGIN [A-Z0-9 ]+-----)[^"]*?(?=-----END |"|$)/g;

/**
 * The value as text for a log that others read: without what a key's name calls a secret, without the user and the query of a
 * URL, and without what PEM wraps.
 */
function shown({ key, value }: Fault): string {
    if (value === undefined) return "nothing";
    const text = JSON.stringify(value, (name, inner) => (secretName.test(name) ? "[hidden]" : inner));
    if (secretName.test(key)) return "[hidden]";
    return text
        .replace(wrapped, "$1[hidden]")
        .replace(/(\w+:\/\/)[^/@"]*@/g, "$1[hidden]@")
        .replace(/(\w+:\/\/[^?"]*)\?[^"]*/g, "$1?[hidden]");
}

/** All faults as one message: what, where, what is allowed, and how to mend it. */
export function describeFaults(project: string, stack: string, faults: readonly Fault[]): string {
    const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    const blocks = faults.map((fault) => {
        const fix = command(project, stack, fault);
        const lines = [
            `  ${/[: ]/.test(fault.key) ? "" : `${project}:`}${fault.key}${fault.problem === undefined ? "" : ` ${fault.problem}`}`,
            `    got      ${shown(fault)}`,
            `    allowed  ${fault.allowed}`,
        ];
        if (fix !== undefined) lines.push(`    fix      ${fix}`);
        else if (fault.example !== undefined && fault.problem === undefined)
            lines.push(
                `    example  ${typeof fault.example === "object" ? JSON.stringify(fault.example) : String(fault.example)}`,
            );
        return lines.join("\n");
    });
    return `${count} in the configuration of stack ${stack} (Pulumi.${stack}.yaml); nothing was created or changed.\n\n${blocks.join("\n\n")}\n`;
}
