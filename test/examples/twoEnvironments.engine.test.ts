import assert from "node:assert/strict";
import { join } from "node:path";
import { bystandersOf, expectedTables } from "../../proof/expectations";
import { differencesIn } from "../../proof/finding";
import { labelOf, type Mutant } from "../../proof/mutation/mutant";
import { mutantsOf } from "../../proof/mutation/survey";
import { explanationOf } from "../../proof/mutation/survivors";
import { Proof } from "../../proof/proof";
import type { Run } from "../../rehearsal/engine/run";
import { Workspace } from "../../rehearsal/engine/workspace";
import { compose } from "../../report/compose";
import { renderPage } from "../../report/render";
import { environmentsIn } from "../../state/environments";
import { type Export, type ExportedResource, resourcesOf } from "../../state/exported";
import { Graph } from "../../state/graph";
import { checked } from "../../state/read";
import { MadeNames, patternsOf, strangeIn } from "../proof/madeNames";

const root = join(__dirname, "..", "..");
const agentsKey = "two-environments:agents";

/** A name of as many characters as an agent's may have. */
const longest = "mobile-".padEnd(32, "x");

const nothing = { tables: [], differences: [], answers: 0 };

/** A state with one more file system and its mount target, which no component made. */
function besideThem(state: Export): Export {
    const [fileSystem, target] = ["aws:efs/fileSystem:FileSystem", "aws:efs/mountTarget:MountTarget"].map(
        (type) => resourcesOf(state).find((each) => each.type === type),
    );
    assert.ok(fileSystem?.id !== undefined && target, "the state has a file system with a mount target");
    const { id } = fileSystem;
    const strays = [fileSystem, target].map((like): ExportedResource => {
        const [head = "", project = ""] = like.urn.split("::");
        const urn = [head, project, like.type, "artifacts"].join("::");
        const text = JSON.stringify({ ...like, urn, parent: undefined });
        const stray: ExportedResource = JSON.parse(text.replaceAll(id, "fs-0a1b2c3d4e5f60799"));
        const securityGroups = ["sg-0a1b2c3d4e5f60799"];
        return { ...stray, outputs: { ...stray.outputs, securityGroups } };
    });
    return { deployment: { ...state.deployment, resources: [...strays, ...resourcesOf(state)] } };
}

describe("two environments in one stack, deployed by the real engine with the policy pack", () => {
    let workspace: Workspace;
    let run: Run;
    let resources: readonly { readonly urn: string; readonly inputs?: object }[];

    before(async () => {
        workspace = await Workspace.create({
            program: join(root, "examples", "two-environments"),
            policyPacks: [join(root, "policy-pack")],
        });
        const agents = workspace.config(agentsKey) as object[];
        workspace.setConfig(agentsKey, [...agents, { ...agents[0], name: longest }]);
        run = await workspace.up();
        resources = resourcesOf(await workspace.exportState());
    });
    after(() => workspace?.dispose());

    it("are accepted, with an agent of the longest name too", () => {
        assert.equal(run.exitCode, 0, run.stderr);
        assert.deepEqual(
            run.policyEvents.filter(({ enforcementLevel }) => enforcementLevel === "mandatory"),
            [],
        );
    });

    it("have a file system, keys and a vault each that no other's agents or roles know", () => {
        for (const type of [
            "jenkins-efs:environment:Environment",
            "aws:efs/fileSystem:FileSystem",
            "aws:backup/vault:Vault",
            "aws:cloudtrail/trail:Trail",
        ])
            assert.equal(resources.filter(({ urn }) => urn.includes(`${type}::`)).length, 2, type);
        const text = (pattern: RegExp) =>
            resources
                .filter(({ urn }) => pattern.test(urn))
                .map(({ urn, inputs }) => `${urn} ${JSON.stringify(inputs)}`);
        const web = text(/::web-[^:]*$/);
        const mobile = text(/::mobile-[^:]*$/);
        assert.ok(web.length > 100 && mobile.length > 80, `${web.length} and ${mobile.length}`);
        // With its hyphen, as user data is base64 and says anything.
        assert.doesNotMatch(web.join("\n"), /-mobile|mobile-/);
        assert.doesNotMatch(mobile.join("\n"), /-web|web-/);
    });

    it("name in their policies what they make themselves, each of them", async () => {
        const environments = environmentsIn(Graph.of(checked(await workspace.exportState(), "the example")));
        assert.equal(environments.length, 2);
        for (const { graph } of environments)
            assert.deepEqual(strangeIn(patternsOf(graph), [new MadeNames(graph)]).strange, []);
        const vaults = environments.map(({ graph }) => new MadeNames(graph));
        const pattern = "arn:aws:backup:*:*:backup-vault:*-backup-*";
        assert.deepEqual(strangeIn([{ where: "docs", of: "Resource", pattern }], vaults).strange, []);
    });

    it("are reported in sections of their own, each with its own agents", async () => {
        const state = checked(await workspace.exportState(), "the example");
        const report = await compose(state, { access: nothing });
        assert.deepEqual(
            report.environments.map(({ name, architecture }) => [
                name,
                architecture.agents.map((agent) => agent.name),
            ]),
            [
                ["mobile", ["mobile-1", longest]],
                ["web", ["web-1", "web-2"]],
            ],
        );
        const page = renderPage(report);
        for (const section of ["architecture", "encryption", "retention"])
            for (const name of ["web", "mobile"])
                assert.match(page, new RegExp(`id="${section}-${name}-title"`));
        const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
        assert.equal(new Set(ids).size, ids.length, "no id is there twice");
    });

    describe("proven with one agent of each", () => {
        let state: Export;
        let proof: Proof;
        let mutants: readonly Mutant[];
        before(async () => {
            state = await workspace.exportState();
            proof = new Proof(expectedTables(), bystandersOf(Graph.of(state)));
            mutants = mutantsOf(state);
        });

        it("hold to docs/access.md, and neither reaches into the other", async () => {
            const findings = await proof.of(Graph.of(state), 1);
            assert.deepEqual(differencesIn(findings), []);
            const answers = (environment: string) =>
                findings
                    .filter((finding) => finding.environment === environment)
                    .reduce((sum, finding) => sum + finding.answers.length, 0);
            for (const environment of ["web", "mobile"])
                assert.ok(answers(environment) > 10_000, `${answers(environment)} about ${environment}`);
            for (const pair of ["web into mobile", "mobile into web"])
                assert.ok(answers(pair) > 3_000, `${answers(pair)} about ${pair}`);
        });

        it("are proven and drawn alike with a file system of the stack's own beside them", async () => {
            const stray = besideThem(state);
            assert.deepEqual(differencesIn(await proof.of(Graph.of(stray), 1)), []);
            const drawn = async (each: Export) => {
                const { environments } = await compose(checked(each, "the example"), { access: nothing });
                return environments.map(({ architecture }) => architecture);
            };
            assert.deepEqual(await drawn(stray), await drawn(state));
        });

        for (const [operator, across, crossing] of [
            [
                "role may mount another environment's file system",
                "web into mobile",
                "Files of mobile: read, yes",
            ],
            [
                "agents admitted at another environment's mount targets",
                "mobile into web",
                "Network of web: mount targets",
            ],
        ] as const)
            it(`are told apart no more by a weakening across: ${operator}`, async () => {
                const weakening = mutants.find(
                    (mutant) => mutant.operator === operator && mutant.target.endsWith(across),
                );
                assert.ok(weakening, `no weakening "${operator}" of ${across}`);
                const found = differencesIn(await proof.of(Graph.of(weakening.make()), 1));
                const [from] = across.split(" ");
                assert.ok(
                    found.some(({ where, who }) => where.startsWith(crossing) && who.endsWith(` of ${from}`)),
                    JSON.stringify(found),
                );
            });

        for (const [operator, what] of [
            ["denial removed", "RolePolicy mobile-backup-restore-role, KeepOutOfAnotherEnvironment"],
            ["denial removed", "RolePolicy web-backup-restore-role, KeepOutOfAnotherProject"],
            ["guard removed", "FlowLog mobile-auditing-flows-us-east-1a"],
        ] as const)
            it(`excuse no weakening for what another stack has: ${operator} | ${what}`, async () => {
                const weakening = mutants.find((mutant) => labelOf(mutant) === `${operator} | ${what}`);
                assert.ok(weakening, "no such weakening");
                assert.equal(explanationOf(weakening, Graph.of(state)), undefined);
                assert.notDeepEqual(differencesIn(await proof.of(Graph.of(weakening.make()), 1)), []);
            });

        it("are weakened alike, each in its own resources", () => {
            const kindsIn = (name: string) =>
                mutants
                    .filter(({ target }) =>
                        new RegExp(`^\\S+ ${name}(-|$)|^beside \\S+ ${name}-`).test(target),
                    )
                    .map(({ operator }) => operator)
                    .sort();
            assert.ok(kindsIn("web").length > 500, `${kindsIn("web").length}`);
            assert.deepEqual(kindsIn("mobile"), kindsIn("web"));
            const labels = mutants.map(labelOf);
            assert.ok(labels.includes("mount targets in one zone only | Environment mobile"));
        });
    });
});
