import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { groupTypes, tokens } from "../../policy-pack/kernel/tokens";
import { rules } from "../../policy-pack/rules";
import { controlsPage } from "../../policy-pack/tools/controlsPage";
import { run } from "../tools";
import { kitBreaks } from "./kitBreaks";

const names = Object.keys(kitBreaks).sort();

describe("the policy pack", () => {
    it("has exactly the rules that whoever uses it refers to by name", () => {
        assert.deepEqual(rules.map(({ name }) => name).sort(), names);
    });

    it("has each rule that a file of it makes, also outside of the folders of rules", () => {
        const pack = join(__dirname, "..", "..", "policy-pack");
        const made = readdirSync(pack, { recursive: true, encoding: "utf8" })
            .filter((file) => file.endsWith(".ts") && !file.includes("node_modules"))
            .flatMap((file) => [
                ...readFileSync(join(pack, file), "utf8").matchAll(
                    /^export const \w+ = (?:resource|stack)Rule\(\{\s+name: "([^"]+)"/gm,
                ),
            ])
            .map(([, name]) => name);
        assert.deepEqual(made.sort(), names);
    });

    it("refuses on a program without EFS what docs/policy-rollout.md says, and nothing else", () => {
        const page = readFileSync(join(__dirname, "..", "..", "docs", "policy-rollout.md"), "utf8");
        const [, section = ""] = page.split("On a program without EFS ");
        const [table = ""] = section.split('`"all"');
        const listed = [...table.matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => name);
        const refusing = rules
            .filter(({ name, control }) => control.level === "mandatory" && !/(^|-)efs-/.test(name))
            .map(({ name }) => name);
        assert.deepEqual(listed.sort(), refusing.sort());
        assert.match(table, /^sixteen rules can refuse/);
        assert.equal(listed.length, 16);
    });

    it("says of each rule where it comes from and how to mend a violation, and takes exemptions from it", () => {
        for (const { name, control, configSchema } of rules) {
            assert.ok(control.nist.controls.length > 0, `${name} has no NIST control`);
            assert.ok(control.fix.join().length > 10, `${name} has no remediation`);
            assert.ok(configSchema?.properties.exemptions, `${name} takes no exemptions`);
        }
    });

    it("knows resources by the type tokens that the AWS provider registers", () => {
        for (const token of [...Object.values(tokens), ...Object.values(groupTypes)]) {
            const [, module = "", name = ""] = token.split(":");
            const exported: unknown = require(`@pulumi/aws/${module}`);
            const registered: unknown = Reflect.get(Reflect.get(Object(exported), name), "__pulumiType");
            assert.equal(registered, token);
        }
    });

    it("tests each rule by a table of cases", () => {
        const tables = readdirSync(__dirname)
            .filter((file) => file.endsWith(".test.ts"))
            .map((file) => readFileSync(join(__dirname, file), "utf8"))
            .flatMap((text) => [...text.matchAll(/^rule\("([^"]+)"/gm)].map(([, name]) => name));
        // What is asked of user data takes more tables than one.
        assert.deepEqual([...new Set(tables)].sort(), names);
    });

    it("is described by docs/controls.md as it is", () => {
        assert.equal(
            readFileSync(join(__dirname, "..", "..", "docs", "controls.md"), "utf8"),
            controlsPage(),
        );
    });

    it("starts without npm's solver, which the SDK loads with itself", () => {
        const start = join(__dirname, "..", "..", "policy-pack", "start.js");
        const loaded = (what: string) => `Object.keys(require.cache).some((file) => /${what}/.test(file))`;
        const program = `require(${JSON.stringify(start)});
            console.log(${loaded("pulumi.policy")}, ${loaded("npmcli.arborist")});
            process.exit()`;
        assert.equal(run(process.execPath, ["-e", program]).output, "true false\n");
    });

    it("needs no more at run time than it declares", () => {
        const { dependencies } = JSON.parse(
            readFileSync(join(__dirname, "..", "..", "policy-pack", "package.json"), "utf8"),
        ) as {
            dependencies: Record<string, string>;
        };
        const folder = join(__dirname, "..", "..", "policy-pack");
        const imported = readdirSync(folder, { recursive: true, encoding: "utf8" })
            .filter(
                (file) => file.endsWith(".ts") && !file.includes("node_modules") && !file.startsWith("bench"),
            )
            .flatMap((file) => [
                ...readFileSync(join(folder, file), "utf8").matchAll(/^import (?!type).*? from "([^"]+)"/gms),
            ])
            .map(([, from = ""]) => from)
            .filter((from) => !from.startsWith(".") && !from.startsWith("node:"));
        for (const from of new Set(imported))
            assert.ok(from in dependencies, `${from} is imported and not declared`);
    });
});
