import assert from "node:assert/strict";
import fc from "fast-check";
import { agentIdentity, type Identified, identityCollisions } from "../../infra/agentIdentity";
import { agentPolicy } from "../../infra/documents/agentPolicy";
import { trustPolicy } from "../../infra/documents/document";
import { fileSystemPolicy } from "../../infra/documents/fileSystemPolicy";
import { agentsKeyPolicy } from "../../infra/documents/keyPolicies";
import { asEfsReadsIt, readDocument } from "../../proof/account/document";
import { Evaluator } from "../../proof/account/evaluate";
import type { Principal } from "../../proof/account/principal";

const account = "111122223333";
const region = "us-east-1";
const fileSystemArn = `arn:aws:elasticfilesystem:${region}:${account}:file-system/fs-0123456789abcdef0`;
const keyArn = `arn:aws:kms:${region}:${account}:key/0a1b2c3d-0000-4000-a000-000000000001`;

/** AWS's limits: characters without white space of a managed policy, and characters of the others. */
const limits = { managedPolicy: 6144, trustPolicy: 2048, fileSystemPolicy: 20_000, keyPolicy: 32_768 };

/** Names as the configuration admits them. */
const agentName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,31}$/);

/** Names of agents that the configuration accepts, at the latest when their uids are settled. */
const agentNames = (minLength: number, maxLength: number) =>
    fc.uniqueArray(agentName, { minLength, maxLength, selector: (name) => name.toLowerCase() });

/** Agents of these names, with a uid for each whose name meets an earlier one's, as the fault tells. */
function settled(names: readonly string[]): Identified[] {
    const agents = names.map((name) => ({ name }));
    const free = new Map(
        identityCollisions(agents.map(agentIdentity)).map(({ at, freeUid }) => [at, freeUid]),
    );
    return agents.map((agent, at) => ({ ...agent, uid: free.get(at) }));
}

/** The ARNs that AWS gives what belongs to the agent at a place of the list. */
const arns = (name: string, at: number) => ({
    accessPointArn: `arn:aws:elasticfilesystem:${region}:${account}:access-point/fsap-${at.toString(16).padStart(17, "0")}`,
    secretArn: `arn:aws:secretsmanager:${region}:${account}:secret:jenkins-efs/prod/agents/${name}-${"0".repeat(26)}-AbCdEf`,
});

const documentOf = (name: string, at: number): string =>
    agentPolicy({
        fileSystemArn,
        keyArn,
        ...arns(name, at),
        logGroupArn: `arn:aws:logs:${region}:${account}:log-group:/jenkins-efs/prod/agents`,
        agentName: name,
        groupArn: `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/jenkins-efs-prod-agent-${name}`,
        region,
        dnsSuffix: "amazonaws.com",
    });

const principalOf = (name: string, at: number): Principal => {
    const document = readDocument(`policy of ${name}`, documentOf(name, at));
    return {
        kind: "agents",
        name,
        id: `arn:aws:iam::${account}:role/jenkins-efs/prod/agent-${name}`,
        account,
        policies: [document],
        boundary: document,
    };
};

const resourcePolicy = asEfsReadsIt(readDocument("the file system policy", fileSystemPolicy(fileSystemArn)));

const mount = (accessPointArn: string, action: string) => ({
    action: `elasticfilesystem:${action}`,
    resource: fileSystemArn,
    account,
    context: {
        "aws:SecureTransport": "true",
        "elasticfilesystem:AccessPointArn": accessPointArn,
        "elasticfilesystem:AccessedViaMountTarget": "true",
    },
    resourcePolicy,
});

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
        const role = `arn:aws:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
        const key = agentsKeyPolicy(place, administrators, role, "jenkins-efs/prod/agents/");
        assert.ok(key.length <= limits.keyPolicy, `${key.length} characters`);
    });
});
