import assert from "node:assert/strict";
import { join } from "node:path";
import { rules } from "../../policy-pack/rules";
import { labelOf, type Mutant } from "../../proof/mutation/mutant";
import { violationsOf } from "../../proof/mutation/pack";
import { mutantsOf } from "../../proof/mutation/survey";
import type { Run } from "../../rehearsal/engine/run";
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

    /** Nothing but what a preview has to wait for. */
    const acceptsWithoutAWord = ({ exitCode, errors, policyEvents }: Run) => {
        assert.equal(exitCode, 0, [...errors, ...policyEvents.map(({ message }) => message)].join("\n"));
        const said = policyEvents.map(({ policyName }) => policyName);
        assert.deepEqual(
            said.filter((name) => name !== "preview-coverage"),
            [],
        );
    };

    it("accepts prod with the configuration that is shipped for production, without a word", async () => {
        acceptsWithoutAWord(await workspace.preview({ policyPackConfigs: [shipped("prod")] }));
    });

    it("accepts dev with the configuration that is shipped for development, without a word", async () => {
        const dev = await Workspace.create({ program: root, stack: "dev", policyPacks: [pack] });
        try {
            acceptsWithoutAWord(await dev.preview({ policyPackConfigs: [shipped("dev")] }));
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
