import { hasHole, holesIn, shown, wholeHole } from "./holes";

/** A mount of EFS or NFS that was found, its options with variables filled in. */
export interface Mount {
    readonly where: string;
    /** The line there, from 1, where that is known. */
    readonly line?: number;
    readonly type: string;
    readonly options: readonly string[];
    /** Variables in the options whose value is nowhere in the user data. */
    readonly unresolved: readonly string[];
}

/** Where something stands, as a message says it. */
export function placeOf({
    where,
    line,
}: {
    readonly where: string;
    readonly line?: number | undefined;
}): string {
    return line === undefined ? where : `line ${line} of ${where}`;
}

/** What is said of the commands that scripts run. */
export interface Sink {
    mount(found: Mount): void;
    unread(what: string): void;
    /** A text that may hold more: what a program is given as its script. */
    text(content: string, path: string): void;
}

/** Whether a type of file system is one that reaches EFS. */
export function isNetworkType(type: string): boolean {
    return /^(efs|nfs4?|aznfs)$/i.test(type);
}

/** Whether what is mounted is a network file system by the look of it: `host:/path`, or a name of EFS. */
export function isNetworkSource(source: string): boolean {
    return (
        /^(\[[0-9a-f:]+\]|[^/\s:=]+):(\/|$|\uE000)/i.test(source) ||
        /\.efs\.[a-z0-9-]+\.amazonaws\.com/i.test(source) ||
        /^fs-[0-9a-f]*($|[:/])/.test(source)
    );
}

/** A mount by the options in one text, and what of them is not known. */
export function mountOf(where: string, type: string, written: string): Mount {
    const options = written
        .split(",")
        .map((option) => option.trim().replace(/^["']|["']$/g, ""))
        .filter((option) => option !== "");
    // A value that only the running instance knows is fine behind `accesspoint=`; a whole unknown option is not.
    const unresolved = options.flatMap((option) => (wholeHole(option) === undefined ? [] : [shown(option)]));
    return { where, type, options: options.map(shown), unresolved };
}

interface Given {
    readonly types: string | undefined;
    readonly options: readonly string[];
    readonly operands: readonly string[];
    readonly flags: readonly string[];
}

/* The options of mount(8) and systemd-mount(1) that take a value of their own. */
const valued = new Set([
    ..."-t --types --type -o --options -O --test-opts -L --label -U --uuid -T --fstab -N --namespace".split(
        " ",
    ),
    ..."--source --target --target-prefix --description -p --property --automount-property --timeout-idle-sec".split(
        " ",
    ),
    ..."--owner -H --host -M --machine --map-users --map-groups".split(" "),
]);

function given(args: readonly string[]): Given {
    const options: string[] = [];
    const operands: string[] = [];
    const flags: string[] = [];
    let types: string | undefined;
    const take = (flag: string, value: string) => {
        if (["-t", "--types", "--type"].includes(flag))
            types = types === undefined ? value : `${types},${value}`;
        else if (["-o", "--options"].includes(flag)) options.push(value);
        else if (flag === "--source") operands.unshift(value);
        else if (flag === "--target") operands.push(value);
    };
    for (let index = 0; index < args.length; index += 1) {
        const arg = args[index] ?? "";
        const [, long = "", attached] = /^(--[\w-]+)(?:=([\s\S]*))?$/.exec(arg) ?? [];
        if (long !== "") {
            flags.push(long);
            if (attached !== undefined) take(long, attached);
            else if (valued.has(long)) take(long, args[++index] ?? "");
        } else if (/^-[A-Za-z]/.test(arg)) {
            // Short options may stand together, and the last of them may hold its value.
            for (let at = 1; at < arg.length; at += 1) {
                const flag = `-${arg[at]}`;
                flags.push(flag);
                if (!valued.has(flag)) continue;
                take(flag, at + 1 < arg.length ? arg.slice(at + 1) : (args[++index] ?? ""));
                break;
            }
        } else operands.push(arg);
    }
    return { types, options, operands, flags };
}

/** What a message calls a program in another language than the shell's by, before it says where that stands. */
export const program = "a program";

/** What one call of mount or a helper of it mounts, or what of it cannot be told. */
export function calledMount(
    where: string,
    called: string,
    args: readonly string[],
): Mount | { readonly unread: string } | undefined {
    const { types, options, operands, flags } = given(args);
    const written = options.join(",");
    const helper = /^mount\.(\w+)$/.exec(called)?.[1];
    if (helper !== undefined)
        return isNetworkType(helper) && operands.length > 0 ? mountOf(where, helper, written) : undefined;
    const [source = ""] = operands;
    const listed = (types ?? "").split(",").filter((type) => type !== "" && type !== "auto");
    const negated =
        types?.startsWith("no") === true && !/^nfs/.test(types) ? true : /^nonfs/.test(types ?? "");
    // All of fstab, which is judged where it is written; the same for a mount that names its target only.
    if (flags.includes("-a") || flags.includes("--all") || operands.length === 0) return undefined;
    const network = listed.find(isNetworkType);
    if (network !== undefined && !negated) {
        const safe = listed.every((type) => type === "efs");
        return mountOf(
            where,
            safe ? "efs" : (listed.find((type) => isNetworkType(type) && type !== "efs") ?? network),
            written,
        );
    }
    if (listed.length > 0 && !negated && !listed.some(hasHole)) return undefined;
    const open = negated ? undefined : listed.find(hasHole);
    if (isNetworkSource(source) && (open === undefined || !where.startsWith(program)))
        return mountOf(where, "nfs", written);
    if (open === undefined) return undefined;
    return { unread: `a mount whose type is ${holesIn(open).join(", ")}` };
}
