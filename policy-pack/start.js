/*
 * The entry point of the pack. Published, the pack is compiled and this loads it. In a checkout the sources are here,
 * and win: whatever is compiled may be older. Their types are only stripped: the host would check them at every preview,
 * which takes seconds and is what `npm run types` is for.
 */
const { accessSync, constants, existsSync, mkdirSync } = require("node:fs");
const { enableCompileCache, Module } = require("node:module");
const os = require("node:os");
const { join } = require("node:path");

// The SDK loads npm's solver as it starts, to turn functions into text, which no pack does: here it waits until something of
// it is asked for. A third of what a pack takes to start.
const load = Module._load;
Module._load = (request, parent, isMain) => {
    const module = () => load(request, parent, isMain);
    if (request !== "@npmcli/arborist") return module();
    return new Proxy({}, { get: (_, name) => name === "__esModule" || Reflect.get(module(), name) });
};

const source = join(__dirname, "index.ts");

if (existsSync(source)) {
    // In the clone, not in a /tmp where others may have left a folder of that name, with code of theirs.
    const cache = join(__dirname, "..", "node_modules", ".cache");
    try {
        mkdirSync(cache, { recursive: true });
        accessSync(cache, constants.W_OK);
    } catch {
        process.env.TSX_DISABLE_CACHE = "1";
    }
    // From Node 22.8 on: less to do at each start.
    enableCompileCache?.(join(cache, "compile"));
    const { tmpdir } = os;
    os.tmpdir = () => cache;
    require("tsx/cjs");
    os.tmpdir = tmpdir;
    // The host's own TypeScript loader maps every stack slowly; Node does it where one is shown.
    Error.prepareStackTrace = undefined;
    require(source);
} else {
    require("./bin/index.js");
}
