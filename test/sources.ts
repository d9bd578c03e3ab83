import { isBuiltin } from "node:module";
import { join, relative } from "node:path";
import ts from "typescript";

const root = join(__dirname, "..");

const config = ts.getParsedCommandLineOfConfigFile(join(root, "tsconfig.json"), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"));
    },
});

/** Every TypeScript file that `npm run types` looks at, by path in the repository. */
export const sources: readonly string[] = (config?.fileNames ?? [])
    .map((file) => relative(root, file))
    .toSorted();

const cache = ts.createModuleResolutionCache(root, (name) => name, config?.options);

/** The packages that a source imports at run time or for their types, by their names in package.json. */
export const packagesOf = (source: string): readonly string[] =>
    ts
        .preProcessFile(ts.sys.readFile(join(root, source)) ?? "", true, true)
        .importedFiles.map(({ fileName }) => fileName)
        .filter((name) => !name.startsWith(".") && !isBuiltin(name))
        .map((name) => name.split("/", name.startsWith("@") ? 2 : 1).join("/"));

/** The files of the repository that a source imports, types alone included. */
export function importsOf(source: string): readonly string[] {
    const file = join(root, source);
    return ts
        .preProcessFile(ts.sys.readFile(file) ?? "", true, true)
        .importedFiles.filter(({ fileName }) => fileName.startsWith("."))
        .flatMap(({ fileName }) => {
            const { resolvedModule } = ts.resolveModuleName(
                fileName,
                file,
                config?.options ?? {},
                ts.sys,
                cache,
            );
            return resolvedModule === undefined ? [] : [relative(root, resolvedModule.resolvedFileName)];
        });
}
