/*
 * The entry point of the pack. Published, the pack is compiled and this loads it. In a checkout the sources are here,
 * and win: whatever is compiled may be older. The host would check their types at every preview, which takes seconds and
 * is what `npm run types` is for, so they are only transpiled.
 */
const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

const source = join(__dirname, "index.ts");

if (existsSync(source)) {
    const typescript = require("typescript");
    const compilerOptions = {
        target: typescript.ScriptTarget.ES2022,
        module: typescript.ModuleKind.CommonJS,
        inlineSourceMap: true,
    };
    require.extensions[".ts"] = (module, fileName) => {
        const text = readFileSync(fileName, "utf8");
        module._compile(typescript.transpileModule(text, { compilerOptions, fileName }).outputText, fileName);
    };
    require(source);
} else {
    require("./bin/index.js");
}
