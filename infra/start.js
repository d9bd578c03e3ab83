/*
 * Where the engine starts the program. It only strips the types: checking them takes seconds, is what `npm run check` is
 * for, and would happen again at every preview.
 */
const { enableCompileCache, findSourceMap } = require("node:module");
const { join } = require("node:path");

// From Node 22.8 on: half a second less at each preview. In the clone, not in a /tmp that others can write to.
enableCompileCache?.(join(__dirname, "..", "node_modules", ".cache", "compile"));
require("tsx/cjs");

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
module.exports = require("./index.ts");
