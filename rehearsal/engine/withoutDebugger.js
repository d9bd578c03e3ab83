/*
 * The SDK attaches V8's debugger to each program and policy pack before it loads it, to name the file of a function that it
 * cannot turn into text (runtime/closure/v8Hooks.js). V8 then hashes each source and keeps its line ends: a seventh of what
 * an update with the pack takes. Nothing that is rehearsed turns functions into text.
 */
const { Session } = require("node:inspector");

const { post } = Session.prototype;
Session.prototype.post = function (method, ...rest) {
    if (method === "Debugger.enable") rest.at(-1)(null, {});
    else Reflect.apply(post, this, [method, ...rest]);
};
