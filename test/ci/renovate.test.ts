import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { moto } from "../../boot/tree";
import { sources } from "../sources";

const root = join(__dirname, "..", "..");
const read = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8"));

interface Rule {
    readonly description: string;
    readonly matchPackageNames?: readonly string[];
    readonly allowedVersions?: string;
}

interface Manager {
    readonly managerFilePatterns: readonly string[];
    readonly matchStrings: readonly string[];
    readonly datasourceTemplate: string;
}

const rules: readonly Rule[] = read("renovate.json").packageRules;
const { dependencies, devDependencies, engines } = read("package.json");
const pinned: Readonly<Record<string, string>> = { ...dependencies, ...devDependencies };
const pulumi = read("node_modules/@pulumi/pulumi/package.json");
const major = (version: string): number => Number(/\d+/.exec(version)?.[0]);

/** Whether a package is one of those that a rule names: itself, or with `/**` all of a scope. */
const isOf = (name: string) => (pinnedName: string) =>
    name.endsWith("/**") ? pinnedName.startsWith(name.slice(0, -2)) : pinnedName === name;

/** The first version that is not allowed, from where it follows. */
const bounds: Readonly<Record<string, string>> = {
    typescript: pulumi.peerDependencies.typescript.replace(/.*< /, "<"),
    "@types/node": `<${major(engines.node) + 1}`,
    "google-protobuf": `<${major(pulumi.dependencies["google-protobuf"]) + 1}`,
    "@grpc/grpc-js": `<${major(pulumi.dependencies["@grpc/grpc-js"]) + 1}`,
};

describe("Renovate's configuration", () => {
    it("gives a reason for each rule, and has none about a package that is no more", () => {
        for (const { description, matchPackageNames = [] } of rules) {
            assert.match(description, /^\S.{30,}\.$|: \S+$/, description);
            for (const name of matchPackageNames) assert.ok(Object.keys(pinned).some(isOf(name)), name);
        }
    });

    it("holds each version back where the reason says, and no further than what is pinned", () => {
        const held = Object.fromEntries(
            rules.flatMap(({ matchPackageNames = [], allowedVersions }) =>
                allowedVersions === undefined ? [] : matchPackageNames.map((name) => [name, allowedVersions]),
            ),
        );
        // What @pulumi/pulumi's next version wants of Node is in no file here.
        assert.deepEqual(held, { ...bounds, "@pulumi/pulumi": "<3.249" });
        for (const [name, bound] of Object.entries(held)) {
            const [limit, version] = [bound.slice(1), pinned[name] ?? ""].map((text) =>
                text.split(".").map(Number),
            );
            const at = limit?.findIndex((number, place) => number !== version?.[place]) ?? -1;
            assert.ok(
                at >= 0 && (version?.[at] ?? 0) < (limit?.[at] ?? 0),
                `${name} ${pinned[name]} ${bound}`,
            );
        }
    });

    it("leaves no version open, so that what was tested is what is installed", () => {
        for (const [name, version] of Object.entries(pinned))
            assert.match(version, /^\d+\.\d+\.\d+$/, `${name} ${version}`);
    });

    /** Whether a pattern of Renovate's, a regular expression between slashes, is one of a path. */
    const covers = (patterns: readonly string[]) => (path: string) =>
        patterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(path));
    const text = (path: string) => readFileSync(join(root, path), "utf8");

    it("sees what is installed beside npm's packages, where it is pinned", () => {
        const { customManagers, ignorePaths } = read("renovate.json");
        const managers: readonly Manager[] = customManagers;
        assert.ok(ignorePaths.every((glob: string) => !/^(\*\*\/)?(boot|test)\/\*\*$/.test(glob)));
        const seen = managers.flatMap(({ managerFilePatterns, matchStrings, datasourceTemplate }) =>
            sources
                .filter(covers(managerFilePatterns))
                .flatMap((path) =>
                    matchStrings
                        .flatMap((expression) => [...text(path).matchAll(new RegExp(expression, "g"))])
                        .map(({ groups }) =>
                            [datasourceTemplate, groups?.depName, groups?.currentValue].join(" "),
                        ),
                ),
        );
        const asked = sources
            .filter((path) => path.startsWith("test/"))
            .flatMap((path) => [
                ...[...text(path).matchAll(/pythonPackage\("([^=]+)==(.+)"\)/g)].map((each) => [
                    "pypi",
                    ...each,
                ]),
                ...[...text(path).matchAll(/goProgram\("([^/]+\/[^/]+\/[^/@]+)[^@]*@(.+)"\)/g)].map(
                    (each) => ["go", ...each],
                ),
            ])
            .map(([source, , name, version]) => [source, name, version].join(" "));
        assert.ok(asked.length > 2, asked.join());
        const wanted = [...asked, `pypi ${moto.replace(/\[.*\]==/, " ")}`];
        assert.deepEqual(seen.toSorted(), wanted.toSorted());
    });

    it("sees each workflow's actions, and each of these has one version in all of them", () => {
        const ready = readdirSync(join(root, "pipelines"))
            .map((name) => join("pipelines", name))
            .filter((path) => path.endsWith(".yml") && /^ +- uses:/m.test(text(path)));
        const workflows = readdirSync(join(root, ".github", "workflows"));
        // Renovate reads those in .github/ by itself.
        const { managerFilePatterns } = read("renovate.json")["github-actions"];
        assert.ok(ready.length > 0 && ready.every(covers(managerFilePatterns)), ready.join());
        const pins = [...ready, ...workflows.map((name) => join(".github", "workflows", name))].flatMap(
            (path) =>
                [...text(path).matchAll(/uses: (\S+)@(.+)$/gm)].map(
                    ([, action = "", pin = ""]) => [action, pin] as const,
                ),
        );
        const byAction = new Map(pins);
        assert.deepEqual(
            pins.filter(([action, pin]) => byAction.get(action) !== pin),
            [],
        );
    });
});
