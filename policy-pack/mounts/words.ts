import type { ParameterExpansionPart, ParsedScript, Word, WordPart } from "unbash";
import { hasHole, hole, product, quote, split } from "./holes";

/** What an expansion asks of the shell that runs. */
export interface Scope {
    /** The values that a variable may have, each a list of one or of an array's elements; nothing where it is not set. */
    valuesOf(name: string): readonly (readonly string[])[] | undefined;
    /** What a command substitution may print. */
    outputsOf(script: ParsedScript | undefined): readonly string[];
    /** A path under which what a script prints can be read. */
    pathOf(script: ParsedScript | undefined): string;
}

/** The lists of fields that a word may become. */
export function fieldsOf(word: Word, scope: Scope): readonly (readonly string[])[] {
    return textsOf(word, scope).map((text) =>
        text
            .split(split)
            .filter((field) => field !== "")
            .map((field) => field.replaceAll(quote, "")),
    );
}

/** The texts that a word may become where the shell does not split it, as in an assignment. */
export function valuesOf(word: Word | undefined, scope: Scope): readonly string[] {
    if (!word) return [""];
    return textsOf(word, scope).map((text) => text.replaceAll(split, " ").replaceAll(quote, ""));
}

/** The texts that the parts of a here-document may become. */
export function bodyOf(
    text: string,
    parts: readonly WordPart[] | undefined,
    scope: Scope,
): readonly string[] {
    return parts ? partsOf(parts, scope, true).map((body) => body.replaceAll(quote, "")) : [text];
}

function textsOf(word: Word, scope: Scope): readonly string[] {
    return word.parts ? partsOf(word.parts, scope, false) : [word.value === "" ? quote : word.value];
}

function partsOf(parts: readonly WordPart[], scope: Scope, quoted: boolean): readonly string[] {
    return parts.reduce<readonly string[]>(
        (texts, part) => product(texts, partOf(part, scope, quoted)),
        [""],
    );
}

function partOf(part: WordPart, scope: Scope, quoted: boolean): readonly string[] {
    switch (part.type) {
        case "Literal":
            return [part.value];
        case "SingleQuoted":
        case "AnsiCQuoted":
            return [quote + part.value];
        case "DoubleQuoted":
        case "LocaleString":
            return product([quote], partsOf(part.parts, scope, true));
        case "SimpleExpansion":
            return splitUp(variable(part.text.slice(1), scope, quoted), quoted);
        case "ParameterExpansion":
            return splitUp(parameter(part, scope, quoted), quoted);
        case "CommandExpansion":
            return splitUp(
                scope.outputsOf(part.script).map((output) => output.replace(/\n+$/, "")),
                quoted,
            );
        case "ProcessSubstitution":
            return [scope.pathOf(part.script)];
        case "BraceExpansion":
            return part.text.slice(1, -1).split(",");
        case "ArithmeticExpansion":
            return [hole(part.text)];
        default:
            return [part.text];
    }
}

function splitUp(texts: readonly string[], quoted: boolean): readonly string[] {
    return quoted ? texts : texts.map((text) => text.replace(/\s+/g, split));
}

/** The values of a variable, an array's elements each a field of its own. */
function variable(name: string, scope: Scope, quoted: boolean): readonly string[] {
    const values = scope.valuesOf(name === "*" ? "@" : name);
    if (!values) return [hole(`$${name}`)];
    return values.map((value) =>
        name === "@" || !quoted ? value.map((field) => quote + field).join(split) : value.join(" "),
    );
}

function parameter(part: ParameterExpansionPart, scope: Scope, quoted: boolean): readonly string[] {
    const { parameter: name, operation, prefix, index } = part;
    if (prefix) return [hole(part.text)];
    const stored = scope.valuesOf(name === "*" ? "@" : name);
    const known = stored && elements(stored, name, index?.value, quoted);
    const otherwise = [hole(`$${name}`)];
    if (!operation) return known ?? otherwise;
    const operand = "operand" in operation ? valuesOf(operation.operand, scope) : [""];
    switch (operation.type) {
        case "Default":
            if (operation.operator.includes("+")) return [...(known === undefined ? [""] : []), ...operand];
            if (operation.operator.includes("?")) return known ?? otherwise;
            return known?.every((text) => text !== "")
                ? known
                : [...(known ?? []).filter(Boolean), ...operand];
        case "Remove":
            return (known ?? otherwise).map((text) => removed(text, operation.operator, operand[0] ?? ""));
        case "Replace": {
            const [pattern = ""] = valuesOf(operation.pattern, scope);
            const [by = ""] = valuesOf(operation.replacement, scope);
            const all = operation.operator === "//";
            return (known ?? otherwise).map((text) =>
                all ? text.replaceAll(pattern, by) : text.replace(pattern, by),
            );
        }
        case "CaseModification":
            return (known ?? otherwise).map((text) =>
                hasHole(text)
                    ? text
                    : operation.operator.startsWith("^")
                      ? text.toUpperCase()
                      : text.toLowerCase(),
            );
        default:
            return [hole(`$${name}`)];
    }
}

function elements(
    stored: readonly (readonly string[])[],
    name: string,
    index: string | undefined,
    quoted: boolean,
): readonly string[] {
    if (name === "@" || index === "@" || (index === "*" && !quoted))
        return stored.map((value) => value.map((field) => quote + field).join(split));
    if (name === "*" || index === "*") return stored.map((value) => value.join(" "));
    // Under a name, any element may be the one that is meant.
    if (index !== undefined && !/^\d+$/.test(index)) return stored.flat();
    return stored.map((value) => value[Number(index ?? 0)] ?? "");
}

/** A text without the start or end that fits a pattern; with a hole in it, as it is. */
function removed(text: string, operator: string, pattern: string): string {
    if (hasHole(text) || pattern === "") return text;
    const greedy = operator.length === 2 ? "" : "?";
    const source = pattern
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", `[\\s\\S]*${greedy}`)
        .replaceAll("?", ".");
    if (operator.startsWith("#")) return text.replace(new RegExp(`^${source}`), "");
    const found = new RegExp(greedy ? `^([\\s\\S]*)${source}$` : `^([\\s\\S]*?)${source}$`).exec(text);
    return found ? (found[1] ?? "") : text;
}
