import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { condensePython, condenseShell } from "../../agent-userdata/condense";
import { needCommand, run } from "../tools";

const directory = resolve(__dirname, "..", "..", "agent-userdata", "files");
const names = readdirSync(directory);
const read = (name: string): string => readFileSync(join(directory, name), "utf8");

/** A script as shfmt's parser sees it, without what it knows to be no part of the program. */
const minified = (script: string): string => {
    const { status, output } = run("shfmt", ["-mn", "-ln", "bash"], { input: script });
    assert.equal(status, 0, `${output}\n${script}`);
    return output;
};

/** Modules' syntax trees, without their docstrings. */
const trees = (modules: readonly string[]): string[] => {
    const program = [
        "import ast, json, sys",
        "def tree(module):",
        "    tree = ast.parse(module)",
        "    for node in ast.walk(tree):",
        "        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node, False) is not None and len(node.body) > 1:",
        "            del node.body[0]",
        "    return ast.dump(tree)",
        "print(json.dumps([tree(module) for module in json.load(sys.stdin)]))",
    ].join("\n");
    const { status, output } = run("python3", ["-I", "-c", program], { input: JSON.stringify(modules) });
    assert.equal(status, 0, output);
    return JSON.parse(output);
};

/** Commands, each over one or more lines, with what bash takes literally or reads in a way of its own. */
const commands = readFileSync(join(__dirname, "fixtures", "literal.txt"), "utf8")
    .trimEnd()
    .split("\n----\n");

describe("what is left out of an agent's files", () => {
    // Getting a tool on a fresh machine takes its time; each run of it takes milliseconds.

    before(() => {
        needCommand("shfmt");
        needCommand("python3");
    });

    it("leaves every script the program that it was", () => {
        for (const name of names.filter((name) => name.endsWith(".sh"))) {
            const condensed = condenseShell(read(name));
            assert.equal(minified(condensed), minified(read(name)), name);
            assert.ok(condensed.length < read(name).length, name);
            assert.doesNotMatch(condensed.slice(1), /^#|^$(?!\n?$)/m, name);
        }
    });

    it("leaves strings, here-documents and continued lines of any script as they are, in any order", () => {
        const script = fc
            .array(fc.constantFrom(...commands), { minLength: 1, maxLength: 6 })
            .map((parts) => `#!/bin/bash\n# About it.\n${parts.join("\n\n    # Why.\n")}\n`);
        // Many at a time, as each start of shfmt takes longer than what it reads.
        const scripts = fc.array(script, { minLength: 1, maxLength: 30, size: "max" });
        fc.assert(
            fc.property(scripts, (several) => {
                const condensed = several.map(condenseShell).join("");
                assert.equal(minified(condensed), minified(several.join("")));
                assert.doesNotMatch(condensed, /# About it|# Why/);
            }),
            { numRuns: 15 },
        );
    });

    it("leaves a script as it is when its end is not understood", () => {
        const open = "echo 'one\n    # two\n";
        assert.equal(condenseShell(open), open);
    });

    it("leaves the Python module the program that it was", () => {
        const modules = names.filter((name) => name.endsWith(".py")).map(read);
        for (const each of modules) assert.ok(condensePython(each).length < each.length, each);
        const module = [
            '"""About it."""\n# Why.\nx = """\n    # text\n\n"""\n\ny = 1  # one\n\n\n',
            'class Alone:\n    """All there is."""\n\n\n',
            'def f(\n    a,\n):\n    """What it gives."""\n    # Why.\n    return """\n    b"""\n',
        ].join("");
        assert.equal(
            condensePython(module),
            'x = """\n    # text\n\n"""\ny = 1  # one\nclass Alone:\n """All there is."""\ndef f(\n a,\n):\n return """\n    b"""\n',
        );
        modules.push(module);
        assert.deepEqual(trees(modules.map(condensePython)), trees(modules));
    });
});
