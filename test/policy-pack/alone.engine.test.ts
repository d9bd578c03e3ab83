import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { Run } from "../../rehearsal/engine/run";
import { Workspace } from "../../rehearsal/engine/workspace";
import { nameIn } from "../../state/urn";
import { breaks } from "./fixtures/foreign/breaks";

const root = join(__dirname, "..", "..");
const program = join(__dirname, "fixtures", "foreign");
const broken = Object.keys(breaks);
/** Those of them that are told and not refused, as preview cannot see what the program makes in an `apply`. */
const missing = ["efs-file-system-policy-present", "efs-file-system-in-backup-selection"];

/**
 * The pack by itself, away from the checkout: compiled and packed as `pulumi policy publish` packs it, which runs
 * `npm pack`, with nothing to import but what it declares.
 */
function packAlone(scratch: string): string {
    const source = join(scratch, "source");
    cpSync(join(root, "policy-pack"), source, {
        recursive: true,
        filter: (from) => !/[/\\](node_modules|bin)$/.test(from),
    });
    const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as Manifest;
    linkDependencies(source, Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }));
    const path = `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH}`;
    const env = { ...process.env, PATH: path };
    execFileSync("npm", ["pack", "--pack-destination", scratch], { cwd: source, env, stdio: "pipe" });
    execFileSync("tar", ["-xzf", `${manifest.name}-${manifest.version}.tgz`], { cwd: scratch });
    const pack = join(scratch, "package");
    linkDependencies(pack, Object.keys(manifest.dependencies));
    return pack;
}

interface Manifest {
    readonly name: string;
    readonly version: string;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
}

function linkDependencies(folder: string, names: readonly string[]): void {
    for (const name of names) {
        const link = join(folder, "node_modules", name);
        mkdirSync(dirname(link), { recursive: true });
        symlinkSync(join(root, "node_modules", name), link);
    }
}

/** `control on resource` for each mandatory violation. */
function refusals({ policyEvents }: Run): string[] {
    const found = policyEvents
        .filter(({ enforcementLevel }) => enforcementLevel === "mandatory")
        .map(({ policyName, resourceUrn = "" }) => `${policyName} on ${nameIn(resourceUrn)}`);
    return [...new Set(found)].sort();
}

describe("the policy pack by itself, in the real engine, on a program that is not this kit", () => {
    const scratch = mkdtempSync(join(tmpdir(), "policy-pack-"));
    const pack = packAlone(scratch);
    let workspace: Workspace;

    before(async () => {
        workspace = await Workspace.create({
            program,
            policyPacks: [pack],
            config: { "aws:region": "us-east-1" },
        });
    });
    after(async () => {
        await workspace?.dispose();
        rmSync(scratch, { recursive: true });
    });

    it("is published compiled, with its configurations and without its sources", () => {
        for (const part of ["bin/index.js", "start.js", "PulumiPolicy.yaml", "config/prod.json"])
            assert.ok(existsSync(join(pack, part)), `${part} is not packed`);
        assert.ok(!existsSync(join(pack, "index.ts")));
    });

    const configured = async (content: unknown) => {
        const file = join(scratch, "config.json");
        writeFileSync(file, JSON.stringify(content));
        return workspace.preview({ policyPackConfigs: [file] });
    };

    it("refuses at preview what the program breaks, by the control's name and on the resource that breaks it, and tells what seems to be missing, but for a level and an exemption from its configuration", async () => {
        workspace.setConfig("foreign:broken", broken);
        const [lowered = "", exempted = "", ...refused] = broken;
        const exemption = { name: exempted, reason: "the old controller needs it", expires: "2999-12-31" };
        const run = await configured({
            ...Object.fromEntries(broken.map((control) => [control, "mandatory"])),
            [lowered]: "advisory",
            [exempted]: { exemptions: [exemption] },
        });
        assert.notEqual(run.exitCode, 0);
        const found = refusals(run);
        const saidBy = (control: string) =>
            run.policyEvents.filter(({ policyName }) => policyName === control).map(({ message }) => message);
        for (const control of missing)
            assert.match(saidBy(control).join(), new RegExp(`${control}: .*, as far as preview can see`));
        for (const control of refused.filter((name) => !missing.includes(name)))
            assert.ok(
                found.includes(`${control} on ${control}`),
                `${control} was not refused; found\n${found.join("\n")}`,
            );
        const innocent = found.filter(
            (refusal) => !broken.some((control) => refusal.endsWith(` on ${control}`)),
        );
        assert.deepEqual(innocent, []);
        for (const control of [lowered, exempted]) {
            assert.notEqual(saidBy(control).length, 0, control);
            assert.ok(!found.some((refusal) => refusal.startsWith(`${control} on `)), control);
        }
        assert.match(saidBy(exempted).join(), /Exempt until 2999-12-31 \(the old controller needs it\)/);
    });

    it("fails nothing of the same program with the configuration that is shipped for adoption", async () => {
        const run = await workspace.preview({
            policyPackConfigs: [join(pack, "config", "org-adoption.json")],
        });
        assert.equal(run.exitCode, 0, run.errors.join("\n"));
        const said = new Set(run.policyEvents.map(({ policyName }) => policyName));
        assert.deepEqual(
            broken.filter((control) => !said.has(control)),
            [],
        );
    });

    it("accepts at preview what it cannot know to be broken, and says in one message what it could not judge", async () => {
        workspace.setConfig("foreign:broken", []);
        workspace.setConfig("foreign:plaintext", true);
        const run = await workspace.preview();
        assert.equal(run.exitCode, 0, run.errors.join("\n"));
        assert.deepEqual(refusals(run), []);
        const waiting = run.policyEvents.filter(({ policyName }) => policyName === "preview-coverage");
        assert.equal(waiting.length, 1);
        assert.match(waiting[0]?.message ?? "", /efs-policy-requires-tls: storage/);
    });

    const rule = "efs-mount-targets-multi-az";
    it("takes a setting from its configuration, and refuses the program for one that the engine lets pass and no rule knows", async () => {
        const run = await configured({
            [rule]: { minimumZones: 3 },
            "efs-stateful-protected": { leftOut: [] },
        });
        assert.notEqual(run.exitCode, 0);
        assert.ok(refusals(run).includes(`${rule} on storage`), refusals(run).join("\n"));
        for (const words of ["at least 3 zones", 'has "leftOut", which is not one of its settings'])
            assert.ok(
                run.policyEvents.some(({ message }) => message.includes(words)),
                words,
            );
    });

    it("is refused by the engine with a configuration of the wrong shape", async () => {
        const run = await configured({ [rule]: { minimumZones: "three" } });
        assert.notEqual(run.exitCode, 0);
        assert.match([...run.errors, run.stderr, run.stdout].join("\n"), /minimumZones/);
    });

    it("refuses it in the update, before anything can mount the file system", async () => {
        const run = await workspace.up();
        assert.notEqual(run.exitCode, 0);
        assert.ok(refusals(run).includes("efs-policy-requires-tls on storage"), refusals(run).join("\n"));
        const made = workspace.account.all().map(({ token }) => token);
        assert.ok(made.includes("aws:efs/fileSystem:FileSystem"));
        assert.deepEqual(
            made.filter((type) => /fileSystemPolicy|mountTarget/.test(type)),
            [],
        );
    });

    it("lets the update through once the policy denies plaintext", async () => {
        workspace.setConfig("foreign:plaintext", false);
        const run = await workspace.up();
        assert.equal(run.exitCode, 0, run.errors.join("\n"));
        assert.deepEqual(refusals(run), []);
        assert.deepEqual(
            run.policyEvents.filter(({ policyName }) => policyName === "preview-coverage"),
            [],
        );
    });

    it("accepts what a refresh adds to security groups and roles", async () => {
        assert.equal((await workspace.refresh()).exitCode, 0);
        const run = await workspace.preview();
        assert.equal(run.exitCode, 0, run.errors.join("\n"));
        assert.deepEqual(refusals(run), []);
    });
});
