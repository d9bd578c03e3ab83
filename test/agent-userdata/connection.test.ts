import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { describeOnLinux } from "../tools";
import { HealthCheck, values } from "./healthCheck";
import { named } from "./sandbox";

describeOnLinux("the agent's connection", () => {
    let check: HealthCheck;

    beforeEach(() => {
        check = new HealthCheck();
    });

    afterEach(() => check.remove());

    it("believes in a connection when the controller has let this agent in and it stands", () => {
        const connected = (): boolean => values(check.look(1000).calls).includes("AgentConnected=1");
        for (const [what, lines] of Object.entries({
            "the agent before": ["start before", "INFO: Connected", "start now"],
            "no start": ["INFO: Connected"],
            "a connection that is tried": ["start now", "INFO: Failed to connect: 403"],
        })) {
            check.agentSays(...lines);
            assert.ok(!connected(), what);
        }
        check.agentSays("start now", "INFO: Connected");
        assert.ok(connected());
        check.agentSays("cut off by logrotate");
        assert.ok(connected(), "remembered for as long as this agent runs");
        check.standIn("ss", "");
        assert.ok(!connected(), "without a connection");
    });

    it("takes back what another instance marked, once, when this one is connected", () => {
        const asked = (): string[] => named(check.look(1000).calls, "python3");
        check.agentSays("start now");
        assert.deepEqual(asked(), []);
        check.agentSays("start now", "INFO: Connected");
        assert.match(asked().join(), /node\.py online i-0123456789abcdef0$/);
        assert.deepEqual(asked(), []);
    });

    it("leaves the mark that this instance made when it ends", () => {
        writeFileSync(check.path("draining"), "");
        const { calls } = check.look(1000);
        assert.deepEqual(named(calls, "python3"), []);
        assert.ok(values(calls).includes("AgentConnected=1"));
    });

    it("does not call an agent connected whose mark Jenkins does not take back, and has nothing replaced for it", () => {
        check.standIn("python3", 'echo "Jenkins answers 403 to POST toggleOffline by node"; exit 2');
        check.look(1000);
        const { calls, shipped } = check.look(9000);
        assert.ok(values(calls).includes("AgentConnected=0"));
        assert.match(shipped, /Jenkins answers 403 to POST toggleOffline/);
        assert.match(shipped, /no other instance would mend that: it is not known whether the node/);
        assert.ok(!calls.some((call) => / restart |set-instance-health/.test(call)), calls.join("\n"));
    });

    it("starts an agent over that is not let in once its secret has changed, and not before", () => {
        check.standIn("ss", "");
        check.standIn("python3", "cat");
        check.standIn("aws", '[[ "$1" != secretsmanager ]] || echo new');
        const sum = (secret: string): void =>
            writeFileSync(
                check.path("credentials", "secret.sum"),
                `${createHash("sha256").update(`${secret}\n`).digest("hex")}  -\n`,
            );
        const restarted = (calls: readonly string[]): boolean =>
            calls.includes("systemctl restart --no-block jenkins-agent.service");
        sum("new");
        check.look(1000);
        assert.ok(!restarted(check.look(1180).calls), "the same secret");
        sum("old");
        assert.ok(!restarted(check.look(1179).calls), "too early");
        const { calls, output } = check.look(1180);
        assert.ok(restarted(calls));
        assert.doesNotMatch(output, /new$/m, "the secret is not shown");
    });

    it("has an instance replaced that is not let in for longer than the one before it may take to end", () => {
        check.standIn("ss", "");
        check.look(1000);
        assert.ok(!check.look(1000 + 5399).calls.some((call) => call.includes("set-instance-health")));
        assert.ok(check.look(1000 + 5400).calls.some((call) => call.includes("set-instance-health")));
    });

    it("tells each thing that no other instance would mend, and waits", () => {
        check.standIn("ss", "");
        const cases: Readonly<Record<string, { metric: string; begin: () => void; end: () => void }>> = {
            "the controller does not answer": {
                metric: "ControllerAnswers",
                begin: () => check.standIn("curl", "exit 7"),
                end: () => check.standIn("curl", ""),
            },
            "no secret": {
                metric: "SecretPresent",
                begin: () => writeFileSync(check.path("credentials", "secret.missing"), ""),
                end: () => rmSync(check.path("credentials", "secret.missing")),
            },
            "another instance has the node": {
                metric: "AgentConnected",
                begin: () => writeFileSync(check.path("credentials", "secret.standby"), ""),
                end: () => rmSync(check.path("credentials", "secret.standby")),
            },
        };
        for (const [reason, { metric, begin, end }] of Object.entries(cases)) {
            begin();
            check.look(1000);
            const { calls, shipped } = check.look(99_000);
            assert.ok(values(calls).includes(`${metric}=0`), reason);
            assert.ok(values(calls).includes("AgentConnected=0"), reason);
            assert.ok(shipped.includes(`no other instance would mend that: ${reason}`), shipped);
            assert.ok(!calls.some((call) => / restart |set-instance-health/.test(call)), calls.join("\n"));
            end();
            assert.ok(!check.look(99_001).calls.some((call) => call.includes("set-instance-health")), "anew");
            rmSync(check.path("runtime", "agent_connected"));
        }
    });
});
