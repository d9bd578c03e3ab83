import { quoted } from "../kernel/userData";
import { blank, product, split } from "./holes";

/** The words of a list as one line; a list within it stands for its own words. */
export function listed(elements: readonly (readonly string[])[]): readonly string[] {
    return elements
        .reduce<readonly string[]>(
            (texts, each) =>
                product(
                    texts,
                    each.map((word) => ` ${word.startsWith(split) ? word.slice(1) : quoted(word)}`),
                ),
            [""],
        )
        .map((text) => text.trim());
}

/** What a call gives where that is plain from what it is given. */
export function resultOf(
    caller: string,
    before: readonly string[] | undefined,
    elements: readonly (readonly string[])[],
): readonly string[] {
    const [first = [""]] = elements;
    switch (caller) {
        case "[]":
            return before ?? [blank("element")];
        case "":
        case "str":
        case "String":
        case "split":
        case "strip":
            return caller === "split" || caller === "strip" ? (before ?? [blank(caller)]) : first;
        case "join": {
            // Python's texts join a list, JavaScript's lists are joined by a text.
            const [list = [""], by = [","]] = before?.[0]?.startsWith(split)
                ? [before, first]
                : [first, before];
            return list.map((text) => text.replace(split, "").replaceAll(" ", by[0] ?? ","));
        }
        case "format":
            return (before ?? [""]).flatMap((text) =>
                elements.reduce<readonly string[]>(
                    (texts, values) =>
                        texts.flatMap((each) => values.map((value) => each.replace(/\{\w*\}/, () => value))),
                    [text],
                ),
            );
        default:
            return [blank(`${caller}()`)];
    }
}

/** A text with the values of what it names, as f-strings, templates and Ruby's texts do. */
export function filled(
    text: string,
    isFormat: boolean,
    values: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
    // Perl and PHP write a name bare; one that is not known stays, as a shell does not know it either.
    const named = isFormat ? /(\{[^{}]*\})/ : /([$#]\{[^{}]*\}|[$@][A-Za-z_]\w*)/;
    return text.split(named).reduce<readonly string[]>(
        (texts, piece, index) => {
            if (index % 2 === 0) return product(texts, [piece]);
            const name = piece.replace(/^[$#]?\{|\}$/g, "");
            const known = values.get(name.replace(/[!:].*$/, "").trim());
            return product(texts, known ?? [name === piece ? piece : blank(name)]);
        },
        [""],
    );
}

/** A text with values in the places that percent signs keep for them. */
export function formatted(text: string, values: readonly string[]): readonly string[] {
    return values.map((value) => {
        const words = value.startsWith(split) ? value.slice(1).split(" ") : [value];
        return text.replace(/%(?:\(\w+\))?[sd]/g, (part) => words.shift() ?? blank(part));
    });
}
