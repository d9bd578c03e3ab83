import {
    type ArrayValue,
    type Assignment,
    type Command,
    type ParsedScript,
    parse,
    type Statement,
} from "unbash";
import { builtin } from "./builtins";
import { hasHole, hole, mostValues, product } from "./holes";
import type { Findings, Machine, Runnable, Session, Values } from "./machine";
import { printed } from "./programs";
import { redirected } from "./redirects";
import { fieldsOf, type Scope, valuesOf } from "./words";

/**
 * Follows a script without running it: every branch, each loop once or for each of its words, with all values that its
 * variables may have as far as the script and what it reads say so.
 */
export class Shell implements Scope, Session {
    readonly variables: Map<string, Values>;
    readonly functions: Map<string, Runnable>;

    constructor(
        readonly machine: Machine,
        readonly findings: Findings,
        from?: Shell,
        readonly depth = 0,
    ) {
        this.variables = new Map(from?.variables ?? [["IFS", [[" \t\n"]]]]);
        this.functions = new Map(from?.functions ?? []);
    }

    child(): Shell {
        return new Shell(this.machine, this.findings, this, this.depth + 1);
    }

    script(text: string, input = ""): readonly string[] {
        return this.depth > 12 ? [""] : this.statements(parse(text).commands, input);
    }

    valuesOf(name: string): Values | undefined {
        return this.variables.get(name) ?? this.machine.assigned.get(name);
    }

    assign(name: string, values: Values): void {
        this.variables.set(name, values.slice(0, mostValues));
    }

    outputsOf(script: ParsedScript | undefined): readonly string[] {
        return script && this.depth <= 12
            ? this.child().statements(script.commands, "")
            : [hole("a command")];
    }

    pathOf(script: ParsedScript | undefined): string {
        const path = `/dev/fd/${this.machine.files.size + 1000}`;
        for (const text of this.outputsOf(script)) this.machine.write(path, text, false);
        return path;
    }

    statements(list: readonly Statement[], input: string): readonly string[] {
        return list.reduce<readonly string[]>(
            (before, { command }) => product(before, this.node(command, input)),
            [""],
        );
    }

    node(node: Runnable, input: string): readonly string[] {
        if (this.machine.isTired) return [""];
        switch (node.type) {
            case "AndOr":
                return node.commands.reduce<readonly string[]>(
                    (before, each, index) =>
                        product(
                            before,
                            index === 0 ? this.node(each, input) : this.#maybe(() => this.node(each, input)),
                        ),
                    [""],
                );
            case "Pipeline":
                return node.commands.reduce<readonly string[]>(
                    (texts, each) =>
                        [...new Set(texts.flatMap((text) => this.node(each, text)))].slice(0, mostValues),
                    [input],
                );
            case "Command":
                return this.#command(node, input);
            case "Redirected":
                return redirected(this, node.redirects, input, (given) => this.node(node.command, given));
            case "Function":
                this.functions.set(valuesOf(node.name, this)[0] ?? "", node.body);
                return [""];
            case "Subshell":
                return this.child().statements(node.body.commands, input);
            case "BraceGroup":
            case "CompoundList":
                return this.statements(
                    node.type === "CompoundList" ? node.commands : node.body.commands,
                    input,
                );
            case "If":
                this.statements(node.clause.commands, input);
                return [
                    node.then,
                    ...node.elif.flatMap(({ clause, then }) => [clause, then]),
                    ...(node.else ? [node.else] : []),
                ]
                    .flatMap(({ commands }) => this.#maybe(() => this.statements(commands, input)))
                    .slice(0, mostValues);
            case "Case":
                return node.items.flatMap(({ body }) =>
                    this.#maybe(() => this.statements(body.commands, input)),
                );
            case "For":
            case "Select":
                return this.#forEach(
                    valuesOf(node.name, this)[0] ?? "",
                    node.wordlist?.flatMap((word) => fieldsOf(word, this).flat()) ??
                        this.valuesOf("@")?.flat() ??
                        [],
                    () => this.statements(node.body.commands, input),
                );
            case "ArithmeticFor":
                return this.statements(node.body.commands, input);
            case "While":
                return this.#while(node.clause.commands, node.body.commands, input);
            case "Coproc":
                return this.node(node.body, input);
            default:
                return [""];
        }
    }

    #forEach(name: string, words: readonly string[], body: () => readonly string[]): readonly string[] {
        const outputs = words.slice(0, mostValues).flatMap((word) => {
            this.assign(name, [[word]]);
            return [body().join("")];
        });
        return [outputs.join("")];
    }

    /** A loop that reads runs for each line, any other once. */
    #while(clause: readonly Statement[], body: readonly Statement[], input: string): readonly string[] {
        const lines = input.split("\n").filter((line) => line !== "");
        return (lines.length > 0 ? lines.slice(0, mostValues) : [""]).flatMap((line) => {
            this.statements(clause, line);
            return this.#maybe(() => this.statements(body, line));
        });
    }

    /** Follows what may be left out: afterwards a variable has its values of before or of after. */
    #maybe(follow: () => readonly string[]): readonly string[] {
        const before = new Map(this.variables);
        const output = follow();
        for (const [name, values] of this.variables) {
            const earlier = before.get(name);
            if (earlier && earlier !== values) this.assign(name, [...earlier, ...values]);
        }
        return output;
    }

    #command(command: Command, input: string): readonly string[] {
        if (command.name) this.machine.reach(command.name);
        const before = new Map(this.variables);
        const prefix = command.prefix.flatMap((part) => (part.type === "Assignment" ? [part] : []));
        for (const part of prefix) {
            const given =
                part.value.type === "ArrayValue"
                    ? [this.#elements(part.value)]
                    : valuesOf(part.value, this).map((text) => [text]);
            this.set(part.name, given, part.append === true, part.value.type === "ArrayValue");
        }
        const words = [...(command.name ? [command.name] : []), ...command.args];
        const lists = words.reduce<Values>(
            (before, word) => {
                const next = word.type === "Assignment" ? this.#assignment(word) : fieldsOf(word, this);
                return before
                    .flatMap((list) => next.map((fields) => [...list, ...fields]))
                    .slice(0, mostValues);
            },
            [[]],
        );
        const output = redirected(this, command.redirects, input, (given) =>
            [...new Set(lists.flatMap((argv) => this.run(argv, given)))].slice(0, mostValues),
        );
        // What stands before a command is that command's alone.
        if (command.name)
            for (const { name } of prefix) {
                const earlier = before.get(name);
                if (earlier) this.variables.set(name, earlier);
                else this.variables.delete(name);
            }
        return output;
    }

    #assignment({ name, value }: Assignment): Values {
        if (value.type === "Word") return valuesOf(value, this).map((text) => [`${name}=${text}`]);
        this.assign(name, [this.#elements(value)]);
        return [[]];
    }

    #elements({ elements }: ArrayValue): readonly string[] {
        return elements
            .flatMap((word) => fieldsOf(word, this)[0] ?? [])
            .map((text) => text.replace(/^\[[^\]]*\]=/, ""));
    }

    set(name: string, given: Values, append: boolean, array = false): void {
        const earlier = append ? this.valuesOf(name) : undefined;
        if (!earlier) {
            this.assign(name, given);
            return;
        }
        const joined = earlier.flatMap((before) =>
            given.map((after) => (array ? [...before, ...after] : [`${before.join(" ")}${after.join(" ")}`])),
        );
        this.assign(name, joined);
    }

    run(argv: readonly string[], input: string): readonly string[] {
        const [program = "", ...args] = argv;
        if (program === "" || this.machine.isTired) return [""];
        const body = this.functions.get(program);
        if (body && this.depth <= 12) {
            const inside = this.child();
            inside.assign("@", [args]);
            for (const [index, arg] of args.entries()) inside.assign(String(index + 1), [[arg]]);
            const output = inside.node(body, input);
            for (const [name, values] of inside.variables)
                if (!/^[@\d]/.test(name)) this.variables.set(name, values);
            return output;
        }
        const own = builtin(this, program, args, input);
        if (own) return own;
        const name = hasHole(program) ? program : (program.split("/").at(-1) ?? "");
        this.findings.ran(argv, input, this);
        const lookUp = (variable: string) => this.valuesOf(variable)?.[0]?.join(" ");
        return [printed({ name, args, input, read: (path) => this.machine.read(path), lookUp })];
    }
}
