import { parse } from "yaml";
import { joined, type Part, quoted, type UserData, userDataOf, wholeData } from "../kernel/userData";
import { holdsUnknown, items, keys, plain, see, text, UNKNOWN } from "../kernel/values";
import { blank } from "./holes";

/** What a resource hands to machines as scripts, while it is gathered. */
export class Handing {
    #read: UserData = { parts: [], faults: [], unread: [] };
    #isUnknown = false;

    /** All that was gathered. */
    get data(): UserData {
        return this.#read;
    }

    /** Whether some of it is known in the update only. */
    get isUnknown(): boolean {
        return this.#isUnknown;
    }

    /** A property as what stands in it, where it is JSON or YAML. Notes what is not known yet. */
    parsed(value: unknown): unknown {
        const copy = this.known(value);
        if (typeof copy !== "string") return copy;
        try {
            // Tags of CloudFormation's are read for what stands behind them.
            return parse(copy, { maxAliasCount: 100, logLevel: "silent" });
        } catch {
            // What runs it cannot read it either.
            return undefined;
        }
    }

    /** Lines that a shell runs. */
    script(where: string, lines: unknown): void {
        const content = items(lines).map(written).join("\n");
        if (content.trim() !== "") this.#add({ parts: [{ where, content, isScript: true }] });
    }

    /** A file that lies on the machine. */
    file(path: string, content: unknown): void {
        this.#add({ parts: [{ where: path, content: written(content) }] });
    }

    /** Variables that scripts find set. */
    environment(where: string, values: Readonly<Record<string, unknown>>): void {
        const content = Object.entries(values).map(([name, value]) => `${name}=${quoted(written(value))}`);
        if (content.length > 0) this.#add({ parts: [{ where, content: content.join("\n") }] });
    }

    /** User data, which a message calls by its property unless that is plain; its encoding shows where the property leaves it open. */
    userData(value: unknown, property?: string, encoding?: "base64" | "plain"): void {
        const content = text(this.known(value));
        if (!content) return;
        const data = userDataOf(content, encoding ?? (isEncoded(content) ? "base64" : "plain"));
        const named = ({ where, ...part }: Part): Part =>
            property !== undefined && where === wholeData
                ? { ...part, where: property, isScript: true }
                : { ...part, where };
        this.#add({ ...data, parts: data.parts.map(named) });
    }

    /** A property as a plain copy. Notes what is not known yet. */
    known(value: unknown): unknown {
        const copy = plain(value);
        if (holdsUnknown(copy)) this.#isUnknown = true;
        return copy;
    }

    /** A part of any kind. */
    part(part: Part): void {
        this.#add({ parts: [part] });
    }

    /** Something that is run and lies elsewhere. */
    unread(what: string): void {
        this.#add({ unread: [what] });
    }

    #add(more: Partial<UserData>): void {
        this.#read = joined([this.#read, { parts: [], faults: [], unread: [], ...more }]);
    }
}

/** Whether a text is base64 already, which the provider takes as it is for instances too and decodes no second time. */
function isEncoded(content: string): boolean {
    return (
        content.length >= 8 &&
        /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(content) &&
        content.replace(/\s/g, "").length % 4 === 0
    );
}

/** A scalar as it stands in a script; what is not known is a hole there. */
export function written(value: unknown): string {
    return text(value) ?? blank(value === UNKNOWN ? "a value that only the update knows" : "a value");
}

/** The words of a command as one line for a shell. */
export function line(words: readonly unknown[]): string {
    return words.map((word) => quoted(written(word))).join(" ");
}

/** The entries of an object, each value as `see` reads it. */
export function entries(value: unknown): readonly (readonly [string, unknown])[] {
    return keys(value).map((key) => [key, see(value, key)]);
}
