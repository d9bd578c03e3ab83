/* Where the engine starts the program. */
require("./typescript.js");

// An engine that is gone reads nothing: each word to it fails, the SDK tells of that in words, and so on for ever.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => process.exit(1));

module.exports = require("./index.ts");
