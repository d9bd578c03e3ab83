import assert from "node:assert/strict";
import { expectedTables } from "../../proof/expectations";
import { networkTitle, proveNetwork } from "../../proof/network/proveNetwork";
import { rehearsedState } from "../../proof/rehearsed";
import { type Export, resourcesOf } from "../../state/exported";
import { Graph } from "../../state/graph";

describe("the proof of a controller that listens on 8443", function () {
    this.timeout(600_000);
    let state: Export;
    const table = expectedTables().find(({ title }) => title === networkTitle);

    before(async () => {
        state = await rehearsedState("dev", {
            controllerUrl: "https://jenkins.example.com:8443/ci/",
        });
    });

    /** What differs of the agents' ways to the internet, with the rule for the controller's port as given. */
    const differing = (rule: { readonly toPort: number } | undefined): readonly string[] => {
        const resources = resourcesOf(state).flatMap((resource) => {
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
        const graph = Graph.of({ deployment: { ...state.deployment, resources } });
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
