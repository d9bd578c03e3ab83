import assert from "node:assert/strict";
import {
    copyFileSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Workspace } from "../../rehearsal/engine/workspace";
import { read, root } from "../docs/pages";
import { freshClone } from "../freshClone";
import { run } from "../tools";

const manifest: {
    readonly name: string;
    readonly version: string;
    readonly scripts: { readonly prepare: string };
    readonly dependencies: Readonly<Record<string, string>>;
    readonly peerDependencies: Readonly<Record<string, string>>;
} = JSON.parse(read("components/package.json"));

/** What the page tells to write into tsconfig.json. */
const [, tsconfig = ""] = /^```json\n(.*?)^```/ms.exec(read("components/README.md")) ?? [];

/** Of npm's own, what the page tells to install besides. */
const tools = ["typescript", "@types/node"];

/** Links a package that is installed here: what npm would put there, without a network. */
function link(name: string, modules: string): void {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(modules, name));
}

describe("the components, in a program that is no part of this checkout", () => {
    const scratch = mkdtempSync(join(tmpdir(), "jenkins-efs-components-"));
    after(() => rmSync(scratch, { recursive: true }));

    /** A program made of an example, in a folder of its own, as the page tells to make it; its packages are installed, ours is not. */
    function program(example: string): string {
        const folder = join(scratch, example);
        const from = join(root, "examples", example);
        mkdirSync(folder, { recursive: true });
        for (const file of readdirSync(from)) copyFileSync(join(from, file), join(folder, file));
        const source = readFileSync(join(from, "index.ts"), "utf8");
        writeFileSync(
            join(folder, "index.ts"),
            source.replaceAll('"../../infra/', `"${manifest.name}/infra/`),
        );
        writeFileSync(join(folder, "tsconfig.json"), tsconfig);
        const modules = join(folder, "node_modules");
        // Only what the package names: what it forgets to is not found.
        for (const name of [
            ...tools,
            ...Object.keys({ ...manifest.peerDependencies, ...manifest.dependencies }),
        ])
            link(name, modules);
        symlinkSync(join(root, "node_modules", ".bin"), join(modules, ".bin"));
        return folder;
    }

    /** npm in a folder, which must succeed. */
    function npm(cwd: string, ...args: readonly string[]): void {
        const { status, output } = run("npm", args, { cwd });
        assert.equal(status, 0, output);
    }

    async function preview(folder: string) {
        const workspace = await Workspace.create({
            program: folder,
            policyPacks: [join(root, "policy-pack")],
        });
        try {
            return await workspace.preview();
        } finally {
            workspace.dispose();
        }
    }

    /** A checkout inside the folder of a program, whose packages it compiles with; npm links and packs what comes of it. */
    let linked: string;
    /** A program into which what npm packed was unpacked. */
    let unpacked: string;
    let installed: string;

    before(() => {
        linked = program("storage-only");
        const checkout = join(linked, "jenkins-efs");
        freshClone(checkout);
        // What `npm install ./jenkins-efs/components` does, once the packages are there.
        symlinkSync("../jenkins-efs/components", join(linked, "node_modules", manifest.name));
        npm(checkout, "pack", "./components", "--pack-destination", scratch);

        unpacked = program("parts");
        // Whole environments, beside it: one typecheck for both.
        copyFileSync(join(program("two-environments"), "index.ts"), join(unpacked, "environments.ts"));
        installed = join(unpacked, "node_modules", manifest.name);
        mkdirSync(installed);
        const tarball = join(scratch, `${manifest.name}-${manifest.version}.tgz`);
        // As `npm install PATH` unpacks it.
        const { status, output } = run("tar", ["-xzf", tarball, "--strip-components=1", "-C", installed]);
        assert.equal(status, 0, output);
    });

    it("pass a strict typecheck with the page's tsconfig.json, part by part or as whole environments, which finds a wrong argument", () => {
        const source = readFileSync(join(linked, "index.ts"), "utf8");
        const wrong = source.replace("renderers: renderers.id", "// @ts-expect-error\nrenderers: 7");
        assert.notEqual(wrong, source);
        writeFileSync(join(linked, "wrong.ts"), wrong);
        // Built together, they read AWS's types once.
        const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
        const checked = run(process.execPath, [tsc, "--build", "--noEmit", linked, unpacked]);
        assert.deepEqual(checked, { status: 0, output: "" });
    });

    describe("as a git submodule that npm links", () => {
        it("have each client's group told until the policy pack's configuration names it", async () => {
            const { exitCode, policyEvents } = await preview(linked);
            assert.notEqual(exitCode, 0);
            const told = policyEvents
                .filter(({ policyName }) => policyName === "efs-mount-target-admits-agents-only")
                .map(({ message }) => message)
                .join("\n");
            assert.match(
                told,
                /storage-nfs-from-renderers: it admits renderers, which nothing of the stack carries/,
            );
            assert.match(told, /storage-nfs-from-workstations: it admits sg-\w+, a group outside the stack/);
        });
    });

    describe("as the tarball of npm pack", () => {
        it("make what the policy pack accepts", async () => {
            const { exitCode, stderr, changes } = await preview(unpacked);
            assert.equal(exitCode, 0, stderr);
            assert.ok(changes.size > 150, `${changes.size} resources`);
        });

        it("hold no sources and nothing of the kit's own stack", () => {
            const files = readdirSync(installed, { recursive: true }).map(String);
            assert.deepEqual(
                files.filter((file) => /(?<!\.d)\.ts$|infra\/index/.test(file)),
                [],
            );
            for (const file of ["README.md", "LICENSE", "infra/storage.js", "infra/storage.d.ts"])
                assert.ok(files.includes(file), file);
        });
    });

    it("want the versions that the kit itself is tested with", () => {
        const kit: Readonly<Record<string, string>> = JSON.parse(read("package.json")).dependencies;
        const { dependencies, peerDependencies } = manifest;
        for (const [name, version] of Object.entries(dependencies)) assert.equal(version, kit[name], name);
        for (const [name, range] of Object.entries(peerDependencies))
            assert.equal(range, `^${kit[name]}`, name);
    });
});
