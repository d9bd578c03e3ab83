import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { agentEnvironment } from "../../agent-userdata";
import { companyFiles } from "../../agent-userdata/company";
import { agent, areas } from "../../boot/values";
import { describeOnLinux, isLinux, needCommand, run, systemPath } from "../tools";
import { named, Sandbox } from "./sandbox";

const secret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

describeOnLinux("fetching agent.jar", () => {
    let sandbox: Sandbox;
    const jar = (): string => sandbox.path("runtime", "agent.jar");

    /** Makes a real jar for the stand-in controller to serve. */
    const serve = (mainClass: string): void => {
        const script =
            "import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], 'w') as z: z.writestr('META-INF/MANIFEST.MF', 'Manifest-Version: 1.0\\r\\nMain-Class: ' + sys.argv[2] + '\\r\\n'); z.writestr('payload', 'x' * 4096)";
        const env = { PATH: systemPath };
        const args = ["-c", script, sandbox.path("state", "served.jar"), mainClass];
        const { status, output } = run("python3", args, { env });
        assert.equal(status, 0, output);
    };

    before(() => {
        needCommand("unzip");
        needCommand("python3");
    });

    beforeEach(() => {
        sandbox = new Sandbox({
            curl: 'while [[ "$1" != --output ]]; do shift; done; cp "$state/served.jar" "$2"',
            sleep: "",
        });
        serve("hudson.remoting.Launcher");
    });

    afterEach(() => sandbox.remove());

    it("takes it from the controller, over HTTPS only, at every start", () => {
        const { status, calls, output } = sandbox.run("fetch-agent-jar.sh");
        assert.equal(status, 0, output);
        assert.ok(existsSync(jar()));
        assert.deepEqual(named(calls, "curl"), [
            `curl --fail --silent --show-error --location --proto =https --proto-redir =https --tlsv1.2 --connect-timeout 10 --max-time 120 --output ${jar()}.new https://jenkins.example.test/ci/jnlpJars/agent.jar`,
        ]);
        assert.equal(sandbox.run("fetch-agent-jar.sh").status, 0);
    });

    it("waits for a controller that is restarting", () => {
        sandbox.standIn(
            "curl",
            'test "$(nth curl)" -gt 2 || exit 7; while [[ "$1" != --output ]]; do shift; done; cp "$state/served.jar" "$2"',
        );
        const { status, calls } = sandbox.run("fetch-agent-jar.sh");
        assert.equal(status, 0);
        assert.deepEqual(named(calls, "sleep"), ["sleep 2", "sleep 4"]);
    });

    it("gives up on a controller that stays away, for systemd to start over", () => {
        sandbox.standIn("curl", 'echo "curl: (7) Failed to connect" >&2; exit 7');
        const { status, shipped, output } = sandbox.run("fetch-agent-jar.sh");
        assert.equal(status, 1);
        assert.match(output, /Failed to connect/);
        assert.match(shipped, /FAILED: no agent\.jar from https:\/\/jenkins\.example\.test\/ci\//);
    });

    it("refuses a login page", () => {
        writeFileSync(sandbox.path("state", "served.jar"), "<html>Sign in</html>");
        const { status, shipped } = sandbox.run("fetch-agent-jar.sh");
        assert.equal(status, 1);
        assert.match(shipped, /is damaged or no jar/);
        assert.ok(!existsSync(jar()) && !existsSync(`${jar()}.new`));
    });

    it("refuses a jar with one flipped bit", () => {
        const served = sandbox.path("state", "served.jar");
        const bytes = readFileSync(served);
        const middle = Math.floor(bytes.length / 2);
        bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
        writeFileSync(served, bytes);
        const { status, shipped } = sandbox.run("fetch-agent-jar.sh");
        assert.equal(status, 1);
        assert.match(shipped, /is damaged or no jar/);
    });

    it("refuses a jar that is something else", () => {
        serve("com.example.Other");
        const { status, shipped } = sandbox.run("fetch-agent-jar.sh");
        assert.equal(status, 1);
        assert.match(shipped, /is a jar, and not a Jenkins agent/);
    });
});

/** Python that does `then` where it would tell systemd, and goes on to be what it was told to become. */
const systemdIsTold = (then: string): string =>
    `test "$1 $2" = "-I -c" || exit 64; ${then || ":"}; shift 3; exec "$@"`;

describeOnLinux("starting the agent", () => {
    let sandbox: Sandbox;

    beforeEach(() => {
        sandbox = new Sandbox({
            python3: systemdIsTold(""),
            java:
                'env >"$HOME/environment"; while [[ "$1" != -secret ]]; do shift; done; cat "${' +
                '2#@}" >"$HOME/read"',
        });
        writeFileSync(sandbox.path("credentials", "secret"), `${secret}\n`);
    });

    afterEach(() => sandbox.remove());

    it("connects by WebSocket under its name, with the secret read from a pipe", () => {
        const { status, calls, output } = sandbox.run("agent.sh");
        assert.equal(status, 0, output);
        const work = sandbox.path("work");
        assert.deepEqual(named(calls, "java"), [
            `java -Djava.io.tmpdir=/var/tmp -jar ${sandbox.path("runtime", "agent.jar")} -url https://jenkins.example.test/ci/ -name linux-1 -secret @/dev/fd/3 -webSocket -noReconnect -workDir ${work}`,
        ]);
        assert.equal(readFileSync(sandbox.path("work", "read"), "utf8"), `${secret}\n`);
        assert.match(output, /^start 0123456789abcdef$/m, "where the log of this start begins");
        assert.doesNotMatch([...calls, output].join("\n"), new RegExp(secret));
    });

    it("says that it is ready only when the file with the secret can be deleted", () => {
        sandbox.standIn("python3", systemdIsTold('rm "$SECRET_FILE"'));
        assert.equal(sandbox.run("agent.sh").status, 0);
        assert.equal(readFileSync(sandbox.path("work", "read"), "utf8"), `${secret}\n`);
    });

    it("gives builds an environment without the kit's own values", () => {
        sandbox.run("agent.sh");
        const environment = readFileSync(sandbox.path("work", "environment"), "utf8");
        const names = environment
            .split("\n")
            .map((line) => line.split("=")[0])
            .filter((name) => name !== "" && name !== "_" && name !== "PWD" && name !== "SHLVL");
        assert.deepEqual(names.sort(), [
            "EFS_DIRECTORY",
            "HOME",
            "LANG",
            "LOGNAME",
            "PATH",
            "SHELL",
            "TMPDIR",
            "USER",
        ]);
    });

    it("does not start without a secret", () => {
        const { status, calls } = sandbox.run("agent.sh", [], { SECRET_FILE: sandbox.path("nowhere") });
        assert.equal(status, 1);
        assert.deepEqual(named(calls, "java"), []);
        assert.deepEqual(named(calls, "python3"), []);
    });
});

describeOnLinux("reporting the end of a unit", () => {
    const failed = {
        SERVICE_RESULT: "exit-code",
        EXIT_CODE: "exited",
        EXIT_STATUS: "1",
        INVOCATION_ID: "abc",
    };
    let sandbox: Sandbox;

    beforeEach(() => {
        sandbox = new Sandbox({ journalctl: "echo first; echo second" });
    });

    afterEach(() => sandbox.remove());

    it("copies the reason and the last lines of the journal into the kit's log", () => {
        const { calls, shipped } = sandbox.run("report.sh", ["jenkins-efs-mount"], failed);
        assert.deepEqual(calls, ["journalctl --output=cat --lines=15 _SYSTEMD_INVOCATION_ID=abc"]);
        assert.match(shipped, /FAILED: jenkins-efs-mount ended with exit-code, status 1\. Its last words:/);
        assert.match(shipped, /\| first\n.*\| second\n/);
    });

    it("copies the last lines of the agent's log instead for the agent, whose unit says nothing to the journal", () => {
        writeFileSync(
            sandbox.path("log", "agent.log"),
            `${Array.from({ length: 14 }, (_, line) => `earlier ${line}`).join("\n")}\nno name\ncurl: (22)\n`,
        );
        const { calls, shipped } = sandbox.run("report.sh", ["jenkins-agent"], failed);
        assert.deepEqual(calls, []);
        assert.match(shipped, /FAILED: jenkins-agent ended with exit-code, status 1\. Its last words:/);
        assert.match(shipped, /words:\n.*\| earlier 1\n[\s\S]*\| no name\n.*\| curl: \(22\)\n$/);
    });
});

describe("an agent in a company's network", () => {
    it("tells builds of the proxy, beside its shared areas, and its own Java alone by options", function () {
        if (!isLinux) this.skip();
        const sandbox = new Sandbox({
            python3: 'shift 3; exec "$@"',
            java: 'env >"$HOME/environment"; printf "%s\\n" "$@" >"$HOME/options"',
        });
        const asked = {
            proxy: { url: "http://proxy.example.com:3128", direct: ["localhost", "[fd00:ec2::254]"] },
        };
        for (const { path, content } of companyFiles(asked))
            if (path.startsWith("/etc/jenkins-efs")) writeFileSync(sandbox.path(basename(path)), content);
        writeFileSync(sandbox.path("credentials", "secret"), "5ec2e7\n");
        const { AREAS = "", EXTRAS = "" } = agentEnvironment({ ...agent, ...asked, areas: [areas.read] });
        sandbox.run("agent.sh", [], { AREAS, EXTRAS, COMPANY: sandbox.path() });
        const [environment, options] = ["environment", "options"].map((name) =>
            readFileSync(sandbox.path("work", name), "utf8").split("\n"),
        );
        sandbox.remove();
        for (const line of [
            "http_proxy=http://proxy.example.com:3128",
            "HTTPS_PROXY=http://proxy.example.com:3128",
            "no_proxy=localhost,[fd00:ec2::254]",
            `EFS_SHARED_NPM=${sandbox.path("efs", "shared", "npm")}`,
        ])
            assert.ok(environment?.includes(line), line);
        assert.deepEqual(options?.slice(0, 6), [
            "-Dhttp.proxyHost=proxy.example.com",
            "-Dhttp.proxyPort=3128",
            "-Dhttps.proxyHost=proxy.example.com",
            "-Dhttps.proxyPort=3128",
            "-Dhttp.nonProxyHosts=127.*|localhost|*.localhost|[fd00:ec2::254]",
            "-Djava.io.tmpdir=/var/tmp",
        ]);
    });
});
