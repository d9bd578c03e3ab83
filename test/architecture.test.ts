import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { read, root, sectionsOf } from "./docs/pages";
import { importsOf, packagesOf, sources } from "./sources";

/** The folders of docs/architecture.md in its order, each with those that it imports. */
const folders: ReadonlyMap<string, readonly string[]> = new Map(
    sectionsOf(read("docs/architecture.md"))
        .filter(([heading]) => heading === "Folders")
        .flatMap(([, text]) => [...text.matchAll(/^\| `([\w/-]+)\/` \| (.+?) \|$/gm)])
        .map(([, folder = "", imports = ""]) => [
            folder,
            [...imports.matchAll(/`([\w/-]+)\/`/g)].map(([, name = ""]) => name),
        ]),
);

/** The innermost of those folders that a file is in. */
const folderOf = (file: string): string | undefined =>
    [...folders.keys()]
        .filter((folder) => file.startsWith(`${folder}/`))
        .toSorted((a, b) => b.length - a.length)[0];

const isTest = (file: string): boolean => file.startsWith("test/");

const imports: ReadonlyMap<string, readonly string[]> = new Map(
    sources.map((source) => [source, importsOf(source)]),
);

/** Every import of product or tool that leaves its folder. */
const crossings = [...imports].flatMap(([from, targets]) =>
    targets
        .map((to) => ({ from, to, folder: folderOf(from) ?? "", imported: folderOf(to) ?? to }))
        .filter(({ folder, imported }) => !isTest(from) && folder !== imported),
);

/** A file, and those over which it imports itself again; nothing where no file of a graph does. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): readonly string[] => {
        const at = path.indexOf(file);
        if (at !== -1) return [...path.slice(at), file];
        if (done.has(file)) return [];
        for (const next of graph.get(file) ?? []) {
            const circle = visit(next, [...path, file]);
            if (circle.length > 0) return circle;
        }
        done.add(file);
        return [];
    };
    for (const file of graph.keys()) {
        const circle = visit(file, []);
        if (circle.length > 0) return circle;
    }
    return [];
}

/** Files, and all that they import, near or far. */
function reachedFrom(entries: readonly string[]): ReadonlySet<string> {
    const reached = new Set(entries);
    for (const file of reached) for (const next of imports.get(file) ?? []) reached.add(next);
    return reached;
}

describe("The folders of docs/architecture.md", () => {
    it("are all that hold code, and each of them is looked at by npm run types", () => {
        const holdCode = readdirSync(root, { withFileTypes: true })
            .filter(
                (entry) =>
                    entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules",
            )
            .map(({ name }) => name)
            .filter((name) =>
                readdirSync(join(root, name), { recursive: true }).some((file) =>
                    /(?<!\.d)\.tsx?$/.test(String(file)),
                ),
            )
            .filter((name) => name !== "test");
        const topmost = (names: readonly string[]) =>
            [...new Set(names.map((name) => name.split("/")[0]))].toSorted();
        assert.deepEqual(topmost([...folders.keys()]), holdCode.toSorted());
        assert.deepEqual(topmost(sources.filter((source) => !isTest(source))), holdCode.toSorted());
    });

    it("import exactly what the page says", () => {
        const found = [...folders.keys()].map((folder) => {
            const own = crossings.filter((crossing) => crossing.folder === folder);
            return [folder, [...new Set(own.map(({ imported }) => imported))].toSorted()] as const;
        });
        const unexpected = crossings
            .filter(({ folder, imported }) => !folders.get(folder)?.includes(imported))
            .map(({ from, to }) => `${from} imports ${to}`);
        assert.deepEqual(unexpected, []);
        assert.deepEqual(
            found,
            [...folders].map(([folder, allowed]) => [folder, allowed.toSorted()]),
        );
    });

    it("stand on those above them in the page, and on none below", () => {
        const order = [...folders.keys()];
        for (const [folder, allowed] of folders)
            for (const imported of allowed)
                assert.ok(order.indexOf(imported) < order.indexOf(folder), `${folder} stands on ${imported}`);
    });

    it("leave tests to themselves", () => {
        assert.deepEqual(
            crossings.filter(({ to }) => isTest(to)),
            [],
        );
    });
});

/** What of the policy pack is compiled to be published: an area's files are imported by no file's name. */
const compiled = sources.filter((file) => /^policy-pack\/(?!bench\/|tools\/)/.test(file));

describe("The files", () => {
    it("import one another in one direction only, tests too", () => {
        assert.deepEqual(circleIn(imports), []);
    });

    it("of the published policy pack import nothing that is not published with it", () => {
        const published = [...reachedFrom(["policy-pack/tools/checkConfig.ts", ...compiled])];
        assert.ok(published.length > 50, `${published.length} files`);
        assert.deepEqual(
            published.filter((file) => !file.startsWith("policy-pack/")),
            [],
        );
    });

    it("of the program, the pack and the commands for a stack run where nothing but dependencies is installed", () => {
        const { dependencies } = JSON.parse(read("package.json"));
        const entries = ["infra/index.ts", ...compiled, "proof/prove.ts", "report/report.ts"];
        const started = sources.filter((file) => /^commands\/\w+\.ts$/.test(file));
        const plugins = ["rehearsal/providers/aws/main.ts", "rehearsal/providers/awsx/main.ts"];
        const reached = [...reachedFrom([...entries, ...started, ...plugins])];
        assert.ok(reached.length > 200, `${reached.length} files`);
        assert.deepEqual(
            reached.flatMap((file) =>
                packagesOf(file)
                    .filter((name) => !(name in dependencies))
                    .map((name) => `${file} imports ${name}`),
            ),
            [],
        );
    });

    it("of the commands for a running stack are none of the rehearsal's and none of the report's", () => {
        const names = ["bake", "doctor", "enrol", "failover", "restore", "teardown"];
        const reached = [...reachedFrom(names.map((name) => `commands/${name}.ts`))];
        assert.ok(reached.includes("engine/resolveCli.ts"));
        assert.deepEqual(
            reached.filter((file) => /^(rehearsal|report)\//.test(file)),
            [],
        );
    });

    it("of npm run test:unit start no engine: a test that does, by itself or by what tests share, is named so", () => {
        const starts = ["rehearsal/engine/workspace.ts", "proof/rehearsed.ts", "proof/faults/trial.ts"];
        const shared = (file: string): readonly string[] =>
            (imports.get(file) ?? []).flatMap((next) => (isTest(next) ? [next, ...shared(next)] : [next]));
        const tests = sources.filter((file) => file.endsWith(".test.ts"));
        const engine = tests.filter((file) => shared(file).some((next) => starts.includes(next)));
        assert.ok(engine.length > 10, `${engine.length} files`);
        assert.deepEqual(
            engine.filter((file) => !file.endsWith(".engine.test.ts")),
            [],
        );
    });
});
