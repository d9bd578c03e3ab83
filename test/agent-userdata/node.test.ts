import assert from "node:assert/strict";
import { ControllerNode } from "../../boot/standIns/controllerNode";
import { instanceId, jenkinsUser } from "../../boot/values";
import { describeOnLinux } from "../tools";
import { ControllerOverTls } from "./controllerOverTls";

const secret = "0123456789abcdef".repeat(4);
const value = JSON.stringify({ secret, ...jenkinsUser });

describeOnLinux("the agent's node in Jenkins", () => {
    let controller: ControllerOverTls;

    before(async () => {
        controller = await ControllerOverTls.start();
    });
    beforeEach(() => controller.reset());
    after(() => controller?.stop());

    const ask: ControllerOverTls["ask"] = (...asked) => controller.ask(...asked);
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
            controller.node.state = () => ({ connected: false, idle });
            assert.deepEqual(await ask(["idle"], value), { status, said: "" });
        }
        // What a script of another day asks, too.
        await ask(["what-it-does-not-know", instanceId], value);
        assert.equal(controller.node.mark, undefined);
        assert.ok(
            controller.requests.every((request) => request.startsWith("GET ")),
            controller.requests.join(),
        );
        assert.equal((await ask(["idle"], secret)).status, 2);
    });

    it("is marked offline with the instance as the reason, and brought back by the next one", async () => {
        assert.deepEqual(await offline(), { status: 0, said: "the node takes no more builds" });
        assert.equal(
            controller.node.mark,
            "Disconnected by node linux-1 : jenkins-efs: i-0123456789abcdef0 ends; the agent's next instance takes this back",
        );
        assert.deepEqual(await online(), { status: 0, said: "the node takes builds again" });
        assert.equal(controller.node.mark, undefined);
    });

    it("is asked about through the proxy where there is one, unless the controller is past it", async () => {
        const proxied = { https_proxy: "http://127.0.0.1:1" };
        const through = await controller.ask(["idle"], value, proxied);
        assert.equal(through.status, 1);
        assert.match(through.said, /Connection refused/);
        assert.deepEqual(controller.requests, []);
        const past = await controller.ask(["idle"], value, { ...proxied, no_proxy: "localhost,127.0.0.1" });
        assert.notEqual(past.status, 1);
        assert.equal(controller.requests.length, 1);
    });

    it("is left as it is when it takes builds already", async () => {
        assert.deepEqual(await online(), { status: 0, said: "" });
        assert.equal(controller.requests.length, 1);
    });

    it("keeps a person's mark and its reason", async () => {
        controller.node.mark = "Disconnected by alice : suspicious build";
        assert.deepEqual(await offline(), { status: 0, said: "the node is offline already" });
        controller.node.state = () => ({ connected: true, idle: true });
        assert.deepEqual(await drain("yes"), { status: 4, said: "" });
        assert.match((await online()).said, /left so: '.*suspicious build'$/);
        assert.equal(controller.node.mark, "Disconnected by alice : suspicious build");
    });

    it("tells an instance whether the one that marked the node is still connected, and nobody of a person's mark", async () => {
        const ends = `${instanceId} has this agent's node`;
        assert.deepEqual(await predecessor("i-0next"), { status: 0, said: "" });
        await offline();
        controller.node.state = () => ({ connected: true, idle: false });
        assert.deepEqual(await predecessor("i-0next"), { status: 3, said: ends });
        assert.deepEqual(await predecessor(instanceId), { status: 0, said: "" }, "its own mark");
        controller.node.state = () => ({ connected: false, idle: true });
        assert.deepEqual(await predecessor("i-0next"), { status: 4, said: ends });
        assert.deepEqual(await ask(["ended", instanceId], value), { status: 0, said: "" });
        assert.match(
            controller.node.mark ?? "",
            /: jenkins-efs: i-0123456789abcdef0 has ended; the agent's next/,
        );
        assert.deepEqual(await predecessor("i-0next"), { status: 0, said: "" });
        assert.deepEqual(await online(), { status: 0, said: "the node takes builds again" });
        controller.node.mark = "Disconnected by alice : i-0123456789abcdef0 ends; look";
        assert.deepEqual(await predecessor("i-0next"), { status: 0, said: "" });
        controller.node.mark = undefined;
        controller.node.state = () => ({ connected: true, idle: true });
        assert.deepEqual(
            await predecessor("i-0next"),
            { status: 3, said: "another has this agent's node" },
            "its mark is taken back while its step is resumed",
        );
    });

    it("changes nothing of another's mark when it has ended", async () => {
        controller.node.mark = "Disconnected by alice : suspicious build";
        assert.deepEqual(await ask(["ended", instanceId], value), { status: 0, said: "" });
        assert.equal(controller.node.mark, "Disconnected by alice : suspicious build");
    });

    it("is waited for while the controller calls it busy, and while a step's process runs in an idle one", async () => {
        for (const [idle, step, status] of [
            [true, "", 0],
            [false, "", 3],
            [false, "no", 3],
            [true, "no", 4],
        ] as const) {
            controller.node.state = () => ({ connected: true, idle });
            assert.equal((await drain(step)).status, status, `${idle} ${step}`);
            assert.match(controller.node.mark ?? "", / ends;/);
        }
        assert.equal((await drain("", secret)).status, 2, "without a token nobody can be asked");
    });

    it("is given back for a step whose build a restarted controller resumes, and marked again once it has", async () => {
        assert.deepEqual(await drain("yes"), { status: 4, said: "" });
        assert.equal(controller.node.mark, undefined, "the controller restarted before there was a mark");
        await offline();
        controller.node.state = () => ({ connected: false, idle: true });
        assert.deepEqual(await drain("yes"), { status: 4, said: "" });
        assert.match(
            controller.node.mark ?? "",
            / ends;/,
            "another agent could take the place of one that is not connected",
        );
        controller.node.state = () => ({ connected: true, idle: true });
        assert.deepEqual(await drain("yes"), {
            status: 4,
            said: "the node takes builds again",
        });
        assert.deepEqual(await drain("yes"), { status: 4, said: "" });
        assert.equal(controller.node.mark, undefined);
        controller.node.state = () => ({ connected: true, idle: false });
        assert.deepEqual(await drain("yes"), { status: 3, said: "the node takes no more builds" });
    });

    it("is asked whether it has work although it may not be marked", async () => {
        controller.node.forbidden = ["Disconnect"];
        controller.node.state = () => ({ connected: true, idle: false });
        assert.deepEqual(await offline(), {
            status: 3,
            said: "Jenkins answers 403 to POST changeOfflineCause by node linux-1",
        });
    });

    it("says that a user may not do what it has to do", async () => {
        await offline();
        controller.node.forbidden = ["Connect"];
        assert.deepEqual(await online(), {
            status: 2,
            said: "Jenkins answers 403 to POST toggleOffline by node linux-1",
        });
        assert.notEqual(controller.node.mark, undefined);
    });

    it("is asked nothing without a token, and the agent still gets its secret", async () => {
        assert.deepEqual(await ask(["secret"], `${secret}\n`), { status: 0, said: secret });
        assert.deepEqual(await online(secret), { status: 0, said: "" });
        const { status, said } = await offline(secret);
        assert.equal(status, 2);
        assert.match(said, /without an API token .* the node stays online$/);
        assert.deepEqual(controller.requests, []);
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
            controller.node = new ControllerNode(() => {});
            controller.node.version = version;
            const { status, said } = await offline();
            assert.equal(status, 0, said);
            assert.equal(controller.node.mark !== undefined, marks, version);
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
        controller.instead = { status: 503 };
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
        controller.instead = { status: 302, location: "/elsewhere" };
        assert.deepEqual(await offline(), {
            status: 2,
            said: "Jenkins answers 302 to GET api/json by node linux-1 and no JSON: let API tokens past the sign-on before it",
        });
        assert.deepEqual(controller.requests.length, 1);
    });

    it("is not looked for in the page of a sign-on", async () => {
        controller.instead = { status: 200, type: "text/html;charset=utf-8" };
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
