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

/** The defaults of the configuration's keys, by name without the path; each as it is written. */
const defaultsIn = (values: object): readonly (readonly [key: string, value: string])[] =>
    Object.entries(values).flatMap(([key, value]) =>
        typeof value === "object" ? defaultsIn(value) : [[key, String(value)] as const],
    );

describe("an argument of a component, where the configuration has a key by that name", () => {
    it("has the key's number or switch as the default in its docstring", () => {
        const known = defaultsIn(defaults);
        const said = sources
            .filter((path) => /^infra\/(?!config\/)/.test(path))
            .flatMap((path) =>
                [
                    ...read(path).matchAll(
                        /@default (\d+|true|false)\b(?:(?!\*\/).)*\*\/\s+readonly (\w+)\?/gs,
                    ),
                ].map(([, value = "", name = ""]) => ({ path, name, value })),
            )
            .map((argument) => ({
                ...argument,
                // The `retentionDays` of a log group are those of `logRetentionDays`.
                keys: known.filter(([key]) => key.toLowerCase().endsWith(argument.name.toLowerCase())),
            }))
            .filter(({ keys }) => keys.length > 0);
        assert.ok(said.length > 15, `${said.length} arguments`);
        const wrong = said.filter(({ value, keys }) => !keys.some(([, own]) => own === value));
        assert.deepEqual(
            wrong.map(({ path, name, value, keys }) => `${path}: ${name} is ${keys}, and not ${value}`),
            [],
        );
    });
});
