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

/** A module's syntax tree, without its docstrings. */
const tree = (module: string): string => {
    const program = [
        "import ast, sys",
        "tree = ast.parse(sys.stdin.read())",
        "for node in ast.walk(tree):",
        "    if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node, False) is not None and len(node.body) > 1:",
        "        del node.body[0]",
        "print(ast.dump(tree))",
    ].join("\n");
    const { status, output } = run("python3", ["-I", "-c", program], { input: module });
    assert.equal(status, 0, output);
    return output;
};

/** Commands, each over one or more lines, with what bash takes literally or reads in a way of its own. */
const commands = readFileSync(join(__dirname, "fixtures", "literal.txt"), "utf8")
    .trimEnd()
    .split("\n----\n");

describe("what is left out of an agent's files", function () {
    // Getting a tool on a fresh machine takes its time; each run of it takes milliseconds.
    this.timeout(180_000);

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
        const scripts = fc
            .array(fc.constantFrom(...commands), { minLength: 1, maxLength: 6 })
            .map((parts) => `#!/bin/bash\n# About it.\n${parts.join("\n\n    # Why.\n")}\n`);
        fc.assert(
            fc.property(scripts, (script) => {
                const condensed = condenseShell(script);
                assert.equal(minified(condensed), minified(script));
                assert.doesNotMatch(condensed, /# About it|# Why/);
            }),
            { numRuns: 150 },
        );
    });

    it("leaves a script as it is when its end is not understood", () => {
        const open = "echo 'one\n    # two\n";
        assert.equal(condenseShell(open), open);
    });

    it("leaves the Python module the program that it was", () => {
        for (const name of names.filter((name) => name.endsWith(".py"))) {
            assert.equal(tree(condensePython(read(name))), tree(read(name)), name);
            assert.ok(condensePython(read(name)).length < read(name).length, name);
        }
        const module = [
            '"""About it."""\n# Why.\nx = """\n    # text\n\n"""\n\ny = 1  # one\n\n\n',
            'class Alone:\n    """All there is."""\n\n\n',
            'def f(\n    a,\n):\n    """What it gives."""\n    # Why.\n    return """\n    b"""\n',
        ].join("");
        assert.equal(
            condensePython(module),
            'x = """\n    # text\n\n"""\ny = 1  # one\nclass Alone:\n """All there is."""\ndef f(\n a,\n):\n return """\n    b"""\n',
        );
        assert.equal(tree(condensePython(module)), tree(module));
    });
});
