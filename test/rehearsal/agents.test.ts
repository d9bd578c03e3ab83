import assert from "node:assert/strict";
import { areasOf, generateAgents, ownerOf, swapOneAgent } from "../../rehearsal/agents";

const urn = (type: string, name: string): string =>
    `urn:pulumi:dev::jenkins-efs::jenkins-efs:agents:Agent$${type}::${name}`;

describe("The agents of the rehearsal", () => {
    const configured = [
        { name: "linux-1", instanceType: "t4g.small", availabilityZone: "us-east-1a" },
        { name: "linux-2", instanceType: "m7i.large" },
    ];

    it("are generated like the first, with names of their own and without its zone", () => {
        assert.deepEqual(generateAgents(configured, 2), [
            { name: "rehearsed-1", instanceType: "t4g.small" },
            { name: "rehearsed-2", instanceType: "t4g.small" },
        ]);
    });

    it("gain one in front and lose the last", () => {
        const { agents, added, removed } = swapOneAgent(configured);
        assert.deepEqual(
            agents.map(({ name }) => name),
            ["newcomer-1", "linux-1"],
        );
        assert.deepEqual([added, removed], ["newcomer-1", "linux-2"]);
        assert.equal(swapOneAgent([{ name: "newcomer-1" }]).added, "newcomer");
    });

    it("have the areas of those in whose place they come", () => {
        const areas = [
            { name: "maven", writers: ["linux-1"], readers: "all" as const },
            { name: "npm", writers: ["linux-2"], readers: ["linux-1"] },
        ];
        assert.deepEqual(
            areasOf(
                areas,
                new Map([
                    ["linux-1", "a"],
                    ["linux-2", "b"],
                ]),
            ),
            [
                { name: "maven", writers: ["a"], readers: "all" },
                { name: "npm", writers: ["b"], readers: ["a"] },
            ],
        );
        // With fewer agents than before somebody still writes each, and nobody is both.
        assert.deepEqual(areasOf(areas, new Map([["linux-1", "a"]])), [
            { name: "maven", writers: ["a"], readers: "all" },
            { name: "npm", writers: ["a"], readers: [] },
        ]);
    });

    it("own the resources that are named after them, the longer name first", () => {
        const agents = ["linux", "linux-1", "linux-10"];
        assert.equal(ownerOf(urn("aws:iam/role:Role", "agent-linux-1-role"), agents), "linux-1");
        assert.equal(ownerOf(urn("aws:iam/role:Role", "agent-linux-10"), agents), "linux-10");
        assert.equal(ownerOf(urn("aws:iam/role:Role", "agent-linux"), agents), "linux");
        assert.equal(ownerOf(urn("aws:iam/role:Role", "agent-linux2"), agents), undefined);
    });

    it("own nothing that only happens to be called like them", () => {
        const storage =
            "urn:pulumi:dev::jenkins-efs::jenkins-efs:storage:Storage$aws:efs/mountTarget:MountTarget";
        assert.equal(ownerOf(`${storage}::storage-mount-us-east-1a`, ["storage"]), undefined);
    });
});
