import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What a program may pass to a resource type and read from it, as `@pulumi/aws` declares it. */
export interface Declaration {
    /** Whether an input is required, by its name. */
    readonly inputs: Readonly<Record<string, boolean>>;
    readonly outputs: readonly string[];
}

/** In a bundle the JSON of what `readDeclaration` read when it was made: the plugin that a preview starts reads nothing. */
declare const bundledDeclarations: string | undefined;

const bundled =
    typeof bundledDeclarations === "undefined"
        ? undefined
        : (JSON.parse(bundledDeclarations) as Readonly<Record<string, Declaration>>);

/** The declaration of a resource type, by its token; throws where the SDK has none. */
export const declarationOf = (token: string): Declaration => bundled?.[token] ?? readDeclaration(token);

/** The file in which the SDK declares a type or a function: `aws:efs/fileSystem:FileSystem` in `efs/fileSystem.d.ts`. */
export function declaringFile(token: string): string {
    const module = token.split(":")[1]?.replace(/^index\//, "");
    return join(dirname(require.resolve("@pulumi/aws/package.json")), `${module}.d.ts`);
}

function readDeclaration(token: string): Declaration {
    // Where a type is asked for: it takes as long to load as all else that answers a lookup.
    const ts: typeof import("typescript") = require("typescript");
    const file = declaringFile(token);
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), {
        languageVersion: ts.ScriptTarget.Latest,
        // Comments are most of these files, and to parse them takes most of the time.
        jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
    });
    const className = token.split(":")[2] ?? "";
    const members = (suffix: string): (readonly [name: string, isRequired: boolean])[] => {
        const found = source.statements.find(
            (statement) =>
                ts.isInterfaceDeclaration(statement) && statement.name.text === `${className}${suffix}`,
        );
        if (found === undefined || !ts.isInterfaceDeclaration(found))
            throw new Error(
                `${file} declares no ${className}${suffix}, from which the stand-in knows ${token}`,
            );
        return found.members.map((member) => [
            member.name?.getText(source) ?? "",
            member.questionToken === undefined,
        ]);
    };
    return { inputs: Object.fromEntries(members("Args")), outputs: members("State").map(([name]) => name) };
}
