import { gunzipSync } from "node:zlib";
import { items, see, text } from "./values";

/** A unit or a file, and how a message calls it. */
interface Part {
    readonly where: string;
    readonly content: string;
}

/** What a configuration of Ignition holds, and what it takes from elsewhere. */
export interface Ignition {
    readonly parts: readonly Part[];
    readonly unread: readonly string[];
    /** Other configurations that stand in it. */
    readonly inner: readonly string[];
}

/**
 * Takes the configuration of Flatcar and CoreOS apart: units, files, and other configurations that it merges, in versions
 * 2 and 3 and as Butane writes them.
 * https://coreos.github.io/ignition/configuration-v3_4/, https://coreos.github.io/butane/config-flatcar-v1_1/
 */
export function ignitionOf(config: unknown, maximumBytes: number): Ignition {
    const parts: Part[] = [];
    const unread: string[] = [];
    const inner: string[] = [];
    const take = (contents: unknown, fetched: string, use: (content: string) => void) => {
        const { content, from } = contentOf(contents, maximumBytes);
        if (content !== undefined) use(content);
        else if (from !== undefined) unread.push(`${fetched} from ${from}`);
    };
    for (const file of items(see(config, "storage", "files"))) {
        const path = text(see(file, "path")) ?? "a file";
        const appended = see(file, "append");
        const sources = [see(file, "contents"), ...(Array.isArray(appended) ? items(appended) : [])];
        for (const contents of sources)
            take(contents, `${path}, which Ignition fetches`, (content) =>
                parts.push({ where: path, content }),
            );
    }
    for (const unit of items(see(config, "systemd", "units"))) {
        const path = `/etc/systemd/system/${text(see(unit, "name")) ?? "a unit"}`;
        const dropins = items(see(unit, "dropins")).map((dropin) => ({
            where: `${path}.d/${text(see(dropin, "name")) ?? "a drop-in"}`,
            content: text(see(dropin, "contents")),
        }));
        for (const { where, content } of [{ where: path, content: text(see(unit, "contents")) }, ...dropins])
            if (content !== undefined) parts.push({ where, content });
    }
    for (const key of ["replace", "merge", "append"])
        for (const other of items(see(config, "ignition", "config", key)))
            take(other, "a configuration that Ignition fetches", (content) => inner.push(content));
    return { parts, unread, inner };
}

/** What stands in a data URL or, with Butane, in the line itself; else from where it comes. */
function contentOf(
    contents: unknown,
    maximumBytes: number,
): { readonly content?: string; readonly from?: string } {
    const inline = text(see(contents, "inline"));
    if (inline !== undefined) return { content: inline };
    const source = text(see(contents, "source")) ?? text(see(contents, "local"));
    if (source === undefined || source === "") return {};
    const [, encoding, data] = /^data:[^,;]*(?:;[^,;]*=[^,;]*)*(;base64)?,([\s\S]*)$/i.exec(source) ?? [];
    if (data === undefined) return { from: source };
    const bytes = encoding
        ? Buffer.from(decodeURIComponent(data), "base64")
        : Buffer.from(decodeURIComponent(data), "latin1");
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const unpacked = packed ? gunzipSync(bytes, { maxOutputLength: maximumBytes }) : bytes;
    return { content: unpacked.toString("utf8") };
}
