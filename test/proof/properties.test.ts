import assert from "node:assert/strict";
import fc from "fast-check";
import { agentIdentity, identityCollisions } from "../../infra/agentIdentity";
import { trustPolicy } from "../../infra/documents/document";
import { fileSystemPolicy } from "../../infra/documents/fileSystemPolicy";
import { agentsKeyPolicy } from "../../infra/documents/keyPolicies";
import { Evaluator } from "../../proof/account/evaluate";
import {
    account,
    agentName,
    agentNames,
    arns,
    documentOf,
    fileSystemArn,
    limits,
    mount,
    principalOf,
    region,
    settled,
} from "./anyAgents";

describe("for any valid list of agents", () => {
    it("every agent reaches its own directory and secret and nobody else's, pair by pair", async () => {
        await fc.assert(
            fc.asyncProperty(agentNames(2, 5), async (names) => {
                const evaluator = new Evaluator();
                for (const [i, mine] of names.entries())
                    for (const [j, other] of names.entries()) {
                        const { accessPointArn, secretArn } = arns(other, j);
                        const principal = principalOf(mine, i);
                        const read = {
                            action: "secretsmanager:GetSecretValue",
                            resource: secretArn,
                            account,
                        };
                        const answers = await Promise.all([
                            evaluator.decide(principal, mount(accessPointArn, "ClientMount")),
                            evaluator.decide(principal, mount(accessPointArn, "ClientWrite")),
                            evaluator.decide(principal, { ...read, context: {}, resourcePolicy: undefined }),
                        ]);
                        const expected = i === j ? "yes" : "never";
                        assert.deepEqual(
                            answers.map(({ outcome }) => outcome),
                            [expected, expected, expected],
                            `${mine} asks for what is ${other}'s`,
                        );
                    }
            }),
            { numRuns: 20 },
        );
    });

    it("no two of a thousand agents share a uid or a directory, or have one inside another", () => {
        fc.assert(
            fc.property(agentNames(1000, 1000), (names) => {
                const identities = settled(names).map(agentIdentity);
                const paths = identities.map(({ path }) => path);
                assert.equal(new Set(identities.map(({ uid }) => uid)).size, names.length);
                assert.equal(new Set(paths).size, names.length);
                for (const { uid, path } of identities) {
                    assert.ok(uid > 0 && uid <= 0o7777777);
                    assert.match(path, /^\/agents\/[a-z0-9-]+$/);
                }
            }),
            { numRuns: 10 },
        );
    });

    it("a collision of names is found, whatever stands between the two", () => {
        fc.assert(
            fc.property(agentNames(1, 50), fc.nat(), (names, at) => {
                const twin = names[at % names.length]?.toUpperCase() ?? "";
                const agents = [...settled(names), { name: twin }];
                assert.deepEqual(
                    identityCollisions(agents.map(agentIdentity)).map(({ at }) => at),
                    [names.length],
                );
            }),
        );
    });

    it("a thousand agents' documents stay within AWS's limits and name nothing of one another", () => {
        fc.assert(
            fc.property(agentNames(1000, 1000), (names) => {
                names.forEach((name, at) => {
                    const document = documentOf(name, at);
                    assert.ok(document.length <= limits.managedPolicy, `${document.length} characters`);
                    assert.deepEqual(
                        [...new Set(document.match(/access-point\/fsap-[0-9a-f]+/g))],
                        [arns(name, at).accessPointArn.split(":").at(-1)],
                    );
                });
            }),
            { numRuns: 5 },
        );
    });

    it("any two of a thousand agents are apart", async () => {
        const evaluator = new Evaluator();
        await fc.assert(
            fc.asyncProperty(
                agentName,
                fc.nat(499),
                agentName,
                fc.nat(499),
                async (mine, at, other, otherAt) => {
                    const { accessPointArn } = arns(other, 500 + otherAt);
                    const request = mount(accessPointArn, "ClientMount");
                    assert.equal((await evaluator.decide(principalOf(mine, at), request)).outcome, "never");
                    assert.equal(
                        (await evaluator.decide(principalOf(other, 500 + otherAt), request)).outcome,
                        "yes",
                    );
                },
            ),
            { numRuns: 200 },
        );
    });
});

describe("the documents that all agents share", () => {
    const place = { accountId: account, partition: "aws", region, dnsSuffix: "amazonaws.com" };
    const administrators = Array.from(
        { length: 20 },
        (_, at) => `arn:aws:iam::${account}:role/${"a".repeat(50)}${at}`,
    );

    it("do not grow with the agents and stay within AWS's limits", () => {
        assert.ok(fileSystemPolicy(fileSystemArn).length <= limits.fileSystemPolicy);
        assert.ok(trustPolicy("ec2", account).length <= limits.trustPolicy);
        const serviceRole = (name: string) => `arn:aws:iam::${account}:role/aws-service-role/${name}`;
        const key = agentsKeyPolicy(place, administrators, {
            autoscalingRoleArn: serviceRole("autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"),
            imageBuilderRoleArn: serviceRole("imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder"),
            secretNamePrefix: "jenkins-efs/prod/agents/",
        });
        assert.ok(key.length <= limits.keyPolicy, `${key.length} characters`);
    });
});
