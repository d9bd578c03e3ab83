/** A rectangle with a heading, lines under it, and the key of what it holds. Sizes are in CSS pixels. */
export interface Box {
    /** What it stands for, as a class of the style sheet. */
    readonly kind: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    /** The heading, in one or two lines. */
    readonly title: readonly string[];
    readonly lines: readonly string[];
    readonly key: KeyMark | undefined;
    /** Number of the colour that stands for a key itself. */
    readonly dot: number | undefined;
}

/** A key's mark on what it encrypts. */
export interface KeyMark {
    readonly label: string;
    readonly color: number;
}

/** A key's mark by its label: the part of the alias that tells it from the other keys, and a colour. */
export type Mark = (label: string | undefined) => KeyMark | undefined;

/** An arrow straight down, with words beside it. */
export interface Arrow {
    readonly x: number;
    readonly from: number;
    readonly to: number;
    readonly label: string;
}

/** Everything that the page draws, with coordinates in pixels of its view box. */
export interface Shapes {
    readonly width: number;
    readonly height: number;
    readonly boxes: readonly Box[];
    readonly arrows: readonly Arrow[];
}

/** What a box says, before it has a place. */
export interface Content {
    readonly kind: string;
    readonly title: string;
    readonly lines?: readonly string[];
    readonly key?: KeyMark | undefined;
    readonly dot?: number | undefined;
}

/** Distances of the drawing in CSS pixels. */
export const metrics = { padding: 10, gap: 10, titleHeight: 18, lineHeight: 16, keyHeight: 18 } as const;

/** Widest a character of the title and of a line is on average, in CSS pixels. */
const characterWidth = { title: 8, line: 7 } as const;

/** A text in lines that fit a width; what does not fit in so many lines ends in an ellipsis. */
export function wrapped(
    text: string,
    width: number,
    mostLines: number,
    of: keyof typeof characterWidth = "line",
): readonly string[] {
    const most = Math.max(4, Math.floor(width / characterWidth[of]));
    const lines: string[] = [];
    for (const word of text.split(/\s+/).filter((part) => part !== "")) {
        const last = lines.at(-1);
        if (last !== undefined && last.length + 1 + word.length <= most)
            lines[lines.length - 1] = `${last} ${word}`;
        else lines.push(...pieces(word, most));
    }
    if (lines.length <= mostLines) return lines;
    return [...lines.slice(0, mostLines - 1), `${(lines[mostLines - 1] ?? "").slice(0, most - 1)}…`];
}

/** A word in pieces, cut after a separator where there is one. */
function pieces(word: string, most: number): readonly string[] {
    const parts: string[] = [];
    let rest = [...word];
    while (rest.length > most) {
        const separator = rest.slice(0, most).findLastIndex((character) => "./-_:,@".includes(character));
        const cut = separator < most / 3 ? most : separator + 1;
        parts.push(rest.slice(0, cut).join(""));
        rest = rest.slice(cut);
    }
    return [...parts, rest.join("")];
}

/** Puts contents into boxes of one width: their texts wrapped, and as high as they need. */
export function boxOf(content: Content, x: number, y: number, width: number): Box {
    const { padding, titleHeight, lineHeight, keyHeight } = metrics;
    const inner = width - 2 * padding;
    const title = wrapped(content.title, inner - (content.dot === undefined ? 0 : 14), 2, "title");
    const lines = (content.lines ?? []).flatMap((line) => wrapped(line, inner, 3));
    const key = content.key && {
        ...content.key,
        label: wrapped(`key ${content.key.label}`, inner - 15, 1)[0] ?? "",
    };
    const height =
        2 * padding +
        title.length * titleHeight +
        lines.length * lineHeight +
        (key === undefined ? 0 : keyHeight);
    return { kind: content.kind, x, y, width, height, title, lines, key, dot: content.dot };
}

/** Boxes in rows of so many columns, each row as high as its highest. */
export function grid(
    contents: readonly Content[],
    x: number,
    y: number,
    width: number,
    columns: number,
): Box[] {
    const { gap } = metrics;
    const each = (width - (columns - 1) * gap) / columns;
    const boxes: Box[] = [];
    let top = y;
    for (let from = 0; from < contents.length; from += columns) {
        const row = contents
            .slice(from, from + columns)
            .map((content, at) => boxOf(content, x + at * (each + gap), top, each));
        const height = Math.max(...row.map((box) => box.height));
        boxes.push(...row.map((box) => ({ ...box, height })));
        top += height + gap;
    }
    return boxes;
}

/** Where the lowest of some boxes ends. */
export const bottomOf = (boxes: readonly Box[], otherwise: number): number =>
    Math.max(otherwise, ...boxes.map(({ y, height }) => y + height));

/** A box around others, whose height is theirs. */
export function frame(kind: string, title: string, x: number, y: number, width: number, height: number): Box {
    return { ...boxOf({ kind, title }, x, y, width), height };
}
