import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import {
    CreateSecretCommand,
    GetSecretValueCommand,
    PutSecretValueCommand,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { Session } from "../../operations/aws/session";
import type { Enrollable } from "../../operations/enrol/agents";
import { enrolAll } from "../../operations/enrol/operation";
import { enrolPolicy } from "../../operations/enrol/policy";
import { readValue } from "../../operations/enrol/value";
import { Jenkins } from "../../operations/jenkins/client";
import type { Outcome } from "../../operations/operation";
import { sightingsIn } from "../../proof/canaries/search";
import { serveTls, type TlsServer } from "../tlsServer";
import { typescript } from "../tools";
import { enrolState } from "./enrolState";
import { assertLeast } from "./leastPrivilege";
import { LocalAws } from "./localAws";
import { StandInJenkins, standInNode } from "./standInJenkins";
import { may } from "./standInTypes";

const root = resolve(__dirname, "..", "..");
const execute = promisify(execFile);
const region = "eu-central-1";
const token = `11${"c0ffee42".repeat(4)}`;

describe("Enrolling agents", function () {
    this.timeout(120_000);
    let aws: LocalAws;
    let server: TlsServer;
    let jenkins: StandInJenkins;
    let session: Session;
    let lines: string[];

    before(async function () {
        const started = await LocalAws.start();
        if (started === undefined) return this.skip();
        aws = started;
        Object.assign(process.env, aws.env);
        server = await serveTls((request, response) => void jenkins.answer(request, response));
    });
    after(async () => {
        aws?.stop();
        await server?.stop();
    });
    beforeEach(async () => {
        await aws.reset();
        lines = [];
        jenkins = new StandInJenkins();
        jenkins.addUser("owner", [may.administer], token);
        session = newSession();
    });
    // Whatever went wrong: what authorizes somebody was never told.
    afterEach(() => {
        const canaries = [...jenkins.users.values()]
            .flatMap(({ tokens, password = token }) => [...tokens.values(), password])
            .concat([...jenkins.nodes.keys()].map((name) => jenkins.secretOf(name)))
            .map((value) => ({ standsFor: "a secret", value }));
        assert.deepEqual(sightingsIn("what was said", lines.join("\n"), canaries), []);
    });

    const newSession = (dryRun = false) =>
        // Of another region than the secrets, as a profile's may be.
        new Session({ region: "us-east-1", dryRun, pace: 0, say: (line) => lines.push(line) });

    const secrets = () => new SecretsManagerClient({ region });

    /** An agent whose secret is there, without a value, as the stack makes it. */
    async function agent(name: string, jenkinsUser?: string): Promise<Enrollable> {
        const { ARN = "" } = await secrets().send(new CreateSecretCommand({ Name: `p/e/agents/${name}-x` }));
        const node = { name, labels: ["linux"], executors: 1, remoteFS: "/var/lib/jenkins-agent" };
        return { node, jenkinsUser, secretArn: ARN, keyArn: "" };
    }

    const put = async ({ secretArn }: Enrollable, SecretString: string) =>
        void (await secrets().send(new PutSecretValueCommand({ SecretId: secretArn, SecretString })));

    const stored = async ({ secretArn }: Enrollable) =>
        (await secrets().send(new GetSecretValueCommand({ SecretId: secretArn }))).SecretString;

    /** Lets an agent come as soon as somebody looks whether it has. */
    const comes = () => {
        jenkins.before = {
            ...jenkins.before,
            "GET computer/api/json": () => {
                for (const node of jenkins.nodes.values()) node.connected = true;
            },
        };
    };

    async function enrol(
        agents: readonly Enrollable[],
        options: { readonly rotate?: string; readonly in?: Session } = {},
    ): Promise<Outcome> {
        const used = options.in ?? session;
        const client = new Jenkins({
            url: `https://localhost:${server.port}/ci/`,
            login: { user: "owner", token },
            ca: readFileSync(server.certificateFile, "utf8"),
            dryRun: used.dryRun,
            say: (line) => used.say(line),
            pause: (seconds) => used.pause(seconds),
        });
        const all = { agents, controllerUrl: undefined, logGroup: "/p/e/agents" };
        const asked = { rotate: options.rotate, waitMinutes: 1, stack: "dev", stateFile: undefined };
        const outcome = await enrolAll(used, client, all, asked);
        lines.push(outcome.text, JSON.stringify(outcome.json));
        return outcome;
    }

    const changes = (): readonly string[] => jenkins.requests.filter((request) => request.startsWith("POST"));
    const puts = () => session.calls.filter(({ action }) => action === "secretsmanager:PutSecretValue");

    it("makes the nodes that are missing, stores each secret as agents read it, and waits until all are connected", async () => {
        const agents = [await agent("linux-1"), await agent("linux-2")];
        comes();
        const { passed, text } = await enrol(agents);
        assert.equal(passed, true, text);
        for (const each of agents) assert.equal(await stored(each), jenkins.secretOf(each.node.name));
        assert.deepEqual(changes(), ["POST computer/doCreateItem", "POST computer/doCreateItem"]);
        assert.match(text, /^ok {5}linux-1: made the node, stored its secret, connected\n/);
        assert.deepEqual([...new Set(session.calls.map((call) => call.region))], [region]);
    });

    it("changes nothing when it is run again", async () => {
        const agents = [await agent("linux-1", "node-1"), await agent("linux-2")];
        comes();
        await enrol(agents);
        [jenkins.requests.length, session.calls.length] = [0, 0];
        const { passed, text } = await enrol(agents);
        assert.deepEqual([passed, changes(), puts()], [true, [], []], text);
        assert.match(
            text,
            /^ok {5}linux-1: connected\nok {5}linux-2: connected\n2 agents: 0 changed, 0 with a fault\.\n$/,
        );
    });

    it("checks the nodes that Configuration as Code made, and says what an apply would change", async () => {
        const one = await agent("linux-1");
        jenkins.nodes.set("linux-1", standInNode({ labels: "old", executors: 4 }));
        comes();
        const { passed, text } = await enrol([one]);
        assert.equal(passed, true);
        assert.deepEqual(changes(), []);
        assert.match(
            text,
            /note: node linux-1 has 4 executors in place of 1 and labels "old" in place of "linux"/,
        );
    });

    it("makes a user of its own for an agent, lets it mark that node alone, and stores its token beside the secret", async () => {
        const one = await agent("linux-1", "node-1");
        jenkins.nodes.set("linux-2", standInNode());
        comes();
        const { passed, text } = await enrol([one]);
        assert.equal(passed, true, text);
        const value = readValue((await stored(one)) ?? "");
        assert.equal(value?.secret, jenkins.secretOf("linux-1"));
        const user = jenkins.users.get("node-1");
        assert.ok(user);
        assert.deepEqual([...user.tokens.values()], [value?.login?.token]);
        for (const permission of [may.connect, may.disconnect])
            for (const name of ["linux-1", "linux-2"]) {
                const has = jenkins.has({ name: "node-1", user }, permission, jenkins.nodes.get(name));
                assert.equal(has, name === "linux-1", `${permission} on ${name}`);
            }
        assert.match(text, /stored its secret and user node-1 and its token, connected/);
    });

    it("keeps a token that was stored by hand", async () => {
        const one = await agent("linux-1");
        const byHand = JSON.stringify({ secret: "0".repeat(64), user: "someone", token: "1".repeat(34) });
        await put(one, byHand);
        comes();
        await enrol([one]);
        const value = readValue((await stored(one)) ?? "");
        assert.deepEqual(value, {
            secret: jenkins.secretOf("linux-1"),
            login: { user: "someone", token: "1".repeat(34) },
        });
    });

    it("replaces what no agent can read", async () => {
        const one = await agent("linux-1");
        await put(one, "{not JSON");
        comes();
        await enrol([one]);
        assert.equal(await stored(one), jenkins.secretOf("linux-1"));
    });

    it("replaces a token that Jenkins refuses, by making its own user anew", async () => {
        const one = await agent("linux-1", "node-1");
        comes();
        await enrol([one]);
        // As a run leaves it that was killed before it could store the token.
        jenkins.users.get("node-1")?.tokens.clear();
        const { passed, text } = await enrol([one]);
        assert.equal(passed, true, text);
        assert.match(text, /stored user node-1 and its token/);
        const [token] = jenkins.users.get("node-1")?.tokens.values() ?? [];
        assert.equal(readValue((await stored(one)) ?? "")?.login?.token, token);
    });

    it("leaves the user of somebody else alone, and takes a token of it where an administrator may make one", async () => {
        const one = await agent("linux-1", "node-1");
        jenkins.addUser("node-1", [], "somebody's");
        comes();
        const { passed, text } = await enrol([one]);
        assert.equal(passed, false);
        assert.match(text, /Jenkins has a user node-1 already, and lets only it make its tokens/);
        assert.equal(await stored(one), jenkins.secretOf("linux-1"));
        jenkins.adminMakesTokens = true;
        assert.match((await enrol([one])).text, /stored a new token of user node-1/);
        assert.equal(jenkins.users.get("node-1")?.tokens.size, 2);
    });

    it("stores the secret without a token for who may not make users, and names the permission", async () => {
        const one = await agent("linux-1", "node-1");
        jenkins.users.clear();
        jenkins.addUser("owner", [may.create, may.connect], token);
        comes();
        const { passed, text } = await enrol([one]);
        assert.equal(passed, false);
        assert.match(
            text,
            /securityRealm\/createAccountByAdmin: Jenkins answers 403: owner lacks Overall\/Administer/,
        );
        assert.equal(await stored(one), jenkins.secretOf("linux-1"));
    });

    it("stores no token of a user who may administer Jenkins, deletes that user, and stores the secret all the same", async () => {
        const one = await agent("linux-1", "node-1");
        jenkins.everybody = [may.administer];
        comes();
        const { passed, text } = await enrol([one]);
        assert.equal(passed, false);
        assert.match(text, /user node-1 may administer Jenkins/);
        assert.equal(jenkins.users.has("node-1"), false);
        assert.equal(await stored(one), jenkins.secretOf("linux-1"));
    });

    it("takes the token of a user from its agent who may administer Jenkins by now", async () => {
        const one = await agent("linux-1", "node-1");
        comes();
        await enrol([one]);
        jenkins.everybody = [may.administer];
        assert.equal((await enrol([one])).passed, false);
        assert.equal(await stored(one), jenkins.secretOf("linux-1"));
    });

    it("leaves no user behind that may not make its own token", async () => {
        const one = await agent("linux-1", "node-1");
        jenkins.everybody = [];
        comes();
        const { text } = await enrol([one]);
        assert.match(text, /does not let its new user node-1 make a token. Give.*Overall\/Read/);
        assert.deepEqual([...jenkins.users.keys()], ["owner"]);
        assert.equal(await stored(one), jenkins.secretOf("linux-1"));
    });

    it("says in a dry run every call that it would make, and makes none that changes something", async () => {
        const one = await agent("linux-1", "node-1");
        const two = await agent("linux-2", "node-2");
        jenkins.nodes.set("linux-2", standInNode());
        const dry = newSession(true);
        const { text } = await enrol([one, two], { in: dry });
        assert.deepEqual(changes(), []);
        assert.equal(jenkins.users.size, 1);
        await assert.rejects(stored(one), /staging label/);
        const would = lines.filter((line) => line.startsWith("would"));
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
        const agents = [await agent("linux-1", "node-1"), await agent("linux-2")];
        comes();
        await enrol(agents);
        const policy = enrolPolicy({ partition: "aws", account: "123456789012", region }, agents);
        // Secrets Manager calls the key for the caller; what its policy takes is held where it needs no AWS.
        const ofSecrets = policy.filter(({ Sid }) => Sid === "StoreAgentSecrets");
        await assertLeast(ofSecrets, "123456789012", session.calls, ({ input }) => [
            { resource: String(input.SecretId) },
        ]);
    });

    it("is a command that says nothing secret, and what it stores is what an agent's own script reads", async () => {
        const one = await agent("linux-1", "node-1");
        comes();
        const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-test-"));
        try {
            const file = join(folder, "state.json");
            const settings = [{ name: "linux-1", instanceType: "m7g.large", jenkinsUser: "node-1" }];
            writeFileSync(file, JSON.stringify(enrolState(settings, { "linux-1": one.secretArn })));
            const env = {
                ...process.env,
                JENKINS_USER_ID: "owner",
                JENKINS_API_TOKEN: token,
                JENKINS_URL: `https://localhost:${server.port}/ci/`,
                NODE_EXTRA_CA_CERTS: server.certificateFile,
            };
            const asked = [...typescript, join(root, "commands/enrol.ts"), "--file", file, "--json"];
            const { stdout, stderr } = await execute(process.execPath, asked, { env });
            lines.push(stdout, stderr);
            const [{ agent: name, did, faults, online }] = JSON.parse(stdout).agents;
            assert.deepEqual([name, faults, online], ["linux-1", [], true]);
            assert.deepEqual(did.at(-1), "stored its secret and user node-1 and its token");
            const reading = execute("python3", ["-I", join(root, "agent-userdata/files/node.py"), "secret"]);
            reading.child.stdin?.end(await stored(one));
            assert.equal((await reading).stdout.trim(), jenkins.secretOf("linux-1"));
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    describe("with a fault", () => {
        const both = async () => [await agent("linux-1"), await agent("linux-2")];

        it("tells a throttled AWS and a lost answer from a refusal, and stores one version", async () => {
            const [one] = await both();
            assert.ok(one);
            aws.faults = [
                { call: "secretsmanager:GetSecretValue", kind: "throttle", times: 2 },
                { call: "secretsmanager:PutSecretValue", kind: "lost", times: 1 },
            ];
            comes();
            assert.equal((await enrol([one])).passed, true);
            assert.equal(await stored(one), jenkins.secretOf("linux-1"));
        });

        it("goes on with the others where AWS denies, says whose policy lacks what, and ends what is left when run again", async () => {
            const agents = await both();
            aws.faults = [{ call: "secretsmanager:PutSecretValue", kind: "deny", times: 1 }];
            comes();
            const { passed, text } = await enrol(agents);
            assert.equal(passed, false);
            assert.match(
                text,
                /^FAULT {2}linux-1: made the node\n {7}secretsmanager:PutSecretValue in eu-central-1: AccessDenied/,
            );
            assert.match(text, /printed by: npm run --silent enrol -- --stack dev --policy/);
            assert.match(text, /^ok {5}linux-2: made the node, stored its secret, connected$/m);
            const again = await enrol(agents);
            assert.match(
                again.text,
                /^ok {5}linux-1: stored its secret, connected\nok {5}linux-2: connected\n/,
            );
        });

        it("leaves no user behind whose token could not be stored", async () => {
            const one = await agent("linux-1", "node-1");
            aws.faults = [{ call: "secretsmanager:PutSecretValue", kind: "deny", times: 1 }];
            assert.equal((await enrol([one])).passed, false);
            assert.equal(jenkins.users.has("node-1"), false);
            comes();
            assert.equal((await enrol([one])).passed, true);
        });

        it("says that a secret is gone", async () => {
            const one = await agent("linux-1");
            const gone = { ...one, secretArn: one.secretArn.replace("linux-1", "linux-9") };
            assert.match(
                (await enrol([gone])).text,
                /secretsmanager:DescribeSecret.*ResourceNotFoundException/,
            );
        });

        it("goes on with the others where Jenkins lets it make no node, and names the permission", async () => {
            const agents = await both();
            jenkins.users.clear();
            jenkins.addUser("owner", [may.read, may.connect], token);
            jenkins.nodes.set("linux-2", standInNode());
            comes();
            const { passed, text } = await enrol(agents);
            assert.equal(passed, false);
            assert.match(text, /FAULT {2}linux-1: nothing to do\n.*owner lacks Agent\/Create/);
            assert.match(text, /ok {5}linux-2: stored its secret, connected/);
        });

        it("stores the secret without a token where Jenkins makes no user, and says why", async () => {
            const one = await agent("linux-1", "node-1");
            jenkins.hasOwnUsers = false;
            comes();
            const { passed, text } = await enrol([one]);
            assert.equal(passed, false);
            assert.match(text, /Jenkins makes no user node-1: its users are kept elsewhere/);
            assert.equal(await stored(one), jenkins.secretOf("linux-1"));
        });

        it("goes on where somebody else makes the node between look and creation", async () => {
            const [one] = await both();
            assert.ok(one);
            comes();
            jenkins.before = {
                ...jenkins.before,
                "POST computer/doCreateItem": () => void jenkins.nodes.set("linux-1", standInNode()),
            };
            const { passed, text } = await enrol([one]);
            assert.equal(passed, true);
            assert.match(text, /^ok {5}linux-1: stored its secret, connected/);
        });

        it("takes what somebody else stored meanwhile, and undoes its own token", async () => {
            const one = await agent("linux-1", "node-1");
            jenkins.nodes.set("linux-1", standInNode());
            comes();
            const theirs = "12".repeat(17);
            jenkins.addUser("node-1", [may.connect], theirs);
            jenkins.adminMakesTokens = true;
            const path = "user/node-1/descriptorByName/jenkins.security.ApiTokenProperty/generateNewToken";
            const value = { secret: jenkins.secretOf("linux-1"), user: "node-1", token: theirs };
            jenkins.before = { ...jenkins.before, [`POST ${path}`]: () => put(one, JSON.stringify(value)) };
            const { passed, text } = await enrol([one]);
            assert.equal(passed, true, text);
            assert.deepEqual(puts(), []);
            assert.deepEqual([...(jenkins.users.get("node-1")?.tokens.values() ?? [])], [theirs]);
        });

        it("gives up where somebody else stores something each time", async () => {
            const one = await agent("linux-1", "node-1");
            jenkins.nodes.set("linux-1", standInNode());
            let count = 0;
            jenkins.before = {
                "GET user/node-1/api/json": () => {
                    count += 1;
                    return put(one, `${count}`.repeat(64));
                },
            };
            assert.match((await enrol([one])).text, /somebody else stored a value in .* Run it again alone/);
            assert.equal(await stored(one), "3".repeat(64));
            assert.equal(jenkins.users.has("node-1"), false);
        });

        it("refuses a node that is none for inbound agents, and stores nothing for it", async () => {
            const one = await agent("linux-1");
            jenkins.nodes.set("linux-1", standInNode({ launcher: "hudson.plugins.sshslaves.SSHLauncher" }));
            assert.match((await enrol([one])).text, /its launch method is another/);
            await assert.rejects(stored(one), /staging label/);
        });

        it("says that a node's builds would work elsewhere", async () => {
            const one = await agent("linux-1");
            jenkins.nodes.set("linux-1", standInNode({ remoteFS: "/home/jenkins" }));
            assert.match(
                (await enrol([one])).text,
                /remote root directory \/home\/jenkins; the agent works in/,
            );
        });

        it("says what to look at where an agent does not come in time", async () => {
            const one = await agent("linux-1");
            const { passed, text } = await enrol([one]);
            assert.equal(passed, false);
            assert.match(text, /agent linux-1 is not connected\..*log group \/p\/e\/agents; docs\/runbooks/);
        });

        it("tells a connected agent that a person has marked offline from one that does not come", async () => {
            const one = await agent("linux-1");
            jenkins.nodes.set("linux-1", standInNode({ connected: true, mark: "disk is being replaced" }));
            const { passed, text } = await enrol([one]);
            assert.equal(passed, true);
            assert.match(text, /note: node linux-1 is marked offline.*"disk is being replaced"/);
        });

        it("waits out a controller that restarts between two steps", async () => {
            const agents = await both();
            comes();
            jenkins.before = {
                ...jenkins.before,
                "GET computer/linux-2/jenkins-agent.jnlp": () => {
                    jenkins.before = {
                        ...jenkins.before,
                        "GET computer/linux-2/jenkins-agent.jnlp": () => {},
                    };
                    jenkins.starting = 5;
                    jenkins.forgetSessions();
                },
            };
            assert.equal((await enrol(agents)).passed, true);
        });

        it("ends at once where Jenkins refuses the token, before it changes anything", async () => {
            const one = await agent("linux-1");
            jenkins.users.clear();
            jenkins.addUser("owner", [], "another");
            await assert.rejects(enrol([one]), /401: it does not take this user's token/);
            assert.deepEqual(session.calls, []);
        });
    });

    describe("whose secret was seen", () => {
        it("gives the user another token, revokes the one that was seen, and says how Jenkins changes the secret", async () => {
            const one = await agent("linux-1", "node-1");
            comes();
            await enrol([one]);
            const before = readValue((await stored(one)) ?? "");
            jenkins.nodes.set("linux-1-v2", standInNode());
            const { passed, text, json } = await enrol([one], { rotate: "linux-1" });
            assert.equal(passed, false);
            const after = readValue((await stored(one)) ?? "");
            assert.equal(after?.secret, before?.secret);
            assert.notEqual(after?.login?.token, before?.login?.token);
            assert.deepEqual(
                [...(jenkins.users.get("node-1")?.tokens.values() ?? [])],
                [after?.login?.token],
            );
            assert.match(
                text,
                /secret of linux-1 is still good.*\n1\. another name for this agent, linux-1-v3/,
            );
            assert.match(text, /rm \$JENKINS_HOME\/secrets\/jenkins\.slaves\.JnlpSlaveAgentProtocol\.secret/);
            assert.equal((json as { newName: string }).newName, "linux-1-v3");
        });

        it("gets every agent its new secret once the controller has another key", async () => {
            const agents = [await agent("linux-1"), await agent("linux-2")];
            comes();
            await enrol(agents);
            jenkins.key = Buffer.from("another");
            const { text } = await enrol(agents);
            assert.match(text, /linux-2: stored its secret, which had changed, connected/);
            for (const each of agents) assert.equal(await stored(each), jenkins.secretOf(each.node.name));
        });
    });
});
