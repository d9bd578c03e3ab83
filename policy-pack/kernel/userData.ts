import { gunzipSync } from "node:zlib";
import { parse, stringify } from "yaml";
import { items, keys, see, text } from "./values";

/** One text in user data: a script, a written file, a command list. */
export interface Part {
    /** How a message calls it: a path in write_files, or what kind of part it is. */
    readonly where: string;
    readonly content: string;
}

/** User data taken apart. */
export interface UserData {
    readonly parts: readonly Part[];
    /** What could not be read. */
    readonly faults: readonly string[];
}

/** What user data may unpack to; the host holds it in memory, and EC2 takes 16 KB packed. */
const maximumBytes = 4 * 1024 * 1024;

/** Takes user data apart: base64 or plain, gzip, MIME multipart, cloud-config with its written files and commands. */
export function userDataOf(value: string, encoding: "base64" | "plain"): UserData {
    const bytes = encoding === "base64" ? Buffer.from(value, "base64") : Buffer.from(value, "utf8");
    try {
        return partsOf(unpack(bytes).toString("utf8"), "user data", 0);
    } catch (error) {
        return { parts: [], faults: [`cannot be unpacked (${reason(error)})`] };
    }
}

function unpack(bytes: Buffer): Buffer {
    const packed = bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
    return packed ? gunzipSync(bytes, { maxOutputLength: maximumBytes }) : bytes;
}

function partsOf(content: string, where: string, depth: number): UserData {
    if (depth > 8) return { parts: [], faults: [`is nested too deeply at ${where}`] };
    const multipart =
        /^content-type:\s*multipart\/[^;]+;[^\n]*?(?:\r?\n[ \t][^\n]*?)*?boundary="?([^"\s;]+)"?/im.exec(
            head(content),
        );
    if (multipart?.[1])
        return join(multipartBodies(content, multipart[1]).map((body) => mimePart(body, depth)));
    if (/^#cloud-config-archive/.test(content))
        return fromYaml(content, where, (archive) =>
            join(
                items(archive).map((entry) =>
                    partsOf(text(see(entry, "content")) ?? text(entry) ?? "", where, depth + 1),
                ),
            ),
        );
    if (/^(## template: *jinja\s+)?#cloud-config/.test(content))
        return fromYaml(content, where, (config) => cloudConfig(config, depth));
    return { parts: [{ where, content }], faults: [] };
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
            : "";
    return partsOf(/^content-type:\s*multipart/im.test(headers) ? body : header + decoded, name, depth + 1);
}

function fromYaml(content: string, where: string, read: (value: unknown) => UserData): UserData {
    try {
        return read(parse(content, { maxAliasCount: 100 }));
    } catch (error) {
        // Unreadable as YAML, it is still text that can be searched.
        return {
            parts: [{ where, content }],
            faults: [`holds a cloud-config that is not YAML (${reason(error)})`],
        };
    }
}

function cloudConfig(config: unknown, depth: number): UserData {
    const written = items(see(config, "write_files")).map((file) => {
        const path = text(see(file, "path")) ?? "a written file";
        const content = writtenContent(text(see(file, "content")) ?? "", text(see(file, "encoding")) ?? "");
        return /^(#cloud-config|content-type:\s*multipart)/i.test(content)
            ? partsOf(content, path, depth + 1)
            : { parts: [{ where: path, content }], faults: [] };
    });
    const commands = ["bootcmd", "runcmd"].map((key) => {
        const lines = items(see(config, key)).map((command) => items(command).map(text).join(" "));
        return { parts: lines.length > 0 ? [{ where: key, content: lines.join("\n") }] : [], faults: [] };
    });
    // `mounts` lists are the fields of an fstab line; the type and options may be left out.
    const mounts = items(see(config, "mounts")).map((mount) => items(mount).map(text).join(" "));
    const fstab = {
        parts: mounts.length > 0 ? [{ where: "mounts", content: mounts.join("\n") }] : [],
        faults: [],
    };
    // What else is there (users, packages, ntp …) may hold secrets as well.
    const known = ["write_files", "bootcmd", "runcmd", "mounts"];
    const rest = keys(config).filter((key) => !known.includes(key));
    const others = rest.map((key) => ({
        parts: [{ where: key, content: stringify(see(config, key)) }],
        faults: [],
    }));
    return join([...written, ...commands, fstab, ...others]);
}

function writtenContent(content: string, encoding: string): string {
    if (!/^(b64|base64|gz|gzip)/i.test(encoding)) return content;
    const bytes = /b(ase)?64/i.test(encoding)
        ? Buffer.from(content, "base64")
        : Buffer.from(content, "latin1");
    return unpack(bytes).toString("utf8");
}

function join(read: readonly UserData[]): UserData {
    return { parts: read.flatMap(({ parts }) => parts), faults: read.flatMap(({ faults }) => faults) };
}

function reason(error: unknown): string {
    return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}
