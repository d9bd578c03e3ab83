import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { parse } from "yaml";
import { agentIdentity } from "../../infra/agentIdentity";
import { accessPointId, amazonsImage } from "./account";
import { minimal, run, stackConfig } from "./program";

type Values = Record<string, unknown>;

describe("every environment", () => {
    it("tags everything taggable with project, environment, owner and manager", async () => {
        const stack = await run("prod", stackConfig("prod"));
        const modules = aws as unknown as Record<string, Record<string, object>>;
        const taggable = stack.resources.filter(({ type }) => {
            const [, area = "", kind = ""] = /^aws:(\w+)\/\w+:(\w+)$/.exec(type) ?? [];
            return (
                type.startsWith("awsx:") || String(modules[area]?.[kind]).includes('resourceInputs["tags"]')
            );
        });
        assert.ok(taggable.length > 40, `only ${taggable.length} taggable resources were found`);
        for (const { name, type, inputs } of taggable) {
            const tags = Array.isArray(inputs.tags)
                ? Object.fromEntries(
                      inputs.tags.map(({ key, value }: { key: string; value: string }) => [key, value]),
                  )
                : (inputs.tags as Values);
            const { Name, "shared-area": shared, ...required } = tags;
            assert.equal(shared, name.startsWith("shared-") ? name.slice("shared-".length) : undefined, name);
            assert.deepEqual(
                required,
                {
                    project: "jenkins-efs",
                    environment: "prod",
                    owner: "platform-team@example.com",
                    "managed-by": "pulumi",
                },
                `${type} ${name}`,
            );
        }
    });

    it("tells what the next person needs", async () => {
        const { outputs } = await run("test", minimal);
        assert.deepEqual(Object.keys(outputs), [
            "fileSystemId",
            "agents",
            "controllerUrl",
            "jenkinsConfigurationAsCode",
            "keyArns",
            "backupVaultName",
        ]);
        assert.deepEqual(outputs.agents, {
            "linux-1": {
                accessPointId: accessPointId("agent-linux-1"),
                roleArn: "arn:aws:mock:us-east-1:111122223333:Role/agent-linux-1",
                secretArn: "arn:aws:mock:us-east-1:111122223333:Secret/agent-linux-1",
                mountCommand: `mount -t efs -o _netdev,tls,iam,accesspoint=${accessPointId("agent-linux-1")} fs-0123456789abcdef0:/ /mnt/efs/linux-1`,
                image: {
                    id: amazonsImage("arm64"),
                    name: "al2023-ami-2023.9.20251208.0-kernel-6.1-arm64",
                    owner: "amazon",
                },
            },
        });
        assert.equal(
            outputs.jenkinsConfigurationAsCode,
            `jenkins:
  nodes:
    - permanent:
        name: linux-1
        labelString: ""
        mode: NORMAL
        numExecutors: 1
        remoteFS: /var/lib/jenkins-agent
        launcher:
          inbound:
            webSocket: true
        retentionStrategy: always
`,
        );
    });

    it("keeps in the node's YAML the permissions that an apply would else take from the agent's user", async () => {
        const agents = [{ name: "linux-1", instanceType: "m7g.large", jenkinsUser: "node linux-1" }];
        const { outputs } = await run("test", { ...minimal, "jenkins-efs:agents": agents });
        const { nodes } = parse(String(outputs.jenkinsConfigurationAsCode)).jenkins;
        assert.deepEqual(nodes[0].permanent.nodeProperties, [
            {
                authorizationMatrix: {
                    inheritanceStrategy: "inheritingGlobal",
                    entries: [
                        {
                            user: {
                                name: "node linux-1",
                                permissions: ["Agent/Connect", "Agent/Disconnect"],
                            },
                        },
                    ],
                },
            },
        ]);
    });

    it("gives each agent its own directory and identity", async () => {
        const { uid } = agentIdentity({ name: "linux-1" });
        const { inputs } = (await run("test", minimal)).get(
            "aws:efs/accessPoint:AccessPoint",
            "agent-linux-1",
        );
        assert.deepEqual(
            { posixUser: inputs.posixUser, rootDirectory: inputs.rootDirectory },
            {
                posixUser: { uid, gid: uid },
                rootDirectory: {
                    path: "/agents/linux-1",
                    creationInfo: { ownerUid: uid, ownerGid: uid, permissions: "0750" },
                },
            },
        );
    });
});
