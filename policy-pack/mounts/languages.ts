import { quoted } from "../kernel/userData";
import { blank, product, split } from "./holes";
import { unescaped } from "./programs";

/** A program in another language than the shell's, by how it starts. */
export const otherLanguage = /^#!.*\b(python|perl|ruby|node|php|awk|pwsh)/;

/* A comment, a text, a list of bare words, a method, a name or number, an operator. */
const token =
    /(?<comment>#[^\n]*|\/\/[^\n]*)|(?<prefix>\b[a-zA-Z]{1,2})?(?:"""(?<triple>[\s\S]*?)"""|'''(?<single3>[\s\S]*?)'''|"(?<double>(?:[^"\\\n]|\\.)*)"|'(?<single>(?:[^'\\\n]|\\.)*)'|`(?<tick>(?:[^`\\]|\\.)*)`)|(?:\bqw|%w)\s*[([{](?<bare>[^)\]}]*)[)\]}]|\.(?<method>[A-Za-z_]\w*)|(?<name>[$@]?[A-Za-z_]\w*|\d+)|(?<operator>[-+.~%=,;:(){}[\]\n]|=>)/g;

/* What tells somebody something and runs nothing. */
const tells =
    /^(?:print|println|puts|say|echo|warn|die|raise|log|info|debug|error|warning|exception|critical)$/;

interface Frame {
    readonly caller: string;
    /** What stands in front of a method. */
    readonly before: readonly string[] | undefined;
    readonly elements: (readonly string[])[];
    current: readonly string[] | undefined;
    /** How the next value joins the current one. */
    joins: "+" | "%" | undefined;
    target: string | undefined;
    name: string;
}

const frame = (caller: string, before?: readonly string[]): Frame => ({
    caller,
    before,
    elements: [],
    current: undefined,
    joins: undefined,
    target: undefined,
    name: "",
});

/**
 * The texts and lists of words that stand in a program of another language, joined where it joins them and with a hole where
 * it works something out. The program is not followed: what a function returns or a loop makes is such a hole.
 */
export function textsIn(program: string): readonly string[] {
    const values = new Map<string, readonly string[]>();
    const found = new Set<string>();
    const stack: Frame[] = [frame("")];
    let top = stack[0] ?? frame("");
    let isMethod = false;
    const operand = (texts: readonly string[], name = "") => {
        if (top.joins === "%") top.current = (top.current ?? [""]).flatMap((text) => formatted(text, texts));
        else if (top.joins === "+" || (top.current && top.name === "" && name === ""))
            top.current = product(top.current ?? [""], texts);
        else top.current = texts;
        top.joins = undefined;
        top.name = name;
    };
    const finish = () => {
        const { current, target } = top;
        if (current && target !== undefined)
            values.set(target, [...new Set([...(values.get(target) ?? []), ...current])].slice(0, 16));
        if (current) top.elements.push(current);
        if (!stack.some(({ caller }) => tells.test(caller)))
            for (const text of current ?? [])
                found.add(text.replaceAll(split, "").replace(/\{[\w.]*\}/g, (whole) => blank(whole)));
        Object.assign(top, { current: undefined, target: undefined, joins: undefined, name: "" });
    };
    const close = () => {
        finish();
        const { caller, before, elements } = top;
        const words = elements.length > 1 ? listed(elements) : [];
        if (!tells.test(caller)) for (const text of words) found.add(text);
        stack.pop();
        top = stack.at(-1) ?? frame("");
        if (stack.length === 0) stack.push(top);
        operand(
            caller === "" && words.length > 0
                ? words.map((text) => split + text)
                : resultOf(caller, before, elements),
        );
    };
    for (const { groups = {}, index, 0: whole } of program.matchAll(token)) {
        const {
            comment,
            prefix = "",
            triple,
            single3,
            double,
            single,
            tick,
            bare,
            method,
            name,
            operator,
        } = groups;
        const written = triple ?? single3 ?? double ?? single ?? tick;
        if (comment !== undefined) continue;
        if (written !== undefined)
            operand(filled(/r/i.test(prefix) ? written : unescaped(written), /f/i.test(prefix), values));
        else if (bare !== undefined) operand([split + bare.trim()]);
        else if (method !== undefined || (name !== undefined && program[index + whole.length] === "(")) {
            top.name = method ?? name ?? "";
            isMethod = method !== undefined;
        } else if (name !== undefined)
            operand(
                /^\d/.test(name) ? [name] : (values.get(name) ?? [blank(name)]),
                /^\d/.test(name) ? "" : name,
            );
        else if (operator === "(" || operator === "[" || operator === "{") {
            const called = operator === "(" ? top.name : "";
            const inner = frame(called, isMethod ? top.current : undefined);
            if (isMethod && called !== "") top.current = undefined;
            isMethod = false;
            top.name = "";
            stack.push(inner);
            top = inner;
        } else if (operator === ")" || operator === "]" || operator === "}") close();
        else if (operator === "+" || operator === "." || operator === "~") top.joins = "+";
        else if (operator === "%" && top.name === "") top.joins = "%";
        else if (operator === "=" && top.name !== "" && top.joins === undefined) {
            top.target = top.name;
            top.current = undefined;
            top.name = "";
        } else if (operator !== "\n" || stack.length === 1) finish();
    }
    while (stack.length > 1) close();
    finish();
    return [...found].filter((text) => /mount|nfs|efs|fstab/.test(text));
}

/** The words of a list as one line; a list within it stands for its own words. */
function listed(elements: readonly (readonly string[])[]): readonly string[] {
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
function resultOf(
    caller: string,
    before: readonly string[] | undefined,
    elements: readonly (readonly string[])[],
): readonly string[] {
    const [first = [""]] = elements;
    switch (caller) {
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
function filled(
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

function formatted(text: string, values: readonly string[]): readonly string[] {
    return values.map((value) => {
        const words = value.startsWith(split) ? value.slice(1).split(" ") : [value];
        return text.replace(/%(?:\(\w+\))?[sd]/g, (part) => words.shift() ?? blank(part));
    });
}

const fetches =
    /\b(?:urlopen|urlretrieve|requests\.(?:get|post)|httpx\.|http\.client|URI\.open|URI\.parse|Net::HTTP|LWP::|HTTP::Tiny|file_get_contents\s*\(\s*["']https?:|fetch\s*\(|https?\.get\s*\(|axios|get_object|download_file|get_parameter)/;
const evaluates =
    /\b(?:exec|eval|instance_eval|compile|execfile|runpy\.\w+|vm\.run\w*|new\s+Function)\b\s*[({]?/;
const starts =
    /\b(?:system|popen|Popen|subprocess\.\w+|spawn\w*|execFile\w*|execSync|execv\w*|run|call|check_call|check_output)\s*\(/;

/** What a program of another language downloads and runs, if it does. */
export function downloadedBy(program: string): string | undefined {
    const lines = program
        .split("\n")
        .filter((line) => !/^\s*(?:#|\/\/|import\b|from\b|require\b|use\b)/.test(line));
    if (!lines.some((line) => fetches.test(line))) return undefined;
    const [address] = /\b(?:https?|s3):\/\/[^\s"'`]+/.exec(program) ?? [];
    const paths = lines
        .filter((line) => fetches.test(line) || /\bopen\s*\(|write/i.test(line))
        .flatMap((line) => [...line.matchAll(/["'](\/[\w./-]+)["']/g)].map(([, path = ""]) => path));
    const runs = lines.some(
        (line) => evaluates.test(line) || (starts.test(line) && paths.some((path) => line.includes(path))),
    );
    return runs ? `a download of ${address ?? "something"}, which a program runs` : undefined;
}
