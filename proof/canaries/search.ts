import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gunzipSync } from "node:zlib";

/** Something that must not be found, and what it stands for. */
export interface Canary {
    readonly standsFor: string;
    readonly value: string;
}

/** Where a canary was found. */
export interface Sighting {
    readonly standsFor: string;
    readonly place: string;
}

/** The canaries in a text: as they are, and in the encodings in which they travel. */
export function sightingsIn(place: string, text: string, canaries: readonly Canary[]): readonly Sighting[] {
    const decoded = [text, ...decodedParts(text)].join("\n");
    return canaries
        .filter(({ value }) => decoded.includes(value))
        .map(({ standsFor }) => ({ standsFor, place }));
}

/** The canaries in all files of a folder. */
export function sightingsUnder(
    folder: string,
    isSearched: (file: string) => boolean,
    canaries: readonly Canary[],
): { readonly sightings: readonly Sighting[]; readonly files: number } {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((file) => isSearched(relative(folder, file)));
    const sightings = files.flatMap((file) =>
        sightingsIn(relative(folder, file), textOf(readFileSync(file)), canaries),
    );
    return { sightings, files: files.length };
}

/** What is in long runs of base64, which may be compressed besides: user data is both. */
function decodedParts(text: string): readonly string[] {
    const parts = text.match(/[A-Za-z0-9+/]{40,}={0,2}/g) ?? [];
    return [...new Set(parts)].map((part) => textOf(Buffer.from(part, "base64")));
}

function textOf(bytes: Buffer): string {
    const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    try {
        return (isCompressed ? gunzipSync(bytes) : bytes).toString("utf8");
    } catch {
        return bytes.toString("utf8");
    }
}
