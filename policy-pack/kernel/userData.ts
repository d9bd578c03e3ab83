import { gunzipSync } from "node:zlib";
import { parse, stringify } from "yaml";
import { ignitionOf } from "./ignition";
import { rendered } from "./jinja";
import { items, keys, see, text } from "./values";

/** One text in user data: a script, a written file, a command list. */
export interface Part {
    /** How a message calls it: a path in write_files, or what kind of part it is. */
    readonly where: string;
    readonly content: string;
    /** Whether a shell runs it, which its name then need not say. */
    readonly isScript?: boolean;
}

/** User data taken apart. */
export interface UserData {
    readonly parts: readonly Part[];
    /** What could not be read. */
    readonly faults: readonly string[];
    /** What lies elsewhere and is run all the same. */
    readonly unread: readonly string[];
}

/** How a message calls user data that is one script. */
export const wholeData = "user data";

const nothing: UserData = { parts: [], faults: [], unread: [] };

/** What user data may unpack to; the host holds it in memory, and EC2 takes 16 KB packed. */
const maximumBytes = 4 * 1024 * 1024;

/* Two rules read the user data of each resource, one right after the other, and taking it apart is most of their work. */
let last: { readonly key: string; readonly taken: UserData } | undefined;

/** Takes user data apart: base64 or plain, gzip, MIME multipart, cloud-config with its written files and commands. */
export function userDataOf(value: string, encoding: "base64" | "plain"): UserData {
    const key = `${encoding} ${value}`;
    if (last?.key !== key) last = { key, taken: takenApart(value, encoding) };
    return last.taken;
}

function takenApart(value: string, encoding: "base64" | "plain"): UserData {
    const bytes = encoding === "base64" ? Buffer.from(value, "base64") : Buffer.from(value, "utf8");
    try {
        return partsOf(unpack(bytes).toString("utf8"), wholeData, 0);
    } catch (error) {
        return { ...nothing, faults: [`cannot be unpacked (${reason(error)})`] };
    }
}

function unpack(bytes: Buffer): Buffer {
    const packed = bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
    return packed ? gunzipSync(bytes, { maxOutputLength: maximumBytes }) : bytes;
}

function partsOf(content: string, where: string, depth: number): UserData {
    if (depth > 8) return { ...nothing, faults: [`is nested too deeply at ${where}`] };
    if (/^#include/.test(content)) return { ...nothing, unread: included(content) };
    const multipart =
        /^content-type:\s*multipart\/[^;]+;[^\n]*?(?:\r?\n[ \t][^\n]*?)*?boundary="?([^"\s;]+)"?/im.exec(
            head(content),
        );
    if (multipart?.[1])
        return joined(multipartBodies(content, multipart[1]).map((body) => mimePart(body, depth)));
    if (/^#cloud-config-archive/.test(content))
        return fromYaml(content, where, (archive) =>
            joined(
                items(archive).map((entry) =>
                    partsOf(text(see(entry, "content")) ?? text(entry) ?? "", where, depth + 1),
                ),
            ),
        );
    if (/^##\s*template:\s*jinja/.test(content)) return template(content, where, depth);
    if (/^#cloud-config/.test(content))
        return fromYaml(content, where, (config) => cloudConfig(config, depth));
    const config = ignitionIn(content);
    if (config !== undefined) {
        const { parts, unread, inner } = ignitionOf(config, maximumBytes);
        return joined([
            { parts, unread, faults: [] },
            ...inner.map((each) => partsOf(each, where, depth + 1)),
        ]);
    }
    return { ...nothing, parts: [{ where, content }] };
}

/** Each text that a template may become. What is no YAML with every branch need not be with the machine's own. */
function template(content: string, where: string, depth: number): UserData {
    const read = rendered(content.replace(/^##[^\n]*\n/, "")).map((text) => partsOf(text, where, depth + 1));
    const { parts, unread } = joined(read);
    const open = read.every(({ faults }) => faults.length > 0);
    const asked = open ? ["a template that is no YAML as far as it can be filled in"] : [];
    return { parts, faults: [], unread: [...new Set([...unread, ...asked])] };
}

/** A configuration of Ignition, as JSON or as Butane's YAML. */
function ignitionIn(content: string): unknown {
    const isJson = /^\s*\{/.test(content) && content.includes('"ignition"');
    if (!isJson && !/^variant:\s*\w+/m.test(content)) return undefined;
    try {
        return parse(content, { maxAliasCount: 100 });
    } catch {
        // The machine cannot read it either; as a text it is still searched.
        return undefined;
    }
}

/** The addresses that cloud-init fetches user data from. */
function included(content: string): string[] {
    return content
        .split(/\r?\n/)
        .slice(1)
        .filter((line) => /\S/.test(line) && !line.startsWith("#"))
        .map((line) => `what cloud-init includes from ${line.trim()}`);
}

function head(content: string): string {
    return content.split(/\r?\n\r?\n/, 1)[0] ?? "";
}

function multipartBodies(content: string, boundary: string): string[] {
    return content
        .split(`--${boundary}`)
        .slice(1)
        .filter((body) => !body.startsWith("--"))
        .map((body) => body.replace(/^\r?\n/, ""));
}

function mimePart(body: string, depth: number): UserData {
    const headers = head(body);
    const content = body.slice(headers.length).replace(/^(\r?\n){2}/, "");
    const name = /filename="?([^"\n]+)"?/i.exec(headers)?.[1] ?? "a MIME part";
    const encoded = /^content-transfer-encoding:\s*base64/im.test(headers);
    const decoded = encoded ? unpack(Buffer.from(content, "base64")).toString("utf8") : content;
    // A part may name its kind in its header only; cloud-init then takes the content without its first line.
    const header =
        /^content-type:\s*text\/cloud-config\b/im.test(headers) && !/^#/.test(decoded)
            ? "#cloud-config\n"
            : /^content-type:\s*text\/x-include(-once)?-url\b/im.test(headers) && !/^#/.test(decoded)
              ? "#include\n"
              : "";
    return partsOf(/^content-type:\s*multipart/im.test(headers) ? body : header + decoded, name, depth + 1);
}

function fromYaml(content: string, where: string, read: (value: unknown) => UserData): UserData {
    try {
        return read(parse(content, { maxAliasCount: 100 }));
    } catch (error) {
        // Unreadable as YAML, it is still text that can be searched.
        return {
            ...nothing,
            parts: [{ where, content }],
            faults: [`holds a cloud-config that is not YAML (${reason(error)})`],
        };
    }
}

function cloudConfig(config: unknown, depth: number): UserData {
    const written = items(see(config, "write_files")).map((file) => {
        const path = text(see(file, "path")) ?? "a written file";
        const uri = text(see(file, "source", "uri"));
        if (uri !== undefined) return { ...nothing, unread: [`${path}, which it fetches from ${uri}`] };
        const content = writtenContent(see(file, "content"), text(see(file, "encoding")) ?? "");
        return /^(#cloud-config|content-type:\s*multipart)/i.test(content)
            ? partsOf(content, path, depth + 1)
            : { ...nothing, parts: [{ where: path, content }] };
    });
    const commands = ["bootcmd", "runcmd"].map((key) => {
        const lines = items(see(config, key)).map((command) =>
            // A list is a command's words, a text a line for the shell.
            Array.isArray(command)
                ? items(command)
                      .map((word) => quoted(text(word) ?? ""))
                      .join(" ")
                : (text(command) ?? ""),
        );
        return lines.length > 0
            ? { ...nothing, parts: [{ where: key, content: lines.join("\n") }] }
            : nothing;
    });
    const fstab = fstabOf(config);
    const elsewhere = remote
        .filter((key) => see(config, key) !== undefined)
        .map((key) => ({ ...nothing, unread: [`what ${key} sets up`] }));
    // What else is there (users, packages, ntp …) may hold secrets as well.
    const known = ["write_files", "bootcmd", "runcmd", "mounts", "mount_default_fields"];
    const rest = keys(config).filter((key) => !known.includes(key));
    const others = rest.map((key) => ({
        ...nothing,
        parts: [{ where: key, content: stringify(see(config, key)) }],
    }));
    return joined([...written, ...commands, fstab, ...elsewhere, ...others]);
}

/* Modules of cloud-init that fetch and run what somebody else keeps. */
const remote = ["ansible", "chef", "puppet", "salt_minion"];

/** `mounts` lists are the fields of an fstab line; what is left out comes from mount_default_fields, then from cloud-init. */
function fstabOf(config: unknown): UserData {
    const given = items(see(config, "mount_default_fields")).map((field) => text(field));
    const defaults = [undefined, undefined, "auto", "defaults,nofail", "0", "2"].map(
        (field, index) => given[index] ?? field,
    );
    const lines = items(see(config, "mounts")).map((mount) => {
        const fields = items(mount).map((field) => text(field));
        return defaults.map((field, index) => fields[index] ?? field ?? "").join(" ");
    });
    return lines.length > 0
        ? { ...nothing, parts: [{ where: "mounts", content: lines.join("\n") }] }
        : nothing;
}

/** A word as a shell takes it for one. */
export function quoted(word: string): string {
    return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function writtenContent(content: unknown, encoding: string): string {
    // YAML's own binary values are decoded by its reader.
    if (content instanceof Uint8Array) return unpack(Buffer.from(content)).toString("utf8");
    const written = text(content) ?? "";
    if (!/^(b64|base64|gz|gzip)/i.test(encoding)) return written;
    const bytes = /b(ase)?64/i.test(encoding)
        ? Buffer.from(written, "base64")
        : Buffer.from(written, "latin1");
    return unpack(bytes).toString("utf8");
}

/** All of several user data, as one. */
export function joined(read: readonly UserData[]): UserData {
    return {
        parts: read.flatMap(({ parts }) => parts),
        faults: read.flatMap(({ faults }) => faults),
        unread: read.flatMap(({ unread }) => unread),
    };
}

function reason(error: unknown): string {
    return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}
