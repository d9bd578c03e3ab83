import assert from "node:assert/strict";
import { DeleteSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { readValue } from "../../../operations/enrol/value";
import { standInNode } from "../jenkins/standIn";
import { may } from "../jenkins/types";
import { region, Stage, token } from "./stage";

describe("Enrolling agents with a fault", () => {
    const stage = Stage.forTests();
    const both = async () => [await stage().agent("linux-1"), await stage().agent("linux-2")];

    it("tells a throttled AWS and a lost answer from a refusal, and stores one version", async () => {
        const [one] = await both();
        assert.ok(one);
        stage().aws.faults = [
            { call: "secretsmanager:GetSecretValue", kind: "throttle", times: 2 },
            { call: "secretsmanager:PutSecretValue", kind: "lost", times: 1 },
        ];
        stage().comes();
        assert.equal((await stage().enrol([one])).passed, true);
        assert.equal(await stage().stored(one), stage().jenkins.secretOf("linux-1"));
    });

    it("goes on with the others where AWS denies, says whose policy lacks what, and ends what is left when run again", async () => {
        const agents = await both();
        stage().aws.faults = [{ call: "secretsmanager:PutSecretValue", kind: "deny", times: 1 }];
        stage().comes();
        const { passed, text } = await stage().enrol(agents);
        assert.equal(passed, false);
        assert.match(
            text,
            /^FAULT {2}linux-1: made the node\n {7}secretsmanager:PutSecretValue in eu-central-1: AccessDenied/,
        );
        assert.match(text, /printed by: npm run --silent enrol -- --stack dev --environment e --policy/);
        assert.match(text, /^ok {5}linux-2: made the node, stored its secret, connected$/m);
        const again = await stage().enrol(agents);
        assert.match(again.text, /^ok {5}linux-1: stored its secret, connected\nok {5}linux-2: connected\n/);
    });

    it("says what agents of the second region do meanwhile where the environment's own is out, and tells nobody else so", async () => {
        stage().aws.faults = [{ call: "secretsmanager:GetSecretValue", kind: "error" }];
        const replicated = await stage().agent("linux-1", undefined, ["eu-west-1"]);
        await assert.rejects(stage().enrol([replicated]), {
            message:
                /^secretsmanager:GetSecretValue in eu-central-1: InternalFailure.*\nAgents in eu-west-1 go on with the values that were copied.*docs\/failover\.md says how/s,
        });
        await assert.rejects(
            stage().enrol([await stage().agent("linux-2")]),
            ({ message }: Error) => !message.includes("docs/failover.md"),
        );
    });

    it("leaves no user behind whose token could not be stored", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().aws.faults = [{ call: "secretsmanager:PutSecretValue", kind: "deny", times: 1 }];
        assert.equal((await stage().enrol([one])).passed, false);
        assert.equal(stage().jenkins.users.has("node-1"), false);
        stage().comes();
        assert.equal((await stage().enrol([one])).passed, true);
    });

    it("says that a secret is gone", async () => {
        const one = await stage().agent("linux-1");
        const gone = { ...one, secretArn: one.secretArn.replace("linux-1", "linux-9") };
        assert.match(
            (await stage().enrol([gone])).text,
            /secretsmanager:DescribeSecret.*ResourceNotFoundException/,
        );
    });

    it("goes on with the others where a secret waits for its deletion, and says what brings it back", async () => {
        const agents = await both();
        const SecretId = agents[0]?.secretArn;
        await new SecretsManagerClient({ region }).send(new DeleteSecretCommand({ SecretId }));
        stage().comes();
        const { text } = await stage().enrol(agents);
        assert.match(
            text,
            /^ +secret arn:\S+ was deleted on .* restore-secret --region eu-central-1 --secret-id arn:/m,
        );
        assert.match(text, /^ok {5}linux-2: made the node, stored its secret, connected$/m);
    });

    it("goes on with the others where Jenkins lets it make no node, and names the permission", async () => {
        const agents = await both();
        stage().jenkins.users.clear();
        stage().jenkins.addUser("owner", [may.read, may.connect], token);
        stage().jenkins.nodes.set("linux-2", standInNode());
        stage().comes();
        const { passed, text } = await stage().enrol(agents);
        assert.equal(passed, false);
        assert.match(text, /FAULT {2}linux-1: nothing to do\n.*owner lacks Agent\/Create/);
        assert.match(text, /ok {5}linux-2: stored its secret, connected/);
    });

    it("stores the secret without a token where Jenkins makes no user, and says why", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().jenkins.hasOwnUsers = false;
        stage().comes();
        const { passed, text } = await stage().enrol([one]);
        assert.equal(passed, false);
        assert.match(text, /Jenkins makes no user node-1: its users are kept elsewhere/);
        assert.equal(await stage().stored(one), stage().jenkins.secretOf("linux-1"));
    });

    it("goes on where somebody else makes the node between look and creation", async () => {
        const [one] = await both();
        assert.ok(one);
        stage().comes();
        stage().jenkins.before = {
            ...stage().jenkins.before,
            "POST computer/doCreateItem": () => void stage().jenkins.nodes.set("linux-1", standInNode()),
        };
        const { passed, text } = await stage().enrol([one]);
        assert.equal(passed, true);
        assert.match(text, /^ok {5}linux-1: stored its secret, connected/);
    });

    it("takes what somebody else stored meanwhile, and undoes its own token", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().jenkins.nodes.set("linux-1", standInNode());
        stage().comes();
        const theirs = "12".repeat(17);
        stage().jenkins.addUser("node-1", [may.connect], theirs);
        stage().jenkins.adminMakesTokens = true;
        const path = "user/node-1/descriptorByName/jenkins.security.ApiTokenProperty/generateNewToken";
        const value = { secret: stage().jenkins.secretOf("linux-1"), user: "node-1", token: theirs };
        stage().jenkins.before = {
            ...stage().jenkins.before,
            [`POST ${path}`]: () => stage().put(one, JSON.stringify(value)),
        };
        const { passed, text } = await stage().enrol([one]);
        assert.equal(passed, true, text);
        assert.equal(stage().puts(), 0);
        assert.deepEqual([...(stage().jenkins.users.get("node-1")?.tokens.values() ?? [])], [theirs]);
    });

    it("says that somebody else rotates the same agent at the same time, and mends what both did when run again", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().comes();
        await stage().enrol([one]);
        const path = "user/node-1/descriptorByName/jenkins.security.ApiTokenProperty/revokeAllExcept";
        stage().jenkins.before = {
            ...stage().jenkins.before,
            [`POST ${path}`]: () => stage().jenkins.users.get("node-1")?.tokens.clear(),
        };
        const { passed, text } = await stage().enrol([one], { rotate: "linux-1" });
        assert.equal(passed, false);
        assert.match(
            text,
            /takes the new token of user node-1 no more: somebody else.*same time\. Once the other has ended, run: npm run enrol -- --stack dev --environment e --agent linux-1$/m,
        );
        assert.equal((await stage().enrol([one])).passed, true);
        const value = readValue((await stage().stored(one)) ?? "");
        const tokens = [...(stage().jenkins.users.get("node-1")?.tokens.values() ?? [])];
        assert.deepEqual(tokens, [value?.login?.token]);
    });

    it("tells one of two who enrol a new user at the same time so, and leaves it to the other", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().jenkins.nodes.set("linux-1", standInNode());
        stage().comes();
        let looks = 0;
        let letGo = () => {};
        const bothLooked = new Promise<void>((resolve) => {
            letGo = resolve;
        });
        stage().jenkins.before = {
            ...stage().jenkins.before,
            "GET user/node-1/api/json": () => {
                looks += 1;
                if (looks === 2) letGo();
                return bothLooked;
            },
        };
        const outcomes = await Promise.all([
            stage().enrol([one]),
            stage().enrol([one], { in: stage().newSession() }),
        ]);
        const [first, second] = outcomes.toSorted((a, b) => Number(a.passed) - Number(b.passed));
        assert.match(
            first?.text ?? "",
            /^FAULT {2}linux-1: nothing to do\n {7}user node-1 was made by somebody else at the same time.*\. Once the other has ended, run: npm run enrol -- --stack dev --environment e --agent linux-1$/m,
        );
        assert.match(second?.text ?? "", /^ok {5}linux-1: .*stored its secret and user node-1 and its token/);
        assert.match((await stage().enrol([one])).text, /^ok {5}linux-1: connected$/m);
    });

    it("leaves the user to somebody else who made it anew before this had its token, and says so", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().jenkins.nodes.set("linux-1", standInNode());
        const theirs = { permissions: [], password: "theirs", tokens: new Map<string, string>() };
        const path = "user/node-1/descriptorByName/jenkins.security.ApiTokenProperty/generateNewToken";
        stage().jenkins.before = { [`POST ${path}`]: () => void stage().jenkins.users.set("node-1", theirs) };
        assert.match(
            (await stage().enrol([one])).text,
            /user node-1, which this made, was deleted or made anew by somebody else.*run: npm run enrol .*--agent linux-1$/m,
        );
        assert.equal(stage().jenkins.users.get("node-1"), theirs);
        assert.equal(stage().puts(), 0);
    });

    it("stores no token that somebody else took away before it was of use", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().jenkins.nodes.set("linux-1", standInNode());
        stage().jenkins.before = {
            "GET computer/linux-1/api/json": () => void stage().jenkins.users.delete("node-1"),
        };
        assert.match((await stage().enrol([one])).text, /takes the new token of user node-1 no more/);
        assert.equal(stage().puts(), 0);
    });

    it("gives up where somebody else stores something each time", async () => {
        const one = await stage().agent("linux-1", "node-1");
        stage().jenkins.nodes.set("linux-1", standInNode());
        let count = 0;
        stage().jenkins.before = {
            "GET user/node-1/api/json": () => {
                count += 1;
                return stage().put(one, `${count}`.repeat(64));
            },
        };
        assert.match(
            (await stage().enrol([one])).text,
            /somebody else stored a value in .* Once the other has ended, run: npm run enrol /,
        );
        assert.equal(await stage().stored(one), "3".repeat(64));
        assert.equal(stage().jenkins.users.has("node-1"), false);
    });

    it("refuses a node that is none for inbound agents, and stores nothing for it", async () => {
        const one = await stage().agent("linux-1");
        stage().jenkins.nodes.set(
            "linux-1",
            standInNode({ launcher: "hudson.plugins.sshslaves.SSHLauncher" }),
        );
        assert.match((await stage().enrol([one])).text, /its launch method is another/);
        await assert.rejects(stage().stored(one), /staging label/);
    });

    it("says that a node's builds would work elsewhere", async () => {
        const one = await stage().agent("linux-1");
        stage().jenkins.nodes.set("linux-1", standInNode({ remoteFS: "/home/jenkins" }));
        assert.match(
            (await stage().enrol([one])).text,
            /remote root directory \/home\/jenkins; the agent works in/,
        );
    });

    it("says what to look at where an agent does not come in time", async () => {
        const one = await stage().agent("linux-1");
        const { passed, text } = await stage().enrol([one]);
        assert.equal(passed, false);
        assert.match(text, /agent linux-1 is not connected\..*log group \/p\/e\/agents; docs\/runbooks/);
    });

    it("tells a connected agent that a person has marked offline from one that does not come", async () => {
        const one = await stage().agent("linux-1");
        stage().jenkins.nodes.set(
            "linux-1",
            standInNode({ connected: true, mark: "disk is being replaced" }),
        );
        const { passed, text } = await stage().enrol([one]);
        assert.equal(passed, true);
        assert.match(text, /note: node linux-1 is marked offline.*"disk is being replaced"/);
    });

    it("waits out a controller that restarts between two steps", async () => {
        const agents = await both();
        stage().comes();
        stage().jenkins.before = {
            ...stage().jenkins.before,
            "GET computer/linux-2/jenkins-agent.jnlp": () => {
                stage().jenkins.before = {
                    ...stage().jenkins.before,
                    "GET computer/linux-2/jenkins-agent.jnlp": () => {},
                };
                stage().jenkins.starting = 5;
                stage().jenkins.forgetSessions();
            },
        };
        assert.equal((await stage().enrol(agents)).passed, true);
    });

    it("ends at once where Jenkins refuses the token, before it changes anything", async () => {
        const one = await stage().agent("linux-1");
        stage().jenkins.users.clear();
        stage().jenkins.addUser("owner", [], "another");
        await assert.rejects(stage().enrol([one]), /401: it does not take this user's token/);
        assert.deepEqual(stage().session.calls, []);
    });
});
