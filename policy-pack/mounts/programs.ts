import { gunzipSync } from "node:zlib";
import { downloadOf, hasHole, hole } from "./holes";

/** What a program is given, and what it may read. */
export interface Call {
    readonly name: string;
    readonly args: readonly string[];
    readonly input: string;
    read(path: string): string | undefined;
    lookUp(name: string): string | undefined;
}

/** What a program prints, as far as that follows from what it is given; a hole by its name where it does not. */
export function printed(call: Call): string {
    const { name, args, input } = call;
    const files = () =>
        args
            .filter((arg) => !arg.startsWith("-"))
            .map((path) => call.read(path) ?? hole(`what is in ${path}`));
    const given = () => (args.some((arg) => !arg.startsWith("-")) ? files().join("") : input);
    switch (name) {
        case "echo":
            return `${echoed(args)}\n`;
        case "printf":
            return formatted(args);
        case "cat":
        case "tac":
            return given();
        case "tee":
            return input;
        case "base64":
        case "openssl":
            return /^(-d|-D|--decode|-d.*)$/.test(args.find((arg) => /^(-d|-D|--decode)/.test(arg)) ?? "")
                ? decoded(files().length > 0 && name === "base64" ? files().join("") : input)
                : hole("base64");
        case "gunzip":
        case "zcat":
        case "gzip":
            return inflated(input);
        case "xxd":
            return hasHole(input) ? input : Buffer.from(input.replace(/\s/g, ""), "hex").toString("utf8");
        case "rev":
            return hasHole(input) ? input : [...input.trimEnd()].reverse().join("");
        case "tr":
            return translated(args, input);
        case "sed":
            return edited(
                args,
                args.length > 1 && call.read(args.at(-1) ?? "") !== undefined
                    ? (call.read(args.at(-1) ?? "") ?? "")
                    : input,
            );
        case "cut":
        case "awk":
            return fieldOf(name, args, input);
        case "envsubst":
            return input.replace(
                /\$\{?(\w+)\}?/g,
                (whole, variable: string) => call.lookUp(variable) ?? whole,
            );
        case "which":
            return `${args.at(-1) ?? ""}\n`;
        case "command":
        case "type":
            return `${args.at(-1) ?? ""}\n`;
        case "basename":
            return `${(args[0] ?? "").split("/").at(-1) ?? ""}\n`;
        default:
            return hole(source(call) === undefined ? `what ${name} prints` : downloadOf(source(call) ?? ""));
    }
}

/** From where a program fetches something, if that is what it does. */
export function source({ name, args }: Pick<Call, "name" | "args">): string | undefined {
    if (["curl", "wget", "fetch", "aria2c", "http"].includes(name))
        return args.find((arg) => /^[a-z]+:\/\//i.test(arg)) ?? args.findLast(hasHole) ?? args.at(-1);
    if (name === "aws")
        return args.find((arg) => arg.startsWith("s3://")) ?? (args[0] === "s3api" ? args[1] : undefined);
    if (["gsutil", "scp", "rsync", "s3cmd"].includes(name)) return args.find((arg) => arg.includes(":"));
    if (name === "git" && args.includes("clone")) return args.find((arg) => /[:/]/.test(arg));
    return undefined;
}

function echoed(args: readonly string[]): string {
    const words = args.slice(args.findIndex((arg) => !/^-[neE]+$/.test(arg)));
    return args.some((arg) => /^-\w*e/.test(arg)) ? unescaped(words.join(" ")) : words.join(" ");
}

function formatted([format = "", ...args]: readonly string[]): string {
    const rest = format === "--" ? args.slice(1) : [...args];
    const pattern = unescaped(format === "--" ? (args[0] ?? "") : format);
    const once = () =>
        pattern.replace(/%(?:%|[-+ #0]*\d*(?:\.\d+)?[a-zA-Z])/g, (part) =>
            part === "%%" ? "%" : part.endsWith("b") ? unescaped(rest.shift() ?? "") : (rest.shift() ?? ""),
        );
    let text = once();
    // As long as arguments are left, the format is used again.
    for (let turn = 0; rest.length > 0 && turn < 50 && /%[^%]/.test(pattern); turn += 1) text += once();
    return text;
}

/** A text with the escapes that printf, echo -e and the texts of most languages know. */
export function unescaped(text: string): string {
    return text
        .replace(/\\x([0-9a-f]{1,2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
        .replace(/\\0?([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
        .replace(/\\n/g, "\n")
        .replace(/\\t/g, "\t")
        .replace(/\\\\/g, "\\");
}

function decoded(input: string): string {
    if (hasHole(input)) return input;
    const bytes = Buffer.from(input, "base64");
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? bytes.toString("latin1") : bytes.toString("utf8");
}

function inflated(input: string): string {
    try {
        return gunzipSync(Buffer.from(input, "latin1"), { maxOutputLength: 1 << 22 }).toString("utf8");
    } catch {
        return input;
    }
}

function translated(args: readonly string[], input: string): string {
    const [from = "", to = ""] = args.filter((arg) => !arg.startsWith("-"));
    if (args.includes("-d")) return [...input].filter((letter) => !from.includes(letter)).join("");
    const [low, high] = [spelled(from), spelled(to)];
    return [...input]
        .map((letter) => (low.includes(letter) ? (high[low.indexOf(letter)] ?? high.at(-1) ?? "") : letter))
        .join("");
}

function spelled(set: string): string[] {
    const ranges = set.replace(/(.)-(.)/g, (_, from: string, to: string) =>
        Array.from({ length: Math.max(0, to.charCodeAt(0) - from.charCodeAt(0) + 1) }, (_each, index) =>
            String.fromCharCode(from.charCodeAt(0) + index),
        ).join(""),
    );
    return [...ranges];
}

/** Applies the plain replacements among sed's scripts. */
function edited(args: readonly string[], input: string): string {
    return args.reduce((text, arg) => {
        const [, , pattern = "", by = "", flags = ""] =
            /^s([/|#,@!])((?:(?!\1)[^\\]|\\.)*)\1((?:(?!\1)[^\\]|\\.)*)\1([gI]*)$/.exec(arg) ?? [];
        if (pattern === "") return text;
        try {
            return text.replace(
                new RegExp(pattern, flags.includes("g") ? "gm" : "m"),
                by.replace(/&/g, "$$&"),
            );
        } catch {
            return text;
        }
    }, input);
}

/** One field of each line, as cut -d -f and awk '{print $N}' take it. */
function fieldOf(name: string, args: readonly string[], input: string): string {
    const written = args.join(" ");
    const number = /(?:-f\s*|print \$)(\d+)/.exec(written)?.[1];
    if (number === undefined || hasHole(input)) return hole(`what ${name} prints`);
    const by = /-[dF]\s*'?"?(\S)/.exec(written)?.[1] ?? (name === "cut" ? "\t" : /\s+/);
    return input
        .split("\n")
        .map((line) => (name === "awk" ? line.trim() : line).split(by)[Number(number) - 1] ?? "")
        .join("\n");
}
