import assert from "node:assert/strict";
import { bystandersOf, expectedTables } from "../../proof/expectations";
import { differencesIn } from "../../proof/finding";
import { mutantsOf, Survey } from "../../proof/mutation/survey";
import { explanationOf } from "../../proof/mutation/survivors";
import { Proof } from "../../proof/proof";
import { rehearsedState } from "../../proof/rehearsed";
import type { Export } from "../../state/exported";
import { Graph } from "../../state/graph";
import { deployedState } from "../deployed";

/** One mutant in so many is made here; `npm run prove:mutants` makes them all. */
const sampled = 25;

describe("the proof, on a stack that the real engine deployed", function () {
    this.timeout(600_000);
    let state: Export;
    let proof: Proof;
    let findings: Awaited<ReturnType<Proof["of"]>>;
    before(async () => {
        state = await deployedState("prod");
        proof = new Proof(expectedTables(), bystandersOf(Graph.of(state)));
        findings = await proof.of(Graph.of(state));
    });

    it("finds that everybody reaches what docs/access.md says, and no more", () => {
        assert.deepEqual(differencesIn(findings), []);
        assert.ok(findings.reduce((sum, { answers }) => sum + answers.length, 0) > 10_000);
    });

    it("finds the same in a VPC that was there before, whose routes and other instances no state has", async () => {
        const adopted = Graph.of(
            await rehearsedState("dev", {
                network: {
                    vpcId: "vpc-0a1b2c3d4e5f60700",
                    privateSubnetIds: ["subnet-0a1b2c3d4e5f60700", "subnet-0a1b2c3d4e5f60701"],
                },
            }),
        );
        const found = await new Proof(expectedTables(), bystandersOf(adopted)).of(adopted, 2);
        assert.deepEqual(differencesIn(found), []);
        const who = found
            .filter(({ title }) => title === "Network")
            .flatMap(({ answers }) => answers.map(({ row }) => row.asked.from?.join()));
        assert.ok(who.includes("another instance,another public instance"));
        assert.ok(who.includes("internet,connected network,networks of an adopted VPC"));
    });

    it("asks in every table, so that none is empty by mistake", () => {
        const empty = findings.filter(({ title, answers }) => title !== "State" && answers.length === 0);
        assert.deepEqual(
            empty.map(({ title }) => title),
            [],
        );
    });

    it("notices a small weakening, or the policy pack does", async () => {
        const survey = await Survey.of(state, proof);
        const mutants = mutantsOf(state).filter((_, at) => at % sampled === 0);
        assert.ok(mutants.length >= 30, `${mutants.length} mutants`);
        for (const mutant of mutants) {
            const { byProof, byPack } = await survey.judge(mutant);
            assert.ok(
                byProof ?? byPack ?? explanationOf(mutant, Graph.of(state)),
                `nothing noticed: ${mutant.operator} | ${mutant.target}`,
            );
        }
    });
});
