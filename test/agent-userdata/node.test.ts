import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ControllerNode } from "../../boot/standIns/controllerNode";
import { agent, instanceId, jenkinsUser } from "../../boot/values";
import { isLinux, needCommand, run } from "../tools";

const script = resolve(__dirname, "..", "..", "agent-userdata", "files", "node.py");
const secret = "0123456789abcdef".repeat(4);
const value = JSON.stringify({ secret, ...jenkinsUser });

describe("the agent's node in Jenkins", function () {
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), "jenkins-efs-node-"));
    const requests: string[] = [];
    let node: ControllerNode;
    let server: Server;
    /** What the server answers instead of being Jenkins. */
    let instead: { status: number; location?: string; type?: string } | undefined;

    before(async function () {
        if (!isLinux) this.skip();
        needCommand("python3");
        needCommand("openssl");
        const certificate = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
        const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"];
        const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
        const made = run("openssl", ["req", "-x509", ...key, ...name, ...certificate]);
        assert.equal(made.status, 0, made.output);
        server = createServer(
            { key: readFileSync(join(folder, "key.pem")), cert: readFileSync(join(folder, "cert.pem")) },
            (request, response) => {
                requests.push(`${request.method} ${request.url}`);
                if (instead) {
                    const { status, location, type } = instead;
                    response.writeHead(status, {
                        ...(location !== undefined && { Location: location }),
                        ...(type !== undefined && { "Content-Type": type }),
                    });
                    response.end("<html>");
                } else if (!node.answer(request, response)) response.writeHead(404).end();
            },
        );
        await new Promise<void>((done) => server.listen(0, "localhost", done));
    });

    beforeEach(() => {
        requests.length = 0;
        instead = undefined;
        node = new ControllerNode(() => {});
    });

    after(async () => {
        await new Promise((done) => (server ? server.close(done) : done(undefined)));
        rmSync(folder, { recursive: true });
    });

    const ask = (
        command: readonly string[],
        stdin: string,
        variables: Readonly<Record<string, string>> = {},
    ): Promise<{ status: number; said: string }> =>
        new Promise((done) => {
            const child = execFile(
                "python3",
                ["-I", script, ...command],
                {
                    env: {
                        PATH: process.env.PATH,
                        SSL_CERT_FILE: join(folder, "cert.pem"),
                        AGENT_NAME: agent.agentName,
                        CONTROLLER_URL: `https://localhost:${(server.address() as AddressInfo).port}/ci/`,
                        ...variables,
                    },
                },
                (error, stdout, stderr) =>
                    done({ status: Number(error?.code ?? 0), said: `${stdout}${stderr}`.trim() }),
            );
            child.stdin?.end(stdin);
        });
    /** `step` is how it is told that a step's process runs: `yes` after the controller was away, else `no`. */
    const drain = (step: "" | "yes" | "no", stdin = value) => ask(["drain", instanceId, step], stdin);
    const offline = (stdin = value) => drain("", stdin);
    const online = (stdin = value) => ask(["online", "i-0next"], stdin);
    const predecessor = (instance: string) => ask(["before", instance], value);

    it("says whether the node is idle, and changes nothing for that", async () => {
        for (const [idle, status] of [
            [true, 0],
            [false, 3],
        ] as const) {
            node.state = () => ({ connected: false, idle });
            assert.deepEqual(await ask(["idle"], value), { status, said: "" });
        }
        // What a script of another day asks, too.
        await ask(["what-it-does-not-know", instanceId], value);
        assert.equal(node.mark, undefined);
        assert.ok(
            requests.every((request) => request.startsWith("GET ")),
            requests.join(),
        );
        assert.equal((await ask(["idle"], secret)).status, 2);
    });

    it("is marked offline with the instance as the reason, and brought back by the next one", async () => {
        assert.deepEqual(await offline(), { status: 0, said: "the node takes no more builds" });
        assert.equal(
            node.mark,
            "Disconnected by node linux-1 : jenkins-efs: i-0123456789abcdef0 ends; the agent's next instance takes this back",
        );
        assert.deepEqual(await online(), { status: 0, said: "the node takes builds again" });
        assert.equal(node.mark, undefined);
    });

    it("is left as it is when it takes builds already", async () => {
        assert.deepEqual(await online(), { status: 0, said: "" });
        assert.equal(requests.length, 1);
    });

    it("keeps a person's mark and its reason", async () => {
        node.mark = "Disconnected by alice : suspicious build";
        assert.deepEqual(await offline(), { status: 0, said: "the node is offline already" });
        node.state = () => ({ connected: true, idle: true });
        assert.deepEqual(await drain("yes"), { status: 4, said: "" });
        assert.match((await online()).said, /left so: '.*suspicious build'$/);
        assert.equal(node.mark, "Disconnected by alice : suspicious build");
    });

    it("tells an instance whether the one that marked the node is still connected, and nobody of a person's mark", async () => {
        const ends = `${instanceId} has this agent's node`;
        assert.deepEqual(await predecessor("i-0next"), { status: 0, said: "" });
        await offline();
        node.state = () => ({ connected: true, idle: false });
        assert.deepEqual(await predecessor("i-0next"), { status: 3, said: ends });
        assert.deepEqual(await predecessor(instanceId), { status: 0, said: "" }, "its own mark");
        node.state = () => ({ connected: false, idle: true });
        assert.deepEqual(await predecessor("i-0next"), { status: 4, said: ends });
        assert.deepEqual(await ask(["ended", instanceId], value), { status: 0, said: "" });
        assert.match(node.mark ?? "", /: jenkins-efs: i-0123456789abcdef0 has ended; the agent's next/);
        assert.deepEqual(await predecessor("i-0next"), { status: 0, said: "" });
        assert.deepEqual(await online(), { status: 0, said: "the node takes builds again" });
        node.mark = "Disconnected by alice : i-0123456789abcdef0 ends; look";
        assert.deepEqual(await predecessor("i-0next"), { status: 0, said: "" });
        node.mark = undefined;
        node.state = () => ({ connected: true, idle: true });
        assert.deepEqual(
            await predecessor("i-0next"),
            { status: 3, said: "another has this agent's node" },
            "its mark is taken back while its step is resumed",
        );
    });

    it("changes nothing of another's mark when it has ended", async () => {
        node.mark = "Disconnected by alice : suspicious build";
        assert.deepEqual(await ask(["ended", instanceId], value), { status: 0, said: "" });
        assert.equal(node.mark, "Disconnected by alice : suspicious build");
    });

    it("is waited for while the controller calls it busy, and while a step's process runs in an idle one", async () => {
        for (const [idle, step, status] of [
            [true, "", 0],
            [false, "", 3],
            [false, "no", 3],
            [true, "no", 4],
        ] as const) {
            node.state = () => ({ connected: true, idle });
            assert.equal((await drain(step)).status, status, `${idle} ${step}`);
            assert.match(node.mark ?? "", / ends;/);
        }
        assert.equal((await drain("", secret)).status, 2, "without a token nobody can be asked");
    });

    it("is given back for a step whose build a restarted controller resumes, and marked again once it has", async () => {
        assert.deepEqual(await drain("yes"), { status: 4, said: "" });
        assert.equal(node.mark, undefined, "the controller restarted before there was a mark");
        await offline();
        node.state = () => ({ connected: false, idle: true });
        assert.deepEqual(await drain("yes"), { status: 4, said: "" });
        assert.match(
            node.mark ?? "",
            / ends;/,
            "another agent could take the place of one that is not connected",
        );
        node.state = () => ({ connected: true, idle: true });
        assert.deepEqual(await drain("yes"), {
            status: 4,
            said: "the node takes builds again",
        });
        assert.deepEqual(await drain("yes"), { status: 4, said: "" });
        assert.equal(node.mark, undefined);
        node.state = () => ({ connected: true, idle: false });
        assert.deepEqual(await drain("yes"), { status: 3, said: "the node takes no more builds" });
    });

    it("is asked whether it has work although it may not be marked", async () => {
        node.forbidden = ["Disconnect"];
        node.state = () => ({ connected: true, idle: false });
        assert.deepEqual(await offline(), {
            status: 3,
            said: "Jenkins answers 403 to POST changeOfflineCause by node linux-1",
        });
    });

    it("says that a user may not do what it has to do", async () => {
        await offline();
        node.forbidden = ["Connect"];
        assert.deepEqual(await online(), {
            status: 2,
            said: "Jenkins answers 403 to POST toggleOffline by node linux-1",
        });
        assert.notEqual(node.mark, undefined);
    });

    it("is asked nothing without a token, and the agent still gets its secret", async () => {
        assert.deepEqual(await ask(["secret"], `${secret}\n`), { status: 0, said: secret });
        assert.deepEqual(await online(secret), { status: 0, said: "" });
        const { status, said } = await offline(secret);
        assert.equal(status, 2);
        assert.match(said, /without an API token .* the node stays online$/);
        assert.deepEqual(requests, []);
    });

    it("gives the agent its secret from the JSON with the token", async () => {
        assert.deepEqual(await ask(["secret"], value), { status: 0, said: secret });
    });

    it("is not marked by a Jenkins that would forget who did it", async () => {
        for (const [version, marks] of [
            ["2.479.3", false],
            ["", false],
            ["2.482", true],
            ["3.0", true],
        ] as const) {
            node = new ControllerNode(() => {});
            node.version = version;
            const { status, said } = await offline();
            assert.equal(status, 0, said);
            assert.equal(node.mark !== undefined, marks, version);
            if (!marks) assert.match(said, /cannot tell later who marked a node; 2\.482 can/);
        }
    });

    it("says who has to be given what when the token is refused, without showing it", async () => {
        const stranger = JSON.stringify({ secret, user: "mallory", token: "f".repeat(34) });
        assert.deepEqual(await offline(stranger), {
            status: 2,
            said: "Jenkins answers 401 to GET api/json by mallory",
        });
    });

    it("asks for another try while Jenkins restarts or is away", async () => {
        instead = { status: 503 };
        assert.deepEqual(await offline(), {
            status: 1,
            said: "OSError: Jenkins answers 503 to GET api/json by node linux-1",
        });
        const { status, said } = await ask(["online", instanceId], value, {
            CONTROLLER_URL: "https://localhost:1/",
        });
        assert.equal(status, 1);
        assert.match(said, /refused/);
    });

    it("sends the token nowhere that a redirect leads to", async () => {
        instead = { status: 302, location: "/elsewhere" };
        assert.deepEqual(await offline(), {
            status: 2,
            said: "Jenkins answers 302 to GET api/json by node linux-1 and no JSON: let API tokens past the sign-on before it",
        });
        assert.deepEqual(requests.length, 1);
    });

    it("is not looked for in the page of a sign-on", async () => {
        instead = { status: 200, type: "text/html;charset=utf-8" };
        const { status, said } = await predecessor(instanceId);
        assert.equal(status, 2);
        assert.match(said, /^Jenkins answers 200 to GET api\/json by node linux-1 and no JSON: /);
    });

    it("names all that is wrong with a value, and shows nothing of it", async () => {
        const cases: Readonly<Record<string, string>> = {
            hunter2:
                "in the secret's value `secret` is not an agent's secret, hexadecimal digits on one line",
            '{"hunter2': "the secret's value starts as JSON and is none",
            '{"secret":1,"user":"hunter2"}':
                "in the secret's value `secret` is not an agent's secret, hexadecimal digits on one line, and `token` is not a Jenkins API token",
            [JSON.stringify({ secret, user: "a:b", token: "hunter2" })]:
                "in the secret's value `user` is not a Jenkins user's name, and `token` is not a Jenkins API token",
            [JSON.stringify({ secret, password: "hunter2", name: "hunter2" })]:
                "the secret's value has `name` and `password`; it takes `secret`, `user` and `token`",
        };
        for (const [stdin, said] of Object.entries(cases))
            assert.deepEqual(await ask(["secret"], stdin), { status: 2, said });
    });
});
