/*
 * Where the engine starts the program. It only strips the types: checking them takes seconds, is what `npm run check` is
 * for, and would happen again at every preview.
 */
require("tsx/cjs");
// The engine's own TypeScript loader maps the stack of each promise that it makes, slowly; Node does it where one is shown.
Error.prepareStackTrace = undefined;
module.exports = require("./index.ts");
