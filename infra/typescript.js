/*
 * Lets Node load the kit's TypeScript, by stripping the types: checking them takes seconds, and is what `npm run types` is
 * for. Packages are JavaScript already, and tsx would read each of them once more: a third of what loading takes.
 */
const { accessSync, constants, mkdirSync } = require("node:fs");
const { enableCompileCache, Module } = require("node:module");
const os = require("node:os");
const { join, sep } = require("node:path");

// In the clone, not in a /tmp where others may have left a folder of that name, with code of theirs.
const cache = join(__dirname, "..", "node_modules", ".cache");

// From Node 22.8 on: half a second less at each preview.
enableCompileCache?.(join(cache, "compile"));

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
Module._load = (request, parent, isMain) => {
    const isForText = request === "typescript" || request === "@npmcli/arborist";
    if (isForText && parent?.filename.includes(join("node_modules", "@pulumi", "pulumi")))
        return later(() => load(request, parent, isMain));
    const module = load(request, parent, isMain);
    if (/\/debuggable$/.test(request)) takeNoStacks(module);
    return module;
};

const spared = new WeakSet();

/**
 * Spares the SDK the stack that it takes for every promise that it makes, for PULUMI_DEBUG_PROMISE_LEAKS alone: half of what
 * a program takes to register its resources.
 */
function takeNoStacks(debuggable) {
    const { debuggablePromise, debugPromiseLeaks } = debuggable;
    if (debugPromiseLeaks || debuggablePromise === undefined || spared.has(debuggable)) return;
    spared.add(debuggable);
    debuggable.debuggablePromise = (...promised) => {
        const { stackTraceLimit } = Error;
        Error.stackTraceLimit = 0;
        try {
            return debuggablePromise(...promised);
        } finally {
            Error.stackTraceLimit = stackTraceLimit;
        }
    };
}

// A program's SDK is there before the program.
for (const [file, { exports }] of Object.entries(require.cache))
    if (file.endsWith(join("runtime", "debuggable.js"))) takeNoStacks(exports);

try {
    mkdirSync(cache, { recursive: true });
    accessSync(cache, constants.W_OK);
} catch {
    process.env.TSX_DISABLE_CACHE = "1";
}
const { tmpdir } = os;
os.tmpdir = () => cache;
require("tsx/cjs");
os.tmpdir = tmpdir;

const loadOwn = Module._extensions[".js"];
Module._extensions[".js"] = (module, file) =>
    (file.includes(`${sep}node_modules${sep}`) ? loadPackage : loadOwn)(module, file);

// tsx looks places up slowly; Node does it where one is shown.
Error.prepareStackTrace = undefined;
