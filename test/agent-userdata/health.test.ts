import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { isLinux } from "../tools";
import { named, Sandbox } from "./sandbox";

/** An instance on which everything holds. */
const healthy = {
    systemctl: 'case "$*" in *MainPID*) echo 4242 ;; *InvocationID*) echo now ;; esac',
    ss: 'echo "0 0 10.0.0.5:50000 10.0.0.9:443 users:((\\"java\\",pid=4242,fd=9))"',
    openssl: "",
    df: 'echo "Use% IUse%"; echo " 40%   3%"',
    date: 'if [[ "$1" == +%s ]]; then cat "$state/now"; else echo 2026-01-01T00:00:00Z; fi',
    aws: "",
    curl: "",
    journalctl: "",
    python3: "cat >/dev/null",
};

describe("the agent's health", () => {
    let sandbox: Sandbox;
    const look = (atSeconds: number, variables: Readonly<Record<string, string>> = {}) => {
        writeFileSync(sandbox.path("state", "now"), `${atSeconds}\n`);
        return sandbox.run("health.sh", [], {
            LIMIT_SECONDS: "1200",
            CONNECTION_LIMIT_SECONDS: "1800",
            RESTART_AFTER_SECONDS: "180",
            EFS_STATE: sandbox.path("efs"),
            ...variables,
        });
    };
    /** The call that publishes the metrics. */
    const published = (calls: readonly string[]): string | undefined =>
        calls.find((call) => call.startsWith("aws cloudwatch "));
    const agentSays = (...lines: readonly string[]): void =>
        writeFileSync(sandbox.path("log", "agent.log"), `${lines.join("\n")}\n`);
    const values = (calls: readonly string[]): string[] =>
        [...(published(calls) ?? "").matchAll(/MetricName=(\w+)\\,Value=(\d)/g)].map(
            ([, name, value]) => `${name}=${value}`,
        );

    before(function () {
        if (!isLinux) this.skip();
    });

    beforeEach(() => {
        sandbox = new Sandbox(healthy);
        const state = sandbox.path("efs", "fs-0123456789abcdef0.mnt.efs.linux-1.20049+");
        mkdirSync(state, { recursive: true });
        writeFileSync(`${state}/certificate.pem`, "");
        agentSays("start before", "INFO: Connected", "INFO: Terminated", "start now", "INFO: Connected");
    });

    afterEach(() => sandbox.remove());

    it("publishes each thing that holds, under the agent's name, and asks for nothing", () => {
        const { status, calls, output } = look(1000);
        assert.equal(status, 0, output);
        assert.deepEqual(values(calls), [
            "ControllerAnswers=1",
            "MountProven=1",
            "WatchdogRunning=1",
            "CertificateValid=1",
            "DiskHasRoom=1",
            "SecretPresent=1",
            "AgentConnected=1",
            "KilledForMemory=0",
        ]);
        assert.ok(!calls.some((call) => call.startsWith("aws autoscaling")));
        assert.match(published(calls) ?? "", /--namespace JenkinsEfs\/Agent /);
        const dimensions =
            "Dimensions=\\[\\{Name=AgentName\\,Value=linux-1\\}\\,\\{Name=Environment\\,Value=jenkins-efs-test\\}\\]";
        assert.equal(published(calls)?.split(dimensions).length, 8);
        assert.ok(
            published(calls)?.includes(
                "MetricName=ControllerAnswers\\,Value=1\\,Dimensions=\\[\\{Name=Environment\\,Value=jenkins-efs-test\\}\\]",
            ),
            "the controller is everybody's",
        );
    });

    it("publishes what the NFS client did on the mount with the rest, in one call", () => {
        const mountStats = sandbox.path("state", "mountstats");
        writeFileSync(
            mountStats,
            `device 127.0.0.1:/ mounted on ${sandbox.path("efs", "linux-1")} with fstype nfs4 statvers=1.1\n\tage:\t60\n\tbytes:\t1 1 0 0 4096 512 1 1\n\tper-op statistics\n\t        READ: 4 4 0 480 4600 1 20 22 0\n`,
        );
        const call = published(look(1000, { MOUNTSTATS: mountStats }).calls) ?? "";
        const dimensions =
            "Dimensions=\\[\\{Name=AgentName\\,Value=linux-1\\}\\,\\{Name=Environment\\,Value=jenkins-efs-test\\}\\]";
        assert.ok(call.includes(`MetricName=NfsReadBytes\\,Value=4096\\,Unit=Bytes\\,${dimensions}`), call);
        assert.ok(call.includes("MetricName=NfsRoundTrip\\,Value=5.000"), call);
    });

    it("has the instance replaced once something was bad for its limit, not before", () => {
        sandbox.standIn("df", 'echo "Use% IUse%"; echo " 97%   3%"');
        look(1000);
        const asks = (calls: readonly string[]): string | undefined =>
            calls.find((call) => call.startsWith("aws autoscaling"));
        assert.equal(asks(look(2199).calls), undefined);
        const { calls, shipped } = look(2200);
        assert.equal(
            asks(calls),
            "aws autoscaling set-instance-health --region us-east-1 --instance-id i-0123456789abcdef0 --health-status Unhealthy",
        );
        assert.match(shipped, /UNHEALTHY: DiskHasRoom for too long/);
    });

    it("forgets what was bad as soon as it holds again", () => {
        sandbox.standIn("openssl", "exit 1");
        look(1000);
        sandbox.standIn("openssl", "");
        look(1500);
        sandbox.standIn("openssl", "exit 1");
        assert.ok(!look(2300).calls.some((call) => call.startsWith("aws autoscaling")));
    });

    it("starts a dead watchdog again", () => {
        sandbox.standIn(
            "systemctl",
            'case "$*" in "is-active --quiet amazon"*) exit 3 ;; *MainPID*) echo 4242 ;; *InvocationID*) echo now ;; esac',
        );
        const { calls } = look(1000);
        assert.ok(calls.includes("systemctl start amazon-efs-mount-watchdog.service"));
        assert.ok(values(calls).includes("WatchdogRunning=1"));
    });

    it("believes in a connection when the controller has let this agent in and it stands", () => {
        const connected = (): boolean => values(look(1000).calls).includes("AgentConnected=1");
        for (const [what, lines] of Object.entries({
            "the agent before": ["start before", "INFO: Connected", "start now"],
            "no start": ["INFO: Connected"],
            "a connection that is tried": ["start now", "INFO: Failed to connect: 403"],
        })) {
            agentSays(...lines);
            assert.ok(!connected(), what);
        }
        agentSays("start now", "INFO: Connected");
        assert.ok(connected());
        agentSays("cut off by logrotate");
        assert.ok(connected(), "remembered for as long as this agent runs");
        sandbox.standIn("ss", "");
        assert.ok(!connected(), "without a connection");
    });

    it("takes back what another instance marked, once, when this one is connected", () => {
        const asked = (): string[] => named(look(1000).calls, "python3");
        agentSays("start now");
        assert.deepEqual(asked(), []);
        agentSays("start now", "INFO: Connected");
        assert.match(asked().join(), /node\.py online i-0123456789abcdef0$/);
        assert.deepEqual(asked(), []);
    });

    it("leaves the mark that this instance made when it ends", () => {
        writeFileSync(sandbox.path("draining"), "");
        const { calls } = look(1000);
        assert.deepEqual(named(calls, "python3"), []);
        assert.ok(values(calls).includes("AgentConnected=1"));
    });

    it("does not call an agent connected whose mark Jenkins does not take back, and has nothing replaced for it", () => {
        sandbox.standIn("python3", 'echo "Jenkins answers 403 to POST toggleOffline by node"; exit 2');
        look(1000);
        const { calls, shipped } = look(9000);
        assert.ok(values(calls).includes("AgentConnected=0"));
        assert.match(shipped, /Jenkins answers 403 to POST toggleOffline/);
        assert.match(shipped, /no other instance would mend that: it is not known whether the node/);
        assert.ok(!calls.some((call) => / restart |set-instance-health/.test(call)), calls.join("\n"));
    });

    it("starts an agent over that is not let in once its secret has changed, and not before", () => {
        sandbox.standIn("ss", "");
        sandbox.standIn("python3", "cat");
        sandbox.standIn("aws", '[[ "$1" != secretsmanager ]] || echo new');
        const sum = (secret: string): void =>
            writeFileSync(
                sandbox.path("credentials", "secret.sum"),
                `${createHash("sha256").update(`${secret}\n`).digest("hex")}  -\n`,
            );
        const restarted = (calls: readonly string[]): boolean =>
            calls.includes("systemctl restart --no-block jenkins-agent.service");
        sum("new");
        look(1000);
        assert.ok(!restarted(look(1180).calls), "the same secret");
        sum("old");
        assert.ok(!restarted(look(1179).calls), "too early");
        const { calls, output } = look(1180);
        assert.ok(restarted(calls));
        assert.doesNotMatch(output, /new$/m, "the secret is not shown");
    });

    it("has an instance replaced that is not let in for longer than the one before it may take to end", () => {
        sandbox.standIn("ss", "");
        look(1000);
        assert.ok(!look(1000 + 5399).calls.some((call) => call.includes("set-instance-health")));
        assert.ok(look(1000 + 5400).calls.some((call) => call.includes("set-instance-health")));
    });

    it("tells each thing that no other instance would mend, and waits", () => {
        sandbox.standIn("ss", "");
        const cases: Readonly<Record<string, { metric: string; begin: () => void; end: () => void }>> = {
            "the controller does not answer": {
                metric: "ControllerAnswers",
                begin: () => sandbox.standIn("curl", "exit 7"),
                end: () => sandbox.standIn("curl", ""),
            },
            "no secret": {
                metric: "SecretPresent",
                begin: () => writeFileSync(sandbox.path("credentials", "secret.missing"), ""),
                end: () => rmSync(sandbox.path("credentials", "secret.missing")),
            },
            "another instance has the node": {
                metric: "AgentConnected",
                begin: () => writeFileSync(sandbox.path("credentials", "secret.standby"), ""),
                end: () => rmSync(sandbox.path("credentials", "secret.standby")),
            },
        };
        for (const [reason, { metric, begin, end }] of Object.entries(cases)) {
            begin();
            look(1000);
            const { calls, shipped } = look(99_000);
            assert.ok(values(calls).includes(`${metric}=0`), reason);
            assert.ok(values(calls).includes("AgentConnected=0"), reason);
            assert.ok(shipped.includes(`no other instance would mend that: ${reason}`), shipped);
            assert.ok(!calls.some((call) => / restart |set-instance-health/.test(call)), calls.join("\n"));
            end();
            assert.ok(!look(99_001).calls.some((call) => call.includes("set-instance-health")), "anew");
            rmSync(sandbox.path("runtime", "agent_connected"));
        }
    });

    it("names what the kernel killed for want of memory, once", () => {
        // The first line is mm/oom_kill.c's __oom_kill_process, kernel 6.1.
        sandbox.standIn(
            "journalctl",
            `[[ "$(nth journal)" -gt 1 ]] || cat <<'EOF'
Memory cgroup out of memory: Killed process 4711 (cc1plus (x)) total-vm:2012345kB, anon-rss:1834567kB, file-rss:0kB, shmem-rss:0kB, UID:100007 pgtables:3900kB oom_score_adj:0
oom_reaper: reaped process 4711 (cc1plus), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB
EOF`,
        );
        const { calls, shipped } = look(1000);
        assert.ok(values(calls).includes("KilledForMemory=1"));
        assert.match(
            shipped,
            /killed for want of memory: cc1plus \(x\), process 4711 of uid 100007 with 1834567kB\n/,
        );
        assert.match(named(calls, "journalctl").join(), /--dmesg .*--cursor-file=\S+\/kernel$/);
        // journalctl ends with 1 when it has nothing to show.
        sandbox.standIn("journalctl", "exit 1");
        const later = look(1060);
        assert.ok(values(later.calls).includes("KilledForMemory=0"));
        assert.doesNotMatch(later.shipped, /FAILED/);
    });

    it("asks for a new instance even when its metrics do not get through", () => {
        sandbox.standIn("systemctl", 'case "$*" in *mount.service) exit 3 ;; esac');
        sandbox.standIn("aws", '[[ "$1" == autoscaling ]]');
        look(1000);
        const { calls, shipped } = look(2200);
        assert.ok(calls.some((call) => call.startsWith("aws autoscaling")));
        assert.match(shipped, /the metrics could not be published/);
    });
});
