import type { Part } from "./userData";

/** A mount of EFS or NFS found in user data, its options with shell variables filled in. */
export interface Mount {
    readonly where: string;
    readonly type: string;
    readonly options: readonly string[];
    /** Variables in the options whose value is nowhere in the user data. */
    readonly unresolved: readonly string[];
}

type Variables = ReadonlyMap<string, string>;

const assignment =
    /^\s*(?:export\s+|readonly\s+|local\s+|declare\s+(?:-\w+\s+)*|Environment=)?"?([A-Za-z_]\w*)=(?:"([^"]*)"|'([^']*)'|([^\s;"']*))/gm;

/**
 * Finds the mounts of EFS and NFS in the parts of user data: fstab lines, mount commands, systemd mount units and
 * cloud-config `mounts`. Variables are looked up over all parts, because a script reads what an environment file says.
 */
export function mountsIn(parts: readonly Part[]): readonly Mount[] {
    const variables = variablesIn(parts);
    return parts.flatMap((part) => [
        ...commandMounts(part, variables),
        ...unitMounts(part, variables),
        ...fstabMounts(part, variables),
    ]);
}

function variablesIn(parts: readonly Part[]): Variables {
    const found = new Map<string, string>();
    for (const { content } of parts) {
        for (const [, name = "", double, single, bare] of content.matchAll(assignment)) {
            const value = double ?? single ?? bare ?? "";
            // `${X:=…}` forms and loops aside, options built up in steps are joined: each step must be acceptable.
            found.set(
                name,
                found.has(name) && found.get(name) !== value ? `${found.get(name)},${value}` : value,
            );
        }
    }
    return found;
}

function fill(written: string, variables: Variables, depth = 0): string {
    if (depth > 5) return written;
    return written.replace(
        /\$(?:\{([A-Za-z_]\w*)(?::?[-=?+][^}]*)?\}|([A-Za-z_]\w*))/g,
        (whole, braced, bare) => {
            const value = variables.get(braced ?? bare);
            return value === undefined || value.includes(whole) ? whole : fill(value, variables, depth + 1);
        },
    );
}

function mount(where: string, type: string, written: string, variables: Variables): Mount {
    const options = fill(written, variables)
        .split(",")
        .map((option) => option.trim().replace(/^["']|["']$/g, ""))
        .filter((option) => option !== "");
    // A value that only the running instance knows is fine behind `accesspoint=`; a whole unknown option is not.
    const unresolved = options.filter((option) => option.startsWith("$"));
    return { where, type, options, unresolved };
}

function commandMounts({ where, content }: Part, variables: Variables): Mount[] {
    const joined = content.replace(/\\\r?\n\s*/g, " ");
    return joined.split(/\r?\n|;|&&|\|\|/).flatMap((line) => {
        const command = /(?:^|[\s(`"'/=[,])(mount(?:\.efs|\.nfs4?)?)["']?,?\s+(.*)$/.exec(uncommented(line));
        if (!command) return [];
        const [, program = "", rest = ""] = command;
        const words =
            rest.match(/"[^"]*"|'[^']*'|\S+/g)?.map((word) => word.replace(/^["']|["'],?$|,$/g, "")) ?? [];
        const type = program.startsWith("mount.") ? program.slice(6) : valueAfter(words, ["-t", "--types"]);
        const filled = fill(type ?? "", variables);
        if (!isNetworkType(filled)) return [];
        return [mount(where, filled, valueAfter(words, ["-o", "--options"]) ?? "", variables)];
    });
}

function valueAfter(words: readonly string[], flags: readonly string[]): string | undefined {
    const values = words.flatMap((word, index) => {
        const [flag = ""] = flags.filter(
            (candidate) => word === candidate || word.startsWith(`${candidate}=`),
        );
        if (flag) return [word === flag ? (words[index + 1] ?? "") : word.slice(flag.length + 1)];
        const [short = ""] = flags;
        return word.startsWith(short) ? [word.slice(short.length)] : [];
    });
    return values.length > 0 ? values.join(",") : undefined;
}

function unitMounts({ where, content }: Part, variables: Variables): Mount[] {
    if (!/^\[Mount\]\s*$/m.test(content)) return [];
    const type = fill(/^Type=(.*)$/m.exec(content)?.[1]?.trim() ?? "", variables);
    if (!isNetworkType(type)) return [];
    return [mount(where, type, /^Options=(.*)$/m.exec(content)?.[1]?.trim() ?? "", variables)];
}

function fstabMounts({ where, content }: Part, variables: Variables): Mount[] {
    return content.split(/\r?\n/).flatMap((line) => {
        const entry = /(?:^|[\s"'])[^\s"'#]+:[^\s"']*\s+\/\S+\s+(efs|nfs4?)\s+(\S+)/.exec(uncommented(line));
        return entry ? [mount(where, entry[1] ?? "", entry[2] ?? "", variables)] : [];
    });
}

function uncommented(line: string): string {
    return line.replace(/(^|\s)#.*$/, "");
}

function isNetworkType(type: string): boolean {
    return /^(efs|nfs4?)$/.test(type);
}
