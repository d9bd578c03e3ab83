/* Where the engine starts the program. */
require("./typescript.js");
module.exports = require("./index.ts");
