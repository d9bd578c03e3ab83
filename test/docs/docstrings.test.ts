import assert from "node:assert/strict";
import ts from "typescript";
import { defaults } from "../../infra/config/schema";
import { sources } from "../sources";
import { read } from "./pages";

const isExported = (statement: ts.Statement): boolean =>
    ts.isExportAssignment(statement) ||
    (ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true);

/** What a statement declares, for a message. */
const nameOf = (statement: ts.Statement): string =>
    ts.isVariableStatement(statement)
        ? statement.declarationList.declarations.map(({ name }) => name.getText()).join(", ")
        : ((statement as ts.DeclarationStatement).name?.getText() ?? "export =");

/** The words of a statement's docstring. */
const docstringOf = (statement: ts.Statement): string =>
    ts
        .getJSDocCommentsAndTags(statement)
        .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "")
        .join(" ")
        .trim();

/** Whether a statement makes a rule of the policy pack, whose title and assertion say more than a docstring would. */
const isRule = (statement: ts.Statement): boolean =>
    ts.isVariableStatement(statement) &&
    statement.declarationList.declarations.every(({ initializer }) =>
        /^(resource|stack)Rule\(/.test(initializer?.getText() ?? ""),
    );

/** The exported declarations of a source without a docstring, as `path:line name`. */
function undocumented(path: string): readonly string[] {
    const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
    const line = (node: ts.Node) => source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    return source.statements
        .filter((statement) => isExported(statement) && !isRule(statement) && docstringOf(statement) === "")
        .map((statement) => `${path}:${line(statement)} ${nameOf(statement)}`);
}

describe("every exported symbol", () => {
    it("has a docstring", () => {
        assert.deepEqual(sources.filter((path) => !path.startsWith("test/")).flatMap(undocumented), []);
    });
});

/** A default as a docstring begins with it: a section of the configuration by its name, for what it holds would stand twice. */
function wordsFor(code: string): string {
    const [root, ...keys] = code.split(".");
    if (root !== "defaults") return code.replaceAll('"', "");
    const value = keys.reduce<unknown>((section, key) => Object(section)[key], defaults);
    if (Array.isArray(value) && value.length === 0) return "none";
    return typeof value === "object" ? code : String(value);
}

/** What says something that is wrong, of each optional argument in the code of `infra/`; and how many take a known default. */
function defaultsIn(code: string): { readonly known: number; readonly wrong: readonly string[] } {
    const wrong: string[] = [];
    let known = 0;
    for (const [, docstring = "", name = ""] of code.matchAll(
        /(?:\/\*\*((?:(?!\*\/).)*)\*\/)?\s+readonly (\w+)\?:/gs,
    )) {
        const said = /@default (.*)/s.exec(docstring)?.[1]?.replaceAll(/`|\s+$/g, "") ?? "";
        const taken = code.matchAll(
            new RegExp(`\\b${name} (?:=|\\?\\?) (defaults(?:\\.\\w+)+|\\d+|true|false|"[^"]*")`, "g"),
        );
        const wanted = new Set([...taken].map(([, value = ""]) => wordsFor(value)));
        if (wanted.size > 0) known += 1;
        // What is left out and replaced by nothing is not true, nor a number.
        else if (/^(true|\d)/.test(said))
            wrong.push(`${name} is said to be ${said}, and nothing here takes that`);
        for (const words of wanted)
            if (!said.startsWith(words) || /^\w/.test(said.slice(words.length)))
                wrong.push(`${name} is ${words}, and said to be ${said || "nothing"}`);
            else if (words.startsWith("defaults.") && /\d/.test(said))
                wrong.push(`${name} repeats a number of ${words}`);
    }
    return { known, wrong };
}

describe("an argument of a component", () => {
    it("has as its default in the docstring what the code takes where it is left out", () => {
        const found = sources
            .filter((path) => /^infra\/(?!config\/)/.test(path))
            .map((path) => ({ path, ...defaultsIn(read(path)) }));
        assert.deepEqual(
            found.flatMap(({ path, wrong }) => wrong.map((what) => `${path}: ${what}`)),
            [],
        );
        const known = found.reduce((sum, file) => sum + file.known, 0);
        assert.ok(known > 20, `${known} arguments`);
    });
});
