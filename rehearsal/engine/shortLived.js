/*
 * What Node does for processes that live for hours, and each program, pack and plugin of a rehearsal lives for seconds.
 */
const { Module } = require("node:module");
const { Session } = require("node:inspector");
const { setFlagsFromString } = require("node:v8");

// The SDK attaches V8's debugger before it loads a program or a pack, to name the file of a function that it cannot turn
// into text (runtime/closure/v8Hooks.js); V8 then hashes each source and keeps its line ends. Nothing that is rehearsed
// turns functions into text.
const { post } = Session.prototype;
Session.prototype.post = function (method, ...rest) {
    if (method === "Debugger.enable") rest.at(-1)(null, {});
    else Reflect.apply(post, this, [method, ...rest]);
};

// Bytes of bytecode that a function runs before V8 thinks of optimising it, 132 KiB by default: a sixth of what a rehearsal
// takes went into machine code that was hardly used.
setFlagsFromString("--interrupt-budget=1000000");

// The SDK takes a stack with each resource. source-map-support, which it loads first of all, would map each place of it;
// Node does it where one is shown.
const load = Module._load;
Module._load = (request, ...rest) =>
    request === "source-map-support/register" ? undefined : load(request, ...rest);

// ts-node, which the engine loads a program with, takes a second, and five where it checks types, which is for tsc.
if (/[/\\]cmd[/\\]run[/\\]index\.js$/.test(process.argv[1])) {
    process.env.PULUMI_NODEJS_TYPESCRIPT = "false";
    require("../../infra/typescript.js");
}
