import assert from "node:assert/strict";
import { bystandersOf, expectedTables } from "../../proof/expectations";
import { differencesIn } from "../../proof/finding";
import { mutantsOf, Survey } from "../../proof/mutation/survey";
import { explanationOf } from "../../proof/mutation/survivors";
import { Proof } from "../../proof/proof";
import type { Export } from "../../state/exported";
import { Graph } from "../../state/graph";
import { deployedState } from "../deployed";

/** One mutant in so many is made here; `npm run prove:mutants` makes them all. */
const sampled = 50;

/** Enough to ask one agent for another's; the rehearsal of each stack asks all. */
const mostAgents = 2;

describe("the proof, on a stack that the real engine deployed", () => {
    let state: Export;
    let proof: Proof;
    let findings: Awaited<ReturnType<Proof["of"]>>;
    before(async () => {
        state = await deployedState("prod");
        proof = new Proof(expectedTables(), bystandersOf(Graph.of(state)));
        findings = await proof.of(Graph.of(state), mostAgents);
    });

    it("finds that everybody reaches what docs/access.md says, and no more", () => {
        assert.deepEqual(differencesIn(findings), []);
        assert.ok(findings.reduce((sum, { answers }) => sum + answers.length, 0) > 10_000);
    });

    it("asks in every table, so that none is empty by mistake", () => {
        const empty = findings.filter(({ title, answers }) => title !== "State" && answers.length === 0);
        assert.deepEqual(
            empty.map(({ title }) => title),
            [],
        );
    });

    it("notices a small weakening, or the policy pack does", async () => {
        const survey = await Survey.of(state, proof, mostAgents);
        const mutants = mutantsOf(state).filter((_, at) => at % sampled === 0);
        assert.ok(mutants.length >= 20, `${mutants.length} mutants`);
        for (const mutant of mutants) {
            const { byProof, byPack } = await survey.judge(mutant);
            assert.ok(
                byProof ?? byPack ?? explanationOf(mutant, Graph.of(state)),
                `nothing noticed: ${mutant.operator} | ${mutant.target}`,
            );
        }
    });
});
