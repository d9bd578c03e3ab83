import type { Part } from "../kernel/userData";
import { likeness } from "./alike";
import { inspect } from "./commands";
import { downloadedBy } from "./downloads";
import { otherLanguage, textsIn } from "./languages";
import { Machine } from "./machine";
import { type Mount, placeOf, program, type Sink } from "./mount";
import { isProse } from "./prose";
import { Shell } from "./shell";
import { statedCommands, statedMounts } from "./texts";

/** What user data mounts, and what it runs that cannot be read. */
export interface Found {
    readonly mounts: readonly Mount[];
    readonly unread: readonly string[];
}

/* Nothing without one of these can mount, or hide that it does. */
const suspicious =
    /mount|nfs|efs|fstab|auto[._]|-hosts|https?:|x6d|base64|b64|[A-Za-z0-9+/]{60}|curl|wget|fetch|s3|clone|eval|ansible|cfn-init|puppet|chef|rev\b|get-parameter|urllib|\bnc\b|\/dev\/tcp|\btr\b|\\x|\$'|["']["']|\\/;

const assignment =
    /^\s*(?:export\s+|readonly\s+|local\s+|declare\s+(?:-\w+\s+)*|Environment=)?"?([A-Za-z_]\w*)=(?:"([^"]*)"|'([^']*)'|([^\s;"']*))/gm;

/* What is handed to an interpreter by its name. */
const byName = /\.(python|perl|ruby|node|php|awk|pwsh)\d*$/;

/* What was found last, by what the user data is alike in. */
const known = new Map<string, Found>();

/** Finds the mounts of EFS and NFS in the parts of user data, however a shell, fstab, systemd, autofs, Docker or cloud-init writes them. */
export function mountsIn(parts: readonly Part[]): Found {
    if (!parts.some(({ content }) => suspicious.test(content))) return { mounts: [], unread: [] };
    const key = likeness(parts);
    const found = known.get(key) ?? followed(parts);
    if (known.size > 16) known.clear();
    known.set(key, found);
    return found;
}

function followed(parts: readonly Part[]): Found {
    const mounts = new Map<string, Mount>();
    const unread = new Set<string>();
    const machine = new Machine();
    for (const { where, content } of parts) {
        if (where.startsWith("/")) machine.write(where, content, true);
        // A script reads what another file assigns: an environment file, a unit.
        for (const [, name = "", double, single, bare] of content.matchAll(assignment)) {
            const value = [double ?? single ?? bare ?? ""];
            if (!/[$`]/.test(value[0] ?? ""))
                machine.assigned.set(name, [...(machine.assigned.get(name) ?? []), value]);
        }
    }
    const waiting: { part: Part; depth: number; line?: number | undefined }[] = parts.map((part) => ({
        part,
        depth: 0,
    }));
    const seen = new Set<string>();
    const read = ({ where, content, isScript: isRun = false }: Part, depth: number, from?: number): void => {
        const key = `${where} ${content}`;
        if (seen.has(key) || depth > 6 || seen.size > 400) return;
        seen.add(key);
        machine.begin("");
        if (isProse({ where, content }, parts)) return;
        const sink: Sink = {
            mount: (found) => {
                // A variable that nothing sets is a fault; what is worked out or given elsewhere may be right.
                const open = found.unresolved.filter(
                    (name) => where.startsWith(program) || !/^\$(?!jinja_)/.test(name),
                );
                if (open.length > 0) {
                    sink.unread(`a mount whose options are ${open.join(", ")}`);
                    return;
                }
                const what = JSON.stringify([found.type, found.options]);
                const line = depth > 0 ? from : (found.line ?? machine.line);
                const placed = line === undefined ? found : { ...found, line };
                // What is mounted by another text that a line hands on is told there, unless it was told already.
                const isOwn = depth === 0 && (found.line !== undefined || machine.isOwn);
                if (isOwn) mounts.set(`${what} ${where} ${line}`, placed);
                else if (![...mounts.keys()].some((known) => known.startsWith(what)))
                    mounts.set(what, placed);
            },
            unread: (what) =>
                unread.add(`${what}, in ${placeOf({ where, line: depth > 0 ? from : machine.line })}`),
            text: (text, path) => {
                const same = depth === 0 && !/^\/|^a (script|file|program)/.test(path);
                waiting.push({
                    part: same ? { where, content: text, isScript: isRun } : { where: path, content: text },
                    depth: depth + 1,
                    line: same ? machine.line : undefined,
                });
            },
        };
        for (const hidden of hiddenIn(content)) sink.text(hidden, where);
        if (otherLanguage.test(content) || byName.test(where)) {
            for (const text of textsIn(content, /\.awk$/.test(where) || /^#!.*awk/.test(content)))
                sink.text(text, `${program} in ${where.replace(byName, "")}`);
            const run = downloadedBy(content);
            if (run !== undefined) sink.unread(run);
            return;
        }
        // A script says what it mounts by what it runs; what it merely shows is no mount.
        const isScript =
            isRun ||
            /^#!|^#cloud-boothook/.test(content) ||
            ["user data", "runcmd", "bootcmd", "a MIME part"].includes(where);
        if (!isScript) for (const found of statedMounts(content, where)) sink.mount(found);
        if (machine.done.size === machine.done.add(content).size && isScript) return;
        machine.begin(depth === 0 ? content : "");
        const shell = new Shell(machine, {
            ran: (argv, input, by) => inspect(argv, input, by, where, sink),
            unread: sink.unread,
        });
        shell.script(content);
        for (const command of isScript ? [] : statedCommands(content)) shell.child().script(command);
    };
    while (waiting.length > 0) {
        const next = waiting.shift();
        if (next) read(next.part, next.depth, next.line);
        if (waiting.length > 0) continue;
        // What scripts wrote may be read by something else than a script.
        for (const [path, contents] of machine.files)
            for (const content of contents)
                if (!seen.has(`${path} ${content}`))
                    waiting.push({ part: { where: path, content }, depth: 1 });
        if (seen.size > 400 || waiting.every(({ part }) => seen.has(`${part.where} ${part.content}`))) break;
    }
    return { mounts: [...mounts.values()], unread: [...unread] };
}

/** Texts in base64 within a text, for whoever decodes them. */
function hiddenIn(content: string): readonly string[] {
    return [...content.matchAll(/[A-Za-z0-9+/]{24,}={0,2}/g)].flatMap(([encoded]) => {
        const text = Buffer.from(encoded, "base64").toString("utf8");
        return /mount|nfs|efs|fstab/.test(text) && !/[^\P{Cc}\n\r\t]|\uFFFD/u.test(text) ? [text] : [];
    });
}
