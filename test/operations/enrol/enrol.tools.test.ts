import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { enrolPolicy } from "../../../operations/enrol/policy";
import { readValue } from "../../../operations/enrol/value";
import { typescript } from "../../tools";
import { standInNode } from "../jenkins/standIn";
import { may } from "../jenkins/types";
import { assertLeast } from "../leastPrivilege";
import { region, Stage, token } from "./stage";
import { enrolState } from "./state";

const root = resolve(__dirname, "..", "..", "..");
const execute = promisify(execFile);

describe("Enrolling agents", () => {
    const stage = Stage.forTests();

    it("makes the nodes that are missing, stores each secret as agents read it, and waits until all are connected", async () => {
        const agents = [await stage().agent("linux-1"), await stage().agent("linux-2")];
        stage().comes();
        const { passed, text } = await stage().enrol(agents);
        assert.equal(passed, true, text);
        for (const each of agents)
            assert.equal(await stage().stored(each), stage().jenkins.secretOf(each.node.name));
        assert.deepEqual(stage().changes(), ["POST computer/doCreateItem", "POST computer/doCreateItem"]);
        assert.match(text, /^ok {5}linux-1: made the node, stored its secret, connected\n/);
        assert.deepEqual([...new Set(stage().session.calls.map((call) => call.region))], [region]);
    });

    it("stores where the environment is alone, from where what stands by gets its copy", async () => {
        const one = await stage().agent("linux-1", undefined, ["eu-west-1"]);
        stage().comes();
        assert.equal((await stage().enrol([one])).passed, true);
        assert.equal(await stage().stored(one, "eu-west-1"), stage().jenkins.secretOf("linux-1"));
        assert.deepEqual([...new Set(stage().session.calls.map((call) => call.region))], [region]);
    });

    it("changes nothing when it is run again", async () => {
        const agents = [await stage().agent("linux-1", "node-1"), await stage().agent("linux-2")];
        stage().comes();
        await stage().enrol(agents);
        [stage().jenkins.requests.length, stage().session.calls.length] = [0, 0];
        const { passed, text } = await stage().enrol(agents);
        assert.deepEqual([passed, stage().changes(), stage().puts()], [true, [], 0], text);
        assert.match(
            text,
            /^ok {5}linux-1: connected\nok {5}linux-2: connected\n2 agents: 0 changed, 0 with a fault\.\n$/,
        );
    });

    it("checks the nodes that Configuration as Code made, and says what an apply would change", async () => {
        const one = await stage().agent("linux-1");
        stage().jenkins.nodes.set("linux-1", standInNode({ labels: "old", executors: 4 }));
        stage().comes();
        const { passed, text } = await stage().enrol([one]);
        assert.equal(passed, true);
        assert.deepEqual(stage().changes(), []);
        assert.match(
            text,
            /note: node linux-1 has 4 executors in place of 1 and labels "old" in place of "linux"/,
        );
    });

    it("makes a user of its own for an agent, lets it mark that node alone, and stores its token beside the secret", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().jenkins.nodes.set("linux-2", standInNode());
        stage().comes();
        const { passed, text } = await stage().enrol([one]);
        assert.equal(passed, true, text);
        const value = readValue((await stage().stored(one)) ?? "");
        assert.equal(value?.secret, stage().jenkins.secretOf("linux-1"));
        const user = stage().jenkins.users.get("node-1");
        assert.ok(user);
        assert.deepEqual([...user.tokens.values()], [value?.login?.token]);
        for (const permission of [may.connect, may.disconnect])
            for (const name of ["linux-1", "linux-2"]) {
                const has = stage().jenkins.has(
                    { name: "node-1", user },
                    permission,
                    stage().jenkins.nodes.get(name),
                );
                assert.equal(has, name === "linux-1", `${permission} on ${name}`);
            }
        assert.match(text, /stored its secret and user node-1 and its token, connected/);
    });

    it("keeps a token that was stored by hand", async () => {
        const one = await stage().agent("linux-1");
        const byHand = JSON.stringify({ secret: "0".repeat(64), user: "someone", token: "1".repeat(34) });
        await stage().put(one, byHand);
        stage().comes();
        await stage().enrol([one]);
        const value = readValue((await stage().stored(one)) ?? "");
        assert.deepEqual(value, {
            secret: stage().jenkins.secretOf("linux-1"),
            login: { user: "someone", token: "1".repeat(34) },
        });
    });

    it("replaces what no agent can read", async () => {
        const one = await stage().agent("linux-1");
        await stage().put(one, "{not JSON");
        stage().comes();
        await stage().enrol([one]);
        assert.equal(await stage().stored(one), stage().jenkins.secretOf("linux-1"));
    });

    it("replaces a token that Jenkins refuses, by making its own user anew", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().comes();
        await stage().enrol([one]);
        // As a run leaves it that was killed before it could store the token.
        stage().jenkins.users.get("node-1")?.tokens.clear();
        const { passed, text } = await stage().enrol([one]);
        assert.equal(passed, true, text);
        assert.match(text, /stored user node-1 and its token/);
        const [token] = stage().jenkins.users.get("node-1")?.tokens.values() ?? [];
        assert.equal(readValue((await stage().stored(one)) ?? "")?.login?.token, token);
    });

    it("leaves the user of somebody else alone, and takes a token of it where an administrator may make one", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().jenkins.addUser("node-1", [], "somebody's");
        stage().comes();
        const { passed, text } = await stage().enrol([one]);
        assert.equal(passed, false);
        assert.match(text, /Jenkins has a user node-1 already, and lets only it make its tokens/);
        assert.equal(await stage().stored(one), stage().jenkins.secretOf("linux-1"));
        stage().jenkins.adminMakesTokens = true;
        assert.match((await stage().enrol([one])).text, /stored a new token of user node-1/);
        assert.equal(stage().jenkins.users.get("node-1")?.tokens.size, 2);
    });

    it("stores the secret without a token for who may not make users, and names the permission", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().jenkins.users.clear();
        stage().jenkins.addUser("owner", [may.create, may.connect], token);
        stage().comes();
        const { passed, text } = await stage().enrol([one]);
        assert.equal(passed, false);
        assert.match(
            text,
            /securityRealm\/createAccountByAdmin: Jenkins answers 403: owner lacks Overall\/Administer/,
        );
        assert.equal(await stage().stored(one), stage().jenkins.secretOf("linux-1"));
    });

    it("stores no token of a user who may administer Jenkins, deletes that user, and stores the secret all the same", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().jenkins.everybody = [may.administer];
        stage().comes();
        const { passed, text } = await stage().enrol([one]);
        assert.equal(passed, false);
        assert.match(text, /user node-1 may administer Jenkins/);
        assert.equal(stage().jenkins.users.has("node-1"), false);
        assert.equal(await stage().stored(one), stage().jenkins.secretOf("linux-1"));
    });

    it("takes the token of a user from its agent who may administer Jenkins by now", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().comes();
        await stage().enrol([one]);
        stage().jenkins.everybody = [may.administer];
        assert.equal((await stage().enrol([one])).passed, false);
        assert.equal(await stage().stored(one), stage().jenkins.secretOf("linux-1"));
    });

    it("leaves no user behind that may not make its own token", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().jenkins.everybody = [];
        stage().comes();
        const { text } = await stage().enrol([one]);
        assert.match(text, /does not let its new user node-1 make a token. Give.*Overall\/Read/);
        assert.deepEqual([...stage().jenkins.users.keys()], ["owner"]);
        assert.equal(await stage().stored(one), stage().jenkins.secretOf("linux-1"));
    });

    it("says in a dry run every call that it would make, and makes none that changes something", async () => {
        const one = await stage().agent("linux-1", "node-1");
        const two = await stage().agent("linux-2", "node-2");
        stage().jenkins.nodes.set("linux-2", standInNode());
        const dry = stage().newSession(true);
        const { text } = await stage().enrol([one, two], { in: dry });
        assert.deepEqual(stage().changes(), []);
        assert.equal(stage().jenkins.users.size, 1);
        await assert.rejects(stage().stored(one), /staging label/);
        const would = stage().lines.filter((line) => line.startsWith("would"));
        assert.deepEqual(
            would.map((line) => line.replace(/ in eu-central-1 .*| \w+=….*/, "")),
            [
                "would call  jenkins POST /computer/doCreateItem",
                "would read  the secret of node linux-1 from Jenkins",
                ...["1", "2"].flatMap((number) => [
                    "would call  jenkins POST /securityRealm/createAccountByAdmin",
                    `would call  jenkins POST /user/node-${number}/descriptorByName/jenkins.security.ApiTokenProperty/generateNewToken`,
                    `would let   user node-${number} mark node linux-${number}, where it may not yet`,
                    "would call  secretsmanager:PutSecretValue",
                ]),
                "would wait  until the agents are connected, for 1 minutes at most",
            ],
        );
        assert.match(text, /nothing was changed, as this was a dry run/);
    });

    it("does no more than the policy allows that it prints, and needs each of its actions", async () => {
        const agents = [await stage().agent("linux-1", "node-1"), await stage().agent("linux-2")];
        stage().comes();
        await stage().enrol(agents);
        const policy = enrolPolicy({ partition: "aws", account: "123456789012", region }, agents);
        // Secrets Manager calls the key for the caller; what its policy takes is held where it needs no AWS.
        const ofSecrets = policy.filter(({ Sid }) => Sid === "StoreAgentSecrets");
        await assertLeast(ofSecrets, "123456789012", stage().session.calls, ({ input }) => [
            { resource: String(input.SecretId) },
        ]);
    });

    it("is a command that says nothing secret, and what it stores is what an agent's own script reads", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().comes();
        const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));
        try {
            const file = join(folder, "state.json");
            const settings = [{ name: "linux-1", instanceType: "m7g.large", jenkinsUser: "node-1" }];
            writeFileSync(file, JSON.stringify(enrolState(settings, { "linux-1": one.secretArn })));
            const env = {
                ...process.env,
                JENKINS_USER_ID: "owner",
                JENKINS_API_TOKEN: token,
                JENKINS_URL: `https://localhost:${stage().server.port}/ci/`,
                NODE_EXTRA_CA_CERTS: stage().server.certificateFile,
            };
            const asked = [...typescript, join(root, "commands/enrol.ts"), "--file", file, "--json"];
            const { stdout, stderr } = await execute(process.execPath, asked, { env });
            stage().lines.push(stdout, stderr);
            const [{ agent: name, did, faults, online }] = JSON.parse(stdout).agents;
            assert.deepEqual([name, faults, online], ["linux-1", [], true]);
            assert.deepEqual(did.at(-1), "stored its secret and user node-1 and its token");
            const reading = execute("python3", ["-I", join(root, "agent-userdata/files/node.py"), "secret"]);
            reading.child.stdin?.end(await stage().stored(one));
            assert.equal((await reading).stdout.trim(), stage().jenkins.secretOf("linux-1"));
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    describe("whose secret was seen", () => {
        it("gives the user another token, revokes the one that was seen, and says how Jenkins changes the secret", async () => {
            const one = await stage().agent("linux-1", "node-1");
            stage().comes();
            await stage().enrol([one]);
            const before = readValue((await stage().stored(one)) ?? "");
            stage().jenkins.nodes.set("linux-1-v2", standInNode());
            const { passed, text, json } = await stage().enrol([one], {
                rotate: "linux-1",
                taken: ["linux-1", "Linux-1-v3"],
            });
            assert.equal(passed, false);
            const after = readValue((await stage().stored(one)) ?? "");
            assert.equal(after?.secret, before?.secret);
            assert.notEqual(after?.login?.token, before?.login?.token);
            assert.deepEqual(
                [...(stage().jenkins.users.get("node-1")?.tokens.values() ?? [])],
                [after?.login?.token],
            );
            assert.match(
                text,
                /secret of linux-1 is still good.*\n1\. another name for this agent, linux-1-v4/,
            );
            assert.match(text, /rm \$JENKINS_HOME\/secrets\/jenkins\.slaves\.JnlpSlaveAgentProtocol\.secret/);
            assert.equal((json as { newName: string }).newName, "linux-1-v4");
        });

        it("gets every agent its new secret once the controller has another key", async () => {
            const agents = [await stage().agent("linux-1"), await stage().agent("linux-2")];
            stage().comes();
            await stage().enrol(agents);
            stage().jenkins.key = Buffer.from("another");
            const { text } = await stage().enrol(agents);
            assert.match(text, /linux-2: stored its secret, which had changed, connected/);
            for (const each of agents)
                assert.equal(await stage().stored(each), stage().jenkins.secretOf(each.node.name));
        });
    });
});
