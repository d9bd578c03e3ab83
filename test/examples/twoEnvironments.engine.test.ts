import assert from "node:assert/strict";
import { join } from "node:path";
import type { Run } from "../../rehearsal/engine/run";
import { Workspace } from "../../rehearsal/engine/workspace";
import { resourcesOf } from "../../state/exported";

const root = join(__dirname, "..", "..");
const agentsKey = "two-environments:agents";

/** A name of as many characters as an agent's may have. */
const longest = "mobile-".padEnd(32, "x");

describe("two environments in one stack, deployed by the real engine with the policy pack", function () {
    this.timeout(600_000);
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
        assert.doesNotMatch(web.join("\n"), /mobile/);
        assert.doesNotMatch(mobile.join("\n"), /web/);
    });
});
