import assert from "node:assert/strict";
import { enrollablesOf } from "../../../operations/enrol/agents";
import { environmentsIn } from "../../../state/environments";
import { Graph } from "../../../state/graph";
import { deployedState } from "../../deployed";

describe("What is enrolled of a deployed stack", () => {
    it("is in its state: nodes, secrets with their key, controller and log group", async () => {
        const [environment] = environmentsIn(Graph.of(await deployedState("dev")));
        assert.ok(environment);
        const { agents, controllerUrl, logGroup } = enrollablesOf(environment, []);
        assert.deepEqual(
            agents.map(({ node }) => node.name),
            ["linux-1", "linux-2"],
        );
        for (const { node, secretArn, keyArn } of agents) {
            assert.match(secretArn, new RegExp(`:secret:jenkins-efs/dev/agents/${node.name}-`));
            assert.match(keyArn, /^arn:aws:kms:/);
        }
        assert.equal(controllerUrl, "https://jenkins.dev.example.com/");
        assert.equal(logGroup, "/jenkins-efs/dev/agents");
    });
});
