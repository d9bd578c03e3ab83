import type { AndOr, CommandNode, CompoundList, PipelineNode } from "unbash";
import { mostValues, wholeHole } from "./holes";

/** Anything of a script that runs. */
export type Runnable = PipelineNode | CommandNode | CompoundList | AndOr;
/** The values that a variable may have, each a list of one or of an array's elements. */
export type Values = readonly (readonly string[])[];

/** What is learned while scripts are followed. */
export interface Findings {
    /** A command with its arguments, and what it is given to read. */
    ran(argv: readonly string[], input: string, shell: Session): void;
    /** A program that cannot be read is run. */
    unread(what: string): void;
}

/** What all shells of one machine share: its files, by path, and a bound on how much is followed. */
export class Machine {
    readonly files = new Map<string, string[]>();
    /** Files and folders that come from elsewhere, with where from. */
    readonly fetched = new Map<string, string>();
    /** What other files assign, for a script that reads them. */
    readonly assigned = new Map<string, Values>();
    /** Programs of this machine under another path, with the name that they had. */
    readonly copies = new Map<string, string>();
    /** What was run already, by file and arguments: it does the same again. */
    readonly done = new Set<string>();
    #steps = 0;
    #script = "";
    #at = -1;
    #isOwn = false;

    /** Whether so much was followed that the rest is left: a script of 16 KB needs far less. */
    get isTired(): boolean {
        this.#steps += 1;
        return this.#steps > 6_000;
    }

    /** Counts lines in this script from here on. */
    begin(script: string): void {
        this.#script = script;
        this.#at = -1;
    }

    /** Notes the command that is followed. One of another text is none of the script's, where what led to it stays noted. */
    reach(name: { readonly text: string; readonly pos: number }): void {
        this.#isOwn = name.text !== "" && this.#script.startsWith(name.text, name.pos);
        if (this.#isOwn) this.#at = name.pos;
    }

    /** Whether the command that is followed stands in the script itself. */
    get isOwn(): boolean {
        return this.#isOwn;
    }

    /** The line of the command that is followed, or of what led to it, from 1. */
    get line(): number | undefined {
        return this.#at < 0 ? undefined : this.#script.slice(0, this.#at).split("\n").length;
    }

    /** The name of the program that a word calls, whatever it was copied, linked or moved to. */
    programIn(word: string): string {
        const name = word.split("/").at(-1) ?? "";
        const written = this.files.get(word)?.at(-1);
        return (
            this.copies.get(word) ??
            (written === undefined
                ? undefined
                : /^what is in \S*?([^/\s]+)$/.exec(wholeHole(written) ?? "")?.[1]) ??
            name
        );
    }

    write(path: string, text: string, append: boolean): void {
        if (["/dev/null", "/dev/stderr", "/dev/stdout", "/dev/console", "/dev/tty"].includes(path)) return;
        const known = this.files.get(path) ?? [];
        const last = known.at(-1);
        if (append && last !== undefined && last.length < 1 << 16) known[known.length - 1] = last + text;
        else if (!known.includes(text) && known.length < mostValues) known.push(text);
        this.files.set(path, known);
    }

    read(path: string): string | undefined {
        const known = this.files.get(path)?.at(-1);
        if (known !== undefined) return known;
        const name = path.split("/").at(-1);
        const alike = [...this.files].find(
            ([other]) => !path.startsWith("/") && other.split("/").at(-1) === name,
        );
        return alike?.[1].at(-1);
    }
}

/** A shell that follows a script, as commands see it. */
export interface Session {
    readonly machine: Machine;
    readonly findings: Findings;
    readonly variables: Map<string, Values>;
    readonly functions: Map<string, Runnable>;
    /** How many shells it was started by: a script that runs itself ends somewhere. */
    readonly depth: number;
    valuesOf(name: string): Values | undefined;
    assign(name: string, values: Values): void;
    /** Gives a variable its values; appended to, each of the earlier ones is followed by each of them. */
    set(name: string, given: Values, append: boolean): void;
    /** A shell that knows what this one knows and leaves it as it is. */
    child(): Session;
    /** Follows a script, and says what it may print. */
    script(text: string, input?: string): readonly string[];
    /** Runs a command whose words are known, as far as that goes, and says what it may print. */
    run(argv: readonly string[], input: string): readonly string[];
}
