import { split, wholeHole } from "./holes";
import type { Session } from "./machine";
import { printed } from "./programs";

/** Runs what changes the shell itself, and says what it prints; nothing for a program. */
export function builtin(
    shell: Session,
    name: string,
    args: readonly string[],
    input: string,
): readonly string[] | undefined {
    switch (name) {
        case "export":
        case "declare":
        case "local":
        case "readonly":
        case "typeset":
            for (const arg of args) {
                const [, variable, append, value = ""] = /^(\w+)(\+)?=([\s\S]*)$/.exec(arg) ?? [];
                if (variable) shell.set(variable, [[value]], append === "+");
            }
            return [""];
        case "printf": {
            const [flag, variable = "", ...rest] = args;
            if (flag !== "-v") return undefined;
            const read = () => undefined;
            shell.set(variable, [[printed({ name, args: rest, input, read, lookUp: read })]], false);
            return [""];
        }
        case "unset":
            for (const arg of args) shell.variables.delete(arg);
            return [""];
        case "set": {
            const from = args.indexOf("--");
            if (from >= 0) positional(shell, args.slice(from + 1));
            return [""];
        }
        case "shift": {
            const values = shell.valuesOf("@")?.[0] ?? [];
            positional(shell, values.slice(Number(args[0] ?? 1) || 1));
            return [""];
        }
        case "read":
        case "mapfile":
        case "readarray":
            readInto(shell, args, input);
            return [""];
        case "alias":
            for (const arg of args) {
                const [, own, value = ""] = /^([^=]+)=([\s\S]*)$/.exec(arg) ?? [];
                if (own) shell.variables.set(`alias ${own}`, [[value]]);
            }
            return [""];
        case "eval":
            return follow(shell, args.join(" "), input, "eval");
        case ".":
        case "source":
            return source(shell, args, input);
        case "trap":
            return args.length > 1 ? shell.child().script(args[0] ?? "") : [""];
        case ":":
        case "true":
        case "false":
        case "cd":
        case "exit":
        case "return":
            return [""];
        case "exec":
        case "builtin":
        case "command":
            if (args.length === 0 || /^-[vV]/.test(args[0] ?? ""))
                return args.length === 0 ? [""] : [`${args.at(-1)}\n`];
            return shell.run(args, input);
        default:
            return aliased(shell, name, args, input);
    }
}

function aliased(
    shell: Session,
    name: string,
    args: readonly string[],
    input: string,
): readonly string[] | undefined {
    const alias = shell.variables.get(`alias ${name}`)?.[0]?.[0];
    if (alias === undefined) return undefined;
    return shell.run([...alias.split(/\s+/), ...args], input);
}

function positional(shell: Session, values: readonly string[]): void {
    shell.assign("@", [values]);
    for (const [index, value] of values.entries()) shell.assign(String(index + 1), [[value]]);
}

function readInto(shell: Session, args: readonly string[], input: string): void {
    const names = args.filter((arg) => /^[A-Za-z_]\w*$/.test(arg));
    const line = (input.split("\n").find((each) => each.trim() !== "") ?? "").trim();
    if (line === "" || names.length === 0) return;
    const separators = (shell.valuesOf("IFS")?.[0]?.[0] ?? "").replace(/\s/g, "");
    const separator = separators[0] ?? " ";
    const fields =
        separators === ""
            ? line.split(/\s+/)
            : [...line]
                  .map((letter) => (separators.includes(letter) ? "\0" : letter))
                  .join("")
                  .split("\0");
    for (const [index, name] of names.entries())
        shell.assign(name, [
            [index === names.length - 1 ? fields.slice(index).join(separator) : (fields[index] ?? "")],
        ]);
}

/** Follows a text as a script in this very shell; one that is nothing but a hole cannot be read. */
export function follow(shell: Session, text: string, input: string, by: string): readonly string[] {
    const unknown = wholeHole(text.replaceAll(split, " "));
    if (unknown === undefined) return shell.script(text, input);
    shell.findings.unread(`${unknown}, which it runs with ${by}`);
    return [""];
}

function source(shell: Session, [path = ""]: readonly string[], input: string): readonly string[] {
    const known = shell.machine.read(path);
    if (known !== undefined && shell.depth < 8) {
        const inside = shell.child();
        const output = follow(inside, known, input, "source");
        for (const [name, values] of inside.variables) shell.variables.set(name, values);
        for (const [name, body] of inside.functions) shell.functions.set(name, body);
        return output;
    }
    const from = shell.machine.fetched.get(path);
    if (from !== undefined) shell.findings.unread(`${path}, which it fetches from ${from} and sources`);
    return [""];
}
