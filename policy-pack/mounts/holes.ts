/*
 * What a script works with while it runs cannot all be told beforehand. What is not known stands in a text as a hole: its
 * name between two characters that no script holds. Two more say where a shell splits words and what it was given in quotes.
 */
const start = "\uE000";
const end = "\uE001";
const named = /\uE000([^\uE001]*)\uE001/g;

/** Where an unquoted expansion splits a word into several. */
export const split = "\uE002";

/** Where quotes began: an empty word in quotes is a word. */
export const quote = "\uE003";

/** A hole by the name of what would fill it: `$NAME`, or `download of …`. */
export function hole(name: string): string {
    return `${start}${name.replace(/[\uE000-\uE003]/g, "")}${end}`;
}

/** A hole in the text of a script itself, whose name therefore holds nothing that a shell splits or reads. */
export function blank(name: string): string {
    return hole(
        name
            .replace(/[^\w.]+/g, " ")
            .trim()
            .replaceAll(" ", "-"),
    );
}

/** Whether a text holds a hole. */
export function hasHole(text: string): boolean {
    return text.includes(start);
}

/** The name of the hole that a text is, if it is one from its first character to its last. */
export function wholeHole(text: string): string | undefined {
    return /^\uE000([^\uE001]*)\uE001$/.exec(text.trim())?.[1];
}

/** Each hole's name in a text. */
export function holesIn(text: string): readonly string[] {
    return [...text.matchAll(named)].map(([, name = ""]) => name);
}

/** A text as a message shows it, with the names in place of the holes. */
export function shown(text: string): string {
    return text.replace(named, "$1").replaceAll(quote, "").replaceAll(split, " ");
}

/** What a program's output is called when it fetches something from elsewhere. */
export const downloadOf = (source: string): string => `a download of ${source}`;

/** Whether a hole's name is that of a download. */
export const isDownload = (name: string): boolean => name.startsWith("a download of ");

/** At most so many values of one text are followed: more say no more, and each doubles the work. */
export const mostValues = 16;

/* Nor longer ones: a text that a script doubles line by line outgrows every memory. */
const longest = 1 << 20;

/** Each text of the one list followed by each of the other, up to the most that are followed. */
export function product(left: readonly string[], right: readonly string[]): readonly string[] {
    const joined = (first = "", second = "") =>
        first.length + second.length > longest ? first : first + second;
    if (right.length === 1 && left.length === 1) return [joined(left[0], right[0])];
    const all = left.flatMap((first) => right.map((second) => joined(first, second)));
    return [...new Set(all)].slice(0, mostValues);
}
