import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { run } from "../tools";

const start = resolve(__dirname, "..", "..", "infra", "start.js");
const fixture = join(__dirname, "fixtures", "throws", "index.ts");

describe("a mistake in the program", () => {
    const stackOf = (body: string): string =>
        run(process.execPath, [
            "-e",
            `require(${JSON.stringify(start)}); function debuggablePromise() { return new Error("unseen").stack }; ${body}`,
        ]).output;

    it("is shown at its place in the TypeScript", () => {
        const output = stackOf(
            `try { require(${JSON.stringify(fixture)}).fail({ message: "wrong" }) } catch (error) { console.log(error.stack) }`,
        );
        assert.match(output, /^Error: wrong\n {4}at .*fail \(.*throws.index\.ts:8:11\)\n {4}at /);
    });

    it("costs no search for places that nobody is shown", () => {
        assert.equal(stackOf("console.log(debuggablePromise())"), "Error: unseen\n");
    });
});
