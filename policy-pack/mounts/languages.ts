import { filled, formatted, listed, resultOf } from "./expressions";
import { blank, mostValues, product, split } from "./holes";
import { unescaped } from "./programs";

/** A program in another language than the shell's, by how it starts. */
export const otherLanguage = /^#!.*\b(python|perl|ruby|node|php|awk|pwsh)/;

/* A comment, a text, a list of bare words, a method, a name or number, an operator. */
const token =
    /(?<comment>#[^\n]*|\/\/[^\n]*)|(?<prefix>\b[a-zA-Z]{1,2})?(?:"""(?<triple>[\s\S]*?)"""|'''(?<single3>[\s\S]*?)'''|"(?<double>(?:[^"\\\n]|\\.)*)"|'(?<single>(?:[^'\\\n]|\\.)*)'|`(?<tick>(?:[^`\\]|\\.)*)`)|(?:\bqw|%w)\s*[([{](?<bare>[^)\]}]*)[)\]}]|\.(?<method>[A-Za-z_]\w*)|(?<name>[$@]?[A-Za-z_]\w*|\d+)|(?<operator>=>|\|\||[-+.~%=,;:(){}[\]\n|&<>?!*^])/g;

/* What tells somebody something and runs nothing, as a call, a statement or an argument's name. */
const tells =
    /^(?:print|println|puts|say|echo|host|output|help|description|usage|epilog|warn|die|raise|log|info|debug|error|warning|exception|critical)$/i;

/** Each text once, no more and no longer ones than the words of a command need. */
function bounded(texts: readonly string[]): readonly string[] {
    return [...new Set(texts.map((text) => text.slice(0, 4096)))].slice(0, mostValues);
}

/** What is open at a place of a program: itself, a call, a list, an index. */
class Frame {
    readonly elements: (readonly string[])[] = [];
    /** Whether it is told to somebody, itself or with what it stands in. */
    readonly isTelling: boolean;
    current: readonly string[] | undefined;
    /** How the next value joins the current one. */
    joins: "+" | "%" | undefined;
    target: string | undefined;
    /** The name that was read last, of a variable or of what is called. */
    name = "";
    /** Other values that the expression may have. */
    others: string[] = [];
    /** Whether what follows is a condition. */
    isAsked = false;
    /** Whether the expression is one of two, behind a question mark. */
    isChoice = false;
    /** Whether the expression is told to somebody, or says what the program does. */
    isTold = false;

    constructor(
        readonly caller: string,
        /** What stands in front of a method or an index. */
        readonly before?: readonly string[],
        around?: Frame,
    ) {
        this.isTelling = around?.isTelling === true || tells.test(caller);
    }

    take(texts: readonly string[], name = ""): void {
        if (this.isAsked) return;
        if (this.joins === "%")
            this.current = (this.current ?? [""]).flatMap((text) => formatted(text, texts));
        else if (this.joins === "+" || (this.current && this.name === "" && name === ""))
            this.current = product(this.current ?? [""], texts);
        else this.current = texts;
        this.joins = undefined;
        this.name = name;
    }

    /** Takes what follows for another value of the same expression. */
    or(isAsked: boolean): void {
        if (!this.isAsked) this.others.push(...(this.current ?? []));
        this.restart(isAsked);
    }

    restart(isAsked: boolean): void {
        this.current = undefined;
        this.joins = undefined;
        this.name = "";
        this.isAsked = isAsked;
    }

    /** All values of the expression, which ends here. */
    end(): readonly string[] | undefined {
        const all = [...this.others, ...(this.current ?? [])];
        this.restart(false);
        this.others = [];
        this.isTold = false;
        this.isChoice = false;
        this.target = undefined;
        return all.length > 0 ? bounded(all) : undefined;
    }
}

/**
 * The texts and lists of words that stand in a program of another language, joined where it joins them and with a hole where
 * it works something out. The program is not followed: what a function returns or a loop makes is such a hole.
 */
export function textsIn(program: string, isAwk = false): readonly string[] {
    const reader = new Reader(program, isAwk);
    for (const match of program.matchAll(token)) reader.read(match);
    return reader.texts().filter((text) => /mount|nfs|efs|fstab/.test(text));
}

class Reader {
    readonly #values = new Map<string, readonly string[]>();
    readonly #found = new Set<string>();
    readonly #stack: Frame[] = [];
    #top = new Frame("");
    #isMethod = false;

    constructor(
        readonly program: string,
        /** Whether a statement that prints may print to a shell. */
        readonly isAwk: boolean,
    ) {}

    texts(): readonly string[] {
        while (this.#stack.length > 0) this.#close();
        this.#finish();
        return [...this.#found];
    }

    read({ groups = {}, index, 0: whole }: RegExpExecArray): void {
        const { prefix = "", triple, single3, double, single, tick, bare, method, name, operator } = groups;
        const written = triple ?? single3 ?? double ?? single ?? tick;
        const next = this.program[index + whole.length];
        if (written !== undefined) {
            const isAlone = this.#stack.length === 0 && this.#top.current === undefined;
            const isDocument = (triple ?? single3) !== undefined && isAlone && this.#top.target === undefined;
            if (isDocument || (!this.isAwk && tells.test(this.#top.name))) this.#top.isTold = true;
            this.#top.take(
                filled(/r/i.test(prefix) ? written : unescaped(written), /f/i.test(prefix), this.#values),
            );
        } else if (bare !== undefined) this.#top.take([split + bare.trim()]);
        else if (method !== undefined || (name !== undefined && next === "(")) {
            this.#top.name = method ?? name ?? "";
            this.#isMethod = method !== undefined;
        } else if (name !== undefined) this.#named(name, next === "[");
        else if (operator !== undefined) this.#operate(operator);
    }

    #named(name: string, isIndexed: boolean): void {
        if (/^\d/.test(name)) this.#top.take([name]);
        else if (name === "if" || name === "unless") {
            if (this.#top.current) this.#top.or(true);
        } else if (name === "else" || name === "or") this.#top.or(false);
        else if (!/^(?:return|yield|await|and|not|in|new|const|let|var|my|our|do|then)$/.test(name)) {
            const known = isIndexed ? undefined : this.#values.get(name);
            this.#top.take(known ?? [blank(name)], name);
        }
    }

    #operate(operator: string): void {
        const top = this.#top;
        if (operator === "(" || operator === "[" || operator === "{") this.#open(operator);
        else if (operator === ")" || operator === "]" || operator === "}") this.#close();
        else if (operator === "+" || operator === "." || operator === "~") top.joins = "+";
        else if (operator === "%" && top.name === "") top.joins = "%";
        else if (operator === "||") top.or(false);
        else if (operator === "?") {
            top.restart(false);
            top.isChoice = true;
        } else if (operator === ":" && top.isChoice) top.or(false);
        else if (operator === "=" && top.name !== "" && top.joins === undefined) {
            const { name } = top;
            top.restart(false);
            top.target = name;
        } else if (operator !== "\n" || this.#stack.length === 0) this.#finish();
    }

    #open(operator: string): void {
        const top = this.#top;
        // No program that people write goes so deep.
        if (this.#stack.length > 100) return;
        const isIndex = operator === "[" && top.current !== undefined && top.name !== "" && !top.joins;
        const called = operator === "(" ? top.name : isIndex ? "[]" : "";
        const isAfter = isIndex || (this.#isMethod && called !== "");
        const inner = new Frame(called, isAfter ? top.current : undefined, top);
        if (isAfter) top.current = undefined;
        this.#isMethod = false;
        top.name = "";
        this.#stack.push(top);
        this.#top = inner;
    }

    #close(): void {
        this.#finish();
        const { caller, before, elements } = this.#top;
        const words = elements.length > 1 ? listed(elements) : [];
        if (!tells.test(caller)) for (const text of words) this.#found.add(text);
        this.#top = this.#stack.pop() ?? new Frame("");
        const isList = caller === "" && words.length > 0;
        this.#top.take(isList ? words.map((text) => split + text) : resultOf(caller, before, elements));
    }

    #finish(): void {
        const top = this.#top;
        const { target, isTold } = top;
        const values = top.end();
        if (!values) return;
        // An argument with a name is none of the words in front of it.
        if (target === undefined || this.#stack.length === 0) top.elements.push(values);
        if (target !== undefined)
            this.#values.set(target, bounded([...(this.#values.get(target) ?? []), ...values]));
        const isArgument = target !== undefined && tells.test(target) && this.#stack.length > 0;
        if (isTold || isArgument || top.isTelling) return;
        for (const text of values)
            this.#found.add(text.replaceAll(split, "").replace(/\{[\w.]*\}/g, (whole) => blank(whole)));
    }
}
