import assert from "node:assert/strict";
import { bystandersOf, expectedTables } from "../../proof/expectations";
import { differencesIn, type Finding } from "../../proof/finding";
import { networkTitle, proveNetwork } from "../../proof/network/proveNetwork";
import { Proof } from "../../proof/proof";
import { rehearsedState } from "../../proof/rehearsed";
import { type Export, resourcesOf } from "../../state/exported";
import { Graph } from "../../state/graph";

/** Enough to ask one agent for another's. */
const mostAgents = 2;

/** A stack that is dev but for this, with what is found in it. */
function proven(config: Readonly<Record<string, unknown>>) {
    const of: { state: Export; findings: readonly Finding[] } = {
        state: { deployment: {} },
        findings: [],
    };
    before(async () => {
        of.state = await rehearsedState("dev", config);
        const graph = Graph.of(of.state);
        of.findings = await new Proof(expectedTables(), bystandersOf(graph)).of(graph, mostAgents);
    });

    it("finds that everybody reaches what docs/access.md says, and no more", () => {
        assert.deepEqual(differencesIn(of.findings), []);
        assert.ok(of.findings.reduce((sum, { answers }) => sum + answers.length, 0) > 10_000);
    });
    return of;
}

describe("the proof in another partition, with policies as the README says to write them for it,", function () {
    this.timeout(600_000);

    describe("us-gov-west-1, in a VPC that was there before", () => {
        const of = proven({
            "aws:region": "us-gov-west-1",
            network: {
                vpcId: "vpc-0a1b2c3d4e5f60700",
                privateSubnetIds: ["subnet-0a1b2c3d4e5f60700", "subnet-0a1b2c3d4e5f60701"],
            },
        });

        it("asks for the routes and the instances of the VPC that no state has", () => {
            const who = of.findings
                .filter(({ title }) => title === networkTitle)
                .flatMap(({ answers }) => answers.map(({ row }) => row.asked.from?.join()));
            assert.ok(who.includes("another instance,another public instance"));
            assert.ok(who.includes("internet,connected network,networks of an adopted VPC"));
        });
    });

    describe("cn-north-1, of a controller that listens on 8443", () => {
        const of = proven({
            "aws:region": "cn-north-1",
            controllerUrl: "https://jenkins.example.com:8443/ci/",
        });
        const table = expectedTables().find(({ title }) => title === networkTitle);

        /** What differs of the agents' ways to the internet, with the rule for the controller's port as given. */
        const differing = (rule: { readonly toPort: number } | undefined): readonly string[] => {
            const resources = resourcesOf(of.state).flatMap((resource) => {
                if (!resource.urn.endsWith("::network-agents-controller")) return [resource];
                return rule === undefined
                    ? []
                    : [
                          {
                              ...resource,
                              inputs: { ...resource.inputs, ...rule },
                              outputs: { ...resource.outputs, ...rule },
                          },
                      ];
            });
            const graph = Graph.of({ deployment: { ...of.state.deployment, resources } });
            const { answers } = proveNetwork(table, graph);
            assert.ok(answers.length > 20);
            const wrong = answers.filter(({ isExpected }) => !isExpected);
            return [...new Set(wrong.map(({ column, found }) => `${column}: ${found}`))];
        };

        it("finds its port and HTTPS open to the agents, and no other", () => {
            assert.deepEqual(differing({ toPort: 8443 }), []);
        });

        it("finds that its port is closed", () => {
            assert.deepEqual(differing(undefined), ["internet, HTTPS: some"]);
        });

        it("finds a port beside it open", () => {
            assert.deepEqual(differing({ toPort: 8444 }), ["internet, else: yes"]);
        });
    });
});
