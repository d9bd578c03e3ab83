import assert from "node:assert/strict";
import { join } from "node:path";
import { rules } from "../../policy-pack/rules";
import { labelOf, type Mutant } from "../../proof/mutation/mutant";
import { violationsOf } from "../../proof/mutation/pack";
import { mutantsOf } from "../../proof/mutation/survey";
import { Workspace } from "../../rehearsal/engine/workspace";
import type { Export } from "../../state/exported";
import { deployedWorkspace } from "../deployed";
import { kitBreaks } from "./kitBreaks";

const root = join(__dirname, "..", "..");
const pack = join(root, "policy-pack");
const shipped = (name: string) => join(pack, "config", `${name}.json`);

describe("the policy pack, in the real engine, on this kit", function () {
    this.timeout(600_000);
    let workspace: Workspace;
    let state: Export;

    before(async () => {
        workspace = await deployedWorkspace("prod", { policyPacks: [pack] });
        state = await workspace.exportState();
    });
    after(async () => {
        await workspace?.dispose();
    });

    it("accepts prod in its default configuration, and refuses nothing that is mandatory", () => {
        const mandatory = rules
            .filter(({ enforcementLevel }) => enforcementLevel === "mandatory")
            .map(({ name }) => name);
        assert.deepEqual(
            violationsOf(state).filter(({ rule }) => mandatory.includes(rule)),
            [],
        );
    });

    it("accepts prod with the configuration that is shipped for production", async () => {
        const run = await workspace.preview({ policyPackConfigs: [shipped("prod")] });
        assert.equal(
            run.exitCode,
            0,
            [...run.errors, ...run.policyEvents.map(({ message }) => message)].join("\n"),
        );
    });

    it("accepts dev with the configuration that is shipped for development, without a word", async () => {
        const dev = await Workspace.create({ program: root, stack: "dev", policyPacks: [pack] });
        try {
            const run = await dev.preview({ policyPackConfigs: [shipped("dev")] });
            assert.equal(
                run.exitCode,
                0,
                [...run.errors, ...run.policyEvents.map(({ message }) => message)].join("\n"),
            );
            const said = run.policyEvents.filter(({ policyName }) => policyName !== "preview-coverage");
            assert.deepEqual(
                said.map(({ policyName }) => policyName),
                [],
            );
        } finally {
            await dev.dispose();
        }
    });

    describe("broken in one place", () => {
        let mutants: ReadonlyMap<string, Mutant>;
        let asShipped: ReturnType<typeof violationsOf>;

        before(() => {
            asShipped = violationsOf(state);
            mutants = new Map(mutantsOf(state).map((mutant) => [labelOf(mutant), mutant]));
        });

        for (const [name, { broken, config, also = [] }] of Object.entries(kitBreaks))
            it(`is refused by ${[name, ...also].join(" and ")}, and by no other rule: ${broken}`, () => {
                const own = config ? { [name]: config } : {};
                const mutant = mutants.get(broken);
                assert.ok(mutant, `no weakening of the kit is called "${broken}"`);
                const known = new Set(
                    (config ? violationsOf(state, own) : asShipped).map(({ said }) => said),
                );
                const refusing = violationsOf(mutant.make(), own)
                    .filter(({ said }) => !known.has(said))
                    .map(({ rule }) => rule);
                assert.deepEqual([...new Set(refusing)].sort(), [name, ...also].sort());
            });
    });
});
