import assert from "node:assert/strict";
import { rules } from "../../policy-pack/rules";
import { labelOf, type Mutant } from "../../proof/mutation/mutant";
import { violationsOf } from "../../proof/mutation/pack";
import { mutantsOf } from "../../proof/mutation/survey";
import type { Export } from "../../state/exported";
import { deployedState } from "../deployed";
import { kitBreaks } from "./kitBreaks";

describe("the policy pack, on this kit as the real engine deployed it", () => {
    let state: Export;

    before(async () => {
        state = await deployedState("prod");
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

    describe("broken in one place", () => {
        let mutants: ReadonlyMap<string, Mutant>;
        let known: ReadonlySet<string>;

        before(() => {
            known = new Set(violationsOf(state).map(({ said }) => said));
            mutants = new Map(mutantsOf(state).map((mutant) => [labelOf(mutant), mutant]));
        });

        for (const [name, { broken, also = [] }] of Object.entries(kitBreaks))
            it(`is refused by ${[name, ...also].join(" and ")}, and by no other rule: ${broken}`, () => {
                const mutant = mutants.get(broken);
                assert.ok(mutant, `no weakening of the kit is called "${broken}"`);
                const refusing = violationsOf(mutant.make())
                    .filter(({ said }) => !known.has(said))
                    .map(({ rule }) => rule);
                assert.deepEqual([...new Set(refusing)].sort(), [name, ...also].sort());
            });
    });
});
