import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "..", "..");

/** A file with a rule: nothing else is told of it. */
const added = `
import { resourceRule } from "../kernel/rule";
import { tokens } from "../kernel/tokens";
import { present, see } from "../kernel/values";

export const described = resourceRule({
    name: "efs-file-system-described",
    title: "EFS file systems say what they hold",
    asserts: "the tag description is present",
    severity: "low",
    level: "mandatory",
    decisive: "preview",
    references: {},
    nist: { by: "this pack", controls: ["CM-8"] },
    fix: ['new aws.efs.FileSystem("storage", { tags: { description: "Workspaces" } });'],
    types: [tokens.fileSystem],
    check(fileSystem, report) {
        if (present(see(fileSystem.props, "tags", "description"))) return;
        report.violation(fileSystem, "it has no description", "have one", "Add the tag description");
    },
});
`;

/** Asks each of what shows rules. */
const asking = `
import { controlsPage } from "./policy-pack/tools/controlsPage";
import { readControls } from "./report/facts/controls";
import { analyze } from "./test/policy-pack/realHost";

const type = "aws:efs/fileSystem:FileSystem";
const urn = \`urn:pulumi:dev::any::\${type}::storage\`;
const resources = [{ urn, type, inputs: {}, outputs: {} }];
void analyze({ type, name: "storage", props: {} }, {}).then(({ diagnosticsList }) => {
    const report = readControls({ deployment: { resources } }, {});
    console.log(JSON.stringify({ said: diagnosticsList, page: controlsPage(), report }));
});
`;

interface Answers {
    readonly said: readonly { readonly policyname: string; readonly message: string }[];
    readonly page: string;
    readonly report: readonly { readonly name: string; readonly area: string; readonly result: string }[];
}

describe("a rule in a file that is added to the pack, and named nowhere else", () => {
    const name = "efs-file-system-described";
    const copy = mkdtempSync(join(tmpdir(), "added-rule-"));
    let answers: Answers;

    before(() => {
        cpSync(root, copy, {
            recursive: true,
            filter: (from) => !/[/\\](node_modules|bin|reports|\.git)$/.test(from),
        });
        symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
        writeFileSync(join(copy, "policy-pack", "efs", "described.ts"), added);
        writeFileSync(join(copy, "asking.ts"), asking);
        const said = execFileSync(process.execPath, ["--require", "./infra/typescript.js", "asking.ts"], {
            cwd: copy,
            encoding: "utf8",
        });
        answers = JSON.parse(said) as Answers;
    });
    after(() => {
        rmSync(copy, { recursive: true });
    });

    it("refuses what breaks it", () => {
        const own = answers.said.filter(({ policyname }) => policyname === name);
        assert.deepEqual(
            own.map(({ message }) => message.split("\n")[1]),
            [
                `${name}: storage: it has no description. It must have one. Add the tag description. If it is meant so, accept it with a reason: "exemptions" of this rule in the configuration of the pack.`,
            ],
        );
    });

    it("is among the controls of its folder in docs/controls.md", () => {
        const [efs = ""] = answers.page.split("## AWS KMS");
        assert.match(efs, /^### efs-file-system-described\n\nEFS file systems say what they hold\./m);
    });

    it("is compiled where the pack is published", () => {
        const pack = join(copy, "policy-pack");
        const config: unknown = JSON.parse(readFileSync(join(pack, "tsconfig.json"), "utf8"));
        const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, pack);
        assert.ok(fileNames.includes(join(pack, "efs", "described.ts")), fileNames.join("\n"));
    });

    it("is in the report, with its result", () => {
        const own = answers.report.find((control) => control.name === name);
        assert.deepEqual([own?.area, own?.result], ["Amazon EFS", "violated"]);
    });
});
