/*
 * Lets Node load the kit's TypeScript, by stripping the types: checking them takes seconds, and is what `npm run types` is
 * for. Packages are JavaScript already, and tsx would read each of them once more: a third of what loading takes.
 */
const { enableCompileCache, findSourceMap, Module } = require("node:module");
const { join, sep } = require("node:path");

// From Node 22.8 on: half a second less at each preview. In the clone, not in a /tmp that others can write to.
enableCompileCache?.(join(__dirname, "..", "node_modules", ".cache", "compile"));

const loadPackage = Module._extensions[".js"];
try {
    require.resolve("tsx/cjs");
} catch {
    process.stderr.write(
        "node_modules is not there or lacks tsx: install the dependencies first, with npm ci\n",
    );
    process.exit(1);
}
/** A module that is loaded when something of it is asked for. */
const later = (load) =>
    new Proxy({}, { get: (_, name) => (name === "__esModule" ? true : Reflect.get(load(), name)) });

// The SDK loads npm's solver and TypeScript as it starts, to turn functions into text, which nothing here does: together
// they are two thirds of what it takes to load.
const load = Module._load;
Module._load = (request, parent, isMain) =>
    (request === "typescript" || request === "@npmcli/arborist") &&
    parent?.filename.includes(join("node_modules", "@pulumi", "pulumi"))
        ? later(() => load(request, parent, isMain))
        : load(request, parent, isMain);

require("tsx/cjs");
const loadOwn = Module._extensions[".js"];
Module._extensions[".js"] = (module, file) =>
    (file.includes(`${sep}node_modules${sep}`) ? loadPackage : loadOwn)(module, file);

/** A line of a stack, at its place in the TypeScript. */
function line(frame) {
    const map = findSourceMap(frame.getFileName() ?? "");
    const entry = map?.findEntry(frame.getLineNumber() - 1, frame.getColumnNumber() - 1);
    if (entry?.originalLine === undefined) return String(frame);
    const place = `:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    return String(frame).replace(/:\d+:\d+(?=\)?$)/, place);
}

// The SDK takes a stack for every promise that it makes, for PULUMI_DEBUG_PROMISE_LEAKS alone: to look those places up took
// a quarter of the program's time. Every other stack is written as Node writes it.
const debugged = process.env.PULUMI_DEBUG_PROMISE_LEAKS;
Error.prepareStackTrace = (error, frames) =>
    frames[0]?.getFunctionName() === "debuggablePromise" && !debugged
        ? String(error)
        : [error, ...frames.map(line)].join("\n    at ");
