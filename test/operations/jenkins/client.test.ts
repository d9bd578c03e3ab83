import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Jenkins, oldestVersion } from "../../../operations/jenkins/client";
import type { Reach } from "../../../operations/jenkins/connection";
import { withPermissions } from "../../../operations/jenkins/nodeConfig";
import { serveTls, type TlsServer } from "../../tlsServer";
import { StandInJenkins, standInNode } from "./standIn";
import { may } from "./types";

const token = `11${"c0ffee42".repeat(4)}`;
const owner = { user: "owner", token };

const wanted = {
    name: "linux-1",
    labels: ["linux", "arm64"],
    executors: 2,
    remoteFS: "/var/lib/jenkins-agent",
};

describe("The client of a Jenkins controller", () => {
    let server: TlsServer;
    let jenkins: StandInJenkins;
    let ca: string;
    let lines: string[];
    let pauses: number[];

    before(async () => {
        server = await serveTls((request, response) => void jenkins.answer(request, response));
        ca = readFileSync(server.certificateFile, "utf8");
    });
    after(() => server.stop());
    beforeEach(() => {
        [lines, pauses] = [[], []];
        jenkins = new StandInJenkins();
        jenkins.addUser(owner.user, [may.read, may.create, may.connect, may.configure], token);
        jenkins.nodes.set("linux-1", standInNode({ labels: "linux arm64" }));
    });

    const client = (over: Partial<Reach> = {}) =>
        new Jenkins({
            url: `https://localhost:${server.port}/ci/`,
            login: owner,
            ca,
            say: (line) => lines.push(line),
            pause: async (seconds) => void pauses.push(seconds),
            ...over,
        });

    /** What a call is refused with; it shows nothing that is secret. */
    async function refusal(call: Promise<unknown>): Promise<string> {
        const error: unknown = await call.then(
            () => assert.fail("it was not refused"),
            (thrown) => thrown,
        );
        const said = String((error as Error).message);
        assert.doesNotMatch([said, ...lines].join("\n"), /c0ffee42/);
        return said;
    }

    it("reads every node in one request, and what an agent of one needs", async () => {
        jenkins.nodes.set("linux-2", standInNode({ connected: true, mark: "for repair" }));
        const nodes = await client().nodes();
        assert.deepEqual(nodes.get("linux-1"), {
            name: "linux-1",
            inbound: true,
            connected: false,
            mark: undefined,
            labels: ["linux", "arm64"],
            executors: 1,
        });
        assert.equal(nodes.get("linux-2")?.connected, true);
        assert.equal(nodes.get("linux-2")?.mark, "for repair");
        assert.deepEqual(jenkins.requests, ["GET computer/api/json"]);
        assert.deepEqual(await client().inbound("linux-1"), {
            secret: jenkins.secretOf("linux-1"),
            workDirectory: "/var/lib/jenkins-agent",
        });
    });

    it("makes an inbound node by the form that every version has, with a token and no crumb", async () => {
        jenkins.nodes.clear();
        assert.equal(await client().createNode(wanted), true);
        assert.deepEqual(jenkins.nodes.get("linux-1"), standInNode({ labels: "linux arm64", executors: 2 }));
        assert.deepEqual(jenkins.requests, ["POST computer/doCreateItem"]);
    });

    it("finds out that somebody else has made the node meanwhile", async () => {
        assert.equal(await client().createNode(wanted), false);
    });

    it("gets a crumb where one is wanted, and another when it expired with its session", async () => {
        jenkins.wantsCrumbs = true;
        const one = client();
        assert.equal(await one.createNode({ ...wanted, name: "linux-2" }), true);
        assert.equal(await one.createNode({ ...wanted, name: "linux-3" }), true);
        jenkins.forgetSessions();
        assert.equal(await one.createNode({ ...wanted, name: "linux-4" }), true);
        const [post, crumb] = ["POST computer/doCreateItem", "GET crumbIssuer/api/json"];
        assert.deepEqual(jenkins.requests, [post, crumb, post, post, post, crumb, post]);
    });

    it("says that a crumb is lost each time, as behind a proxy that drops cookies", async () => {
        jenkins.wantsCrumbs = true;
        jenkins.before = { "POST computer/doCreateItem": () => jenkins.forgetSessions() };
        assert.match(
            await refusal(client().createNode({ ...wanted, name: "b" })),
            /takes no crumb.*drops cookies/,
        );
    });

    it("names the permission that is missing, and who lacks it", async () => {
        jenkins.users.clear();
        jenkins.addUser("owner", [], token);
        assert.match(await refusal(client().inbound("linux-1")), /403: owner lacks Agent\/Connect/);
        assert.match(
            await refusal(client().createNode({ ...wanted, name: "b" })),
            /owner lacks Agent\/Create/,
        );
        assert.match(await refusal(client().permit("linux-1", "n")), /lacks Agent\/Extended Read/);
        jenkins.everybody = [];
        assert.match(await refusal(client().nodes()), /lacks Overall\/Read/);
    });

    it("says what to do about a token that Jenkins refuses", async () => {
        const login = { user: "owner", token: "c0ffee42" };
        assert.match(await refusal(client({ login }).nodes()), /401: it does not take.*JENKINS_API_TOKEN/);
    });

    it("waits while the controller starts, and asks again", async () => {
        jenkins.starting = 3;
        assert.equal((await client().nodes()).size, 1);
        assert.deepEqual(pauses, [10, 10, 10]);
        assert.equal(lines.length, 1);
        assert.match(lines[0] ?? "", /answers 503: it is down or starting/);
    });

    it("gives up on a controller that does not come up", async () => {
        jenkins.starting = 1000;
        assert.match(await refusal(client().nodes()), /503, for minutes: it is down/);
        assert.equal(pauses.length, 29);
    });

    it("sends no token to who has a certificate that is not trusted, and says how to trust it", async () => {
        const said = await refusal(new Jenkins({ ...reachWithoutCa(), login: owner }).nodes());
        assert.match(said, /DEPTH_ZERO_SELF_SIGNED_CERT: .*not trusted.*NODE_EXTRA_CA_CERTS/);
        assert.deepEqual(jenkins.requests, []);
    });
    const reachWithoutCa = () => ({
        url: `https://localhost:${server.port}/ci`,
        say: (line: string) => void lines.push(line),
        pause: async () => {},
    });

    it("repeats a question whose answer was lost, and nothing that may be done already", async () => {
        const once = () => {
            jenkins.loses = undefined;
        };
        jenkins.loses = "GET computer/api/json";
        const asking = client({ pause: async () => once() }).nodes();
        assert.equal((await asking).size, 1);
        jenkins.loses = "POST computer/doCreateItem";
        const told = await refusal(
            client({ pause: async () => once() }).createNode({ ...wanted, name: "b" }),
        );
        assert.match(told, /ECONNRESET: no answer, and what was asked may be done.*run it again/);
        assert.ok(jenkins.nodes.has("b"));
    });

    it("says that nobody listens, and that a host is not known", async () => {
        assert.match(
            await refusal(client({ url: "https://localhost:1/" }).nodes()),
            /ECONNREFUSED: no answer/,
        );
        assert.match(
            await refusal(client({ url: "https://nowhere.invalid/" }).nodes()),
            /no such host.*JENKINS_URL/,
        );
    });

    it("follows no redirect to a sign-on, and says what stands before Jenkins", async () => {
        jenkins.signOn = "https://sso.example.com/";
        assert.match(await refusal(client().nodes()), /sign-on.*Let API tokens past it/);
    });

    it("refuses what is no Jenkins, and one that is too old for the agents", async () => {
        jenkins.version = undefined;
        assert.match(await refusal(client().nodes()), /no Jenkins.*X-Jenkins is missing/);
        for (const version of ["1.651.3", "2.428", "2.99"]) {
            jenkins.version = version;
            assert.match(
                await refusal(client().nodes()),
                new RegExp(`is Jenkins ${version}: .*need ${oldestVersion}`),
            );
        }
        for (const version of [oldestVersion, "2.440.1", "3.0"]) {
            jenkins.version = version;
            assert.equal((await client().nodes()).size, 1);
        }
    });

    it("reaches a node and a user whatever characters their names have", async () => {
        const name = "übung 1 (a+b)'\"";
        await client().createNode({ ...wanted, name });
        assert.equal((await client().inbound(name)).secret, jenkins.secretOf(name));
        jenkins.addUser("CORP\\node ü&<1>", [], `11${"0".repeat(32)}`);
        assert.equal(await client().users.fullNameOf("CORP\\node ü&<1>"), "CORP\\node ü&<1>");
        assert.equal(await client().users.fullNameOf("CORP"), undefined);
    });

    it("makes a user, and as that user a token by password and crumb", async () => {
        jenkins.addUser("owner", [may.administer], token);
        const login = { user: "node-1", token: "a password" };
        assert.equal(await client().users.create(login, "Node 1"), true);
        assert.equal(await client().users.create(login, "Node 1"), false);
        assert.equal(await client().users.fullNameOf("node-1"), "Node 1");
        assert.equal(await client().users.newToken("node-1"), undefined);
        const made = await client().users.newToken("node-1", login);
        assert.match(made?.value ?? "", /^11[0-9a-f]{32}$/);
        const own = { user: "node-1", token: made?.value ?? "" };
        assert.equal(await client().good("linux-1", own), "no Agent/Connect");
        await client().permit("linux-1", "node-1");
        assert.equal(await client().good("linux-1", own), "yes");
        jenkins.hasOwnUsers = false;
        assert.equal(await client().users.create({ user: "node-2", token: "x" }, "Node 2"), false);
    });

    it("sees that a login is refused, reads nothing, or may do everything", async () => {
        const login = { user: "owner", token };
        assert.equal(await client().good("linux-1", { ...login, token: "x" }), "refused");
        assert.equal(await client().good("linux-1", login), "yes");
        jenkins.everybody = [may.administer];
        assert.equal(await client().good("linux-1", login), "administers");
        jenkins.everybody = [];
        jenkins.users.clear();
        jenkins.addUser("owner", [may.connect], token);
        assert.equal(await client().good("linux-1", login), "no Overall/Read");
    });

    it("says in a dry run what it would change, without a value, and changes nothing", async () => {
        const dry = client({ dryRun: true });
        await dry.createNode({ ...wanted, name: "b" });
        await dry.users.newToken("node-1", { user: "node-1", token: "c0ffee42" });
        await dry.nodes();
        assert.deepEqual(jenkins.requests, ["GET computer/api/json"]);
        assert.deepEqual(lines, [
            "would call  jenkins POST /computer/doCreateItem name=… type=… json=…",
            "would call  jenkins POST /user/node-1/descriptorByName/jenkins.security.ApiTokenProperty/generateNewToken newTokenName=…",
            "calls       jenkins GET /computer/api/json",
        ]);
    });

    it("adds permissions to a node's configuration, and leaves all else as it is", () => {
        const property = "org.jenkinsci.plugins.matrixauth.AuthorizationMatrixNodeProperty";
        const both =
            "<permission>USER:hudson.model.Computer.Connect:a&amp;b</permission>" +
            "<permission>USER:hudson.model.Computer.Disconnect:a&amp;b</permission>";
        const empty = withPermissions("<slave><nodeProperties/><x>$&</x></slave>", "a&b");
        assert.equal(
            empty,
            `<slave><nodeProperties><${property}><inheritanceStrategy class="org.jenkinsci.plugins.matrixauth.inheritance.InheritGlobalStrategy"/>${both}</${property}></nodeProperties><x>$&</x></slave>`,
        );
        assert.equal(withPermissions(empty, "a&b"), empty);
        const others = `<nodeProperties><Other/><${property}><permission>P</permission></${property}></nodeProperties>`;
        assert.equal(
            withPermissions(others, "a&b"),
            others.replace(`</${property}>`, `${both}</${property}>`),
        );
        assert.throws(() => withPermissions("<com.example.Node/>", "a"), /no nodeProperties/);
    });
});
