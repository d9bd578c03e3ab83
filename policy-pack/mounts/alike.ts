import type { Part } from "../kernel/userData";

/* Words that decide what a command mounts, wherever they come from. */
const decisive = /^(?:.*\/)?(?:mount(?:\.\w+)?|systemd-mount|nfs4?|efs|auto|no?tls|iam|verify=.*)$/;

const assigning = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(?:"([^"$`\\]*)"|'([^']*)'|([^\s;"'$`\\]*))\s*$/;

/**
 * A key under which user data is judged alike: the same scripts, with environment files that differ only in names, ids and
 * addresses. A fleet's machines share their scripts, and following those takes far longer than anything else of the pack.
 */
export function likeness(parts: readonly Part[]): string {
    const paths = new Set(parts.map(({ where }) => where));
    return parts
        .map(({ where, content }) => {
            const lines = content.split("\n");
            const isEnvironment = lines.every((line) => line.trim() === "" || assigning.test(line));
            const shape = isEnvironment ? lines.map((line) => shapeOf(line, paths)).join("\n") : content;
            return `${where}\n${shape}`;
        })
        .join("\n\n");
}

function shapeOf(line: string, paths: ReadonlySet<string>): string {
    const [, name = "", double, single, bare] = assigning.exec(line) ?? [];
    const value = double ?? single ?? bare ?? "";
    return `${name}=${paths.has(value) || value === "" ? value : kindOf(value)}`;
}

function kindOf(value: string): string {
    if (/^fs-[0-9a-f]+$/.test(value)) return "fs-0";
    if (/^fsap-[0-9a-f]+$/.test(value)) return "fsap-0";
    if (/^arn:/.test(value)) return "arn:";
    if (decisive.test(value) || !/^[\w./@-]+$/.test(value) || /^\d{1,3}$/.test(value)) return value;
    return value.startsWith("/") ? "/name" : "name";
}
