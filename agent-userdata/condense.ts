/** A line on which a shell script opens a here-document: `<<WORD`, `<<-WORD`, with the word quoted or not. */
const hereDocument = /^<<(-?)\s*(?:'([^']+)'|"([^"]+)"|\\?([A-Za-z_]\w*))/;

interface HereDocument {
    readonly word: string;
    /** `<<-`: the word that ends it may be indented by tabs. */
    readonly indented: boolean;
}

/** What a line of a shell script leaves open for the next one. */
interface Open {
    /** From the outermost: a quote, `(`, or `{` of an expansion such as `${name:-...}`. */
    readonly contexts: readonly string[];
    readonly documents: readonly HereDocument[];
}

/** Reads one line of shell that begins in `contexts`, character by character as bash does. */
function readLine(line: string, contexts: readonly string[]): Open {
    const open = [...contexts];
    const documents: HereDocument[] = [];
    for (let at = 0; at < line.length; at++) {
        const character = line.charAt(at);
        const inside = open.at(-1);
        // Inside double quotes and not in a command within them, a single quote is a character like any other.
        const quoted = open.lastIndexOf('"') > open.lastIndexOf("(");
        if (inside === "'" || inside === "$'") {
            if (character === "\\" && inside === "$'") at++;
            else if (character === "'") open.pop();
        } else if (character === "\\") {
            at++;
        } else if (character === '"') {
            if (inside === '"') open.pop();
            else open.push('"');
        } else if (character === "'" && !quoted) {
            open.push(line.charAt(at - 1) === "$" ? "$'" : "'");
        } else if (character === "`") {
            // Nothing in it is told apart: what follows stays as it is.
            if (inside === "`") open.pop();
            else open.push("`");
        } else if (character === "$" && "({".includes(line.charAt(at + 1)) && at + 1 < line.length) {
            open.push(line.charAt(++at));
        } else if (inside === "{") {
            if (character === "}") open.pop();
        } else if (inside !== '"') {
            if (character === "#" && /^$|[\s;&|()]/.test(line.charAt(at - 1))) break;
            if (character === "(") open.push("(");
            // Without one that is open it ends a pattern of `case`.
            if (character === ")" && inside === "(") open.pop();
            const [all, dash, ...words] = hereDocument.exec(line.slice(at)) ?? [];
            if (all !== undefined && line.charAt(at - 1) !== "<") {
                documents.push({
                    word: words.find((word) => word !== undefined) ?? "",
                    indented: dash !== "",
                });
                at += all.length - 1;
            }
        }
    }
    return { contexts: open, documents };
}

const endsDocument = (line: string, { word, indented }: HereDocument): boolean =>
    (indented ? line.replace(/^\t+/, "") : line) === word;

/** Whether a line is for people only: empty or a comment, and not the first one that names the interpreter. */
const isRemark = (line: string): boolean => /^\s*(#(?!!)|$)/.test(line);

/**
 * A shell script without its indentation, its empty lines and the lines that are only a comment. Quoted text and
 * here-documents stay as they are, and so does a script that is not understood to its end.
 */
export function condenseShell(script: string): string {
    const kept: string[] = [];
    let contexts: readonly string[] = [];
    let documents: readonly HereDocument[] = [];
    let continued = false;
    for (const line of script.split("\n")) {
        const [document] = documents;
        if (document !== undefined) {
            kept.push(line);
            if (endsDocument(line, document)) documents = documents.slice(1);
            continue;
        }
        const isCode = contexts.length === 0 || contexts.at(-1) === "(";
        // A continued line goes on where the one before ended: one space is as good as many, and none is not.
        if (continued) kept.push(isCode ? line.replace(/^\s+/, " ") : line);
        else if (!isCode) kept.push(line);
        else if (!isRemark(line)) kept.push(line.trimStart());
        ({ contexts, documents } = readLine(line, contexts));
        continued = contexts.at(-1) !== "'" && /(^|[^\\])(\\\\)*\\$/.test(line);
    }
    if (contexts.length > 0 || documents.length > 0) return script;
    return `${kept.join("\n").trimEnd()}\n`;
}

/**
 * A Python module without its docstrings, its empty lines and the lines that are only a comment, indented by one where
 * it was by four. What is inside three quotes elsewhere stays as it is.
 */
export function condensePython(module: string): string {
    const code = (text: string): string =>
        text
            .replace(/(?<=\n)[ \t]*(#.*)?\n/g, "")
            .replace(/(?<=\n)( {4})+/g, (indentation) => " ".repeat(indentation.length / 4));
    const parts = `\n${module}`.split(/("""[\s\S]*?""")/);
    const [begin = "", ...rest] = parts.map((text) => (text.startsWith('"""') ? text : code(text)));
    let condensed = begin;
    for (let at = 0; at < rest.length; at += 2) {
        const [string = "", after = ""] = rest.slice(at, at + 2);
        // At the beginning of a line, with a statement below it: one that is all there is of a body has to stay.
        const indentation = /\n( *)$/.exec(condensed)?.[1];
        const isDocstring = indentation !== undefined && new RegExp(`^\\n${indentation}\\S`).test(after);
        condensed += isDocstring ? after.slice(1 + indentation.length) : string + after;
    }
    return condensed.trimStart();
}

/**
 * Rules and units, in which a string never goes on over a line: without comments, indentation and empty lines, and
 * units without their description, in whose place systemd shows their names.
 */
export const condenseLines = (text: string): string =>
    `${text
        .split("\n")
        .filter((line) => !isRemark(line) && !line.startsWith("Description="))
        .map((line) => line.trimStart())
        .join("\n")}\n`;
