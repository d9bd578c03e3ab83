import assert from "node:assert/strict";
import { bystandersOf, expectedTables } from "../../proof/expectations";
import { differencesIn } from "../../proof/finding";
import { Proof } from "../../proof/proof";
import { rehearsedState } from "../../proof/rehearsed";
import { Graph } from "../../state/graph";

describe("the proof in another partition, with policies as the README says to write them for it,", function () {
    this.timeout(600_000);
    for (const region of ["us-gov-west-1", "cn-north-1"])
        it(`finds in ${region} that everybody reaches what docs/access.md says, and no more`, async () => {
            const graph = Graph.of(await rehearsedState("dev", { "aws:region": region }));
            const findings = await new Proof(expectedTables(), bystandersOf(graph)).of(graph);
            assert.deepEqual(differencesIn(findings), []);
            assert.ok(findings.reduce((sum, { answers }) => sum + answers.length, 0) > 10_000);
        });
});
