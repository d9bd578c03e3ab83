import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { isLinux } from "../tools";
import { named, Sandbox } from "./sandbox";

/** An instance on which everything holds. */
const healthy = {
    systemctl: 'if [[ "$1" == show ]]; then echo 4242; fi',
    ss: 'echo "0 0 10.0.0.5:50000 10.0.0.9:443 users:((\\"java\\",pid=4242,fd=9))"',
    openssl: "",
    df: 'echo "Use% IUse%"; echo " 40%   3%"',
    date: 'if [[ "$1" == +%s ]]; then cat "$state/now"; else echo 2026-01-01T00:00:00Z; fi',
    aws: "",
    curl: "",
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
            INSTANCE_ID_FILE: sandbox.path("state", "instance-id"),
            ...variables,
        });
    };
    const values = (calls: readonly string[]): string[] =>
        [...(named(calls, "aws")[0] ?? "").matchAll(/MetricName=(\w+)\\,Value=(\d)/g)].map(
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
        writeFileSync(sandbox.path("state", "instance-id"), "i-0123456789abcdef0\n");
    });

    afterEach(() => sandbox.remove());

    it("publishes each thing that holds, under the agent's name, and asks for nothing", () => {
        const { status, calls, output } = look(1000);
        assert.equal(status, 0, output);
        assert.deepEqual(values(calls), [
            "MountProven=1",
            "WatchdogRunning=1",
            "CertificateValid=1",
            "DiskHasRoom=1",
            "AgentConnected=1",
        ]);
        assert.equal(named(calls, "aws").length, 1);
        assert.match(named(calls, "aws")[0] ?? "", /--namespace JenkinsEfs\/Agent /);
        const dimensions =
            "Dimensions=\\[\\{Name=AgentName\\,Value=linux-1\\}\\,\\{Name=Environment\\,Value=jenkins-efs-test\\}\\]";
        assert.equal(named(calls, "aws")[0]?.split(dimensions).length, 6);
    });

    it("publishes what the NFS client did on the mount with the rest, in one call", () => {
        const mountStats = sandbox.path("state", "mountstats");
        writeFileSync(
            mountStats,
            `device 127.0.0.1:/ mounted on ${sandbox.path("efs", "linux-1")} with fstype nfs4 statvers=1.1\n\tage:\t60\n\tbytes:\t1 1 0 0 4096 512 1 1\n\tper-op statistics\n\t        READ: 4 4 0 480 4600 1 20 22 0\n`,
        );
        const call = named(look(1000, { MOUNTSTATS: mountStats }).calls, "aws")[0] ?? "";
        const dimensions =
            "Dimensions=\\[\\{Name=AgentName\\,Value=linux-1\\}\\,\\{Name=Environment\\,Value=jenkins-efs-test\\}\\]";
        assert.ok(call.includes(`MetricName=NfsReadBytes\\,Value=4096\\,Unit=Bytes\\,${dimensions}`), call);
        assert.ok(call.includes("MetricName=NfsRoundTrip\\,Value=5.000"), call);
    });

    it("has the instance replaced once something was bad for its limit, not before", () => {
        sandbox.standIn("df", 'echo "Use% IUse%"; echo " 97%   3%"');
        look(1000);
        assert.equal(named(look(2199).calls, "aws").length, 1);
        const { calls, shipped } = look(2200);
        assert.equal(
            named(calls, "aws")[1],
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
        assert.equal(named(look(2300).calls, "aws").length, 1);
    });

    it("starts a dead watchdog again", () => {
        sandbox.standIn(
            "systemctl",
            'case "$*" in "is-active --quiet amazon"*) exit 3 ;; show*) echo 4242 ;; esac',
        );
        const { calls } = look(1000);
        assert.ok(calls.includes("systemctl start amazon-efs-mount-watchdog.service"));
        assert.ok(values(calls).includes("WatchdogRunning=1"));
    });

    it("starts an agent over that the controller does not let in, which fetches its secret anew", () => {
        sandbox.standIn("ss", "");
        assert.ok(values(look(1000).calls).includes("AgentConnected=0"));
        assert.ok(!look(1179).calls.some((call) => call.includes("restart")));
        assert.ok(look(1180).calls.includes("systemctl restart --no-block jenkins-agent.service"));
    });

    it("does not blame the instance for a controller that is away", () => {
        sandbox.standIn("ss", "");
        sandbox.standIn("curl", "exit 7");
        look(1000);
        const { calls } = look(9000);
        assert.ok(values(calls).includes("AgentConnected=1"));
        assert.equal(named(calls, "aws").length, 1);
    });

    it("asks for a new instance even when its metrics do not get through", () => {
        sandbox.standIn("systemctl", 'case "$*" in *mount.service) exit 3 ;; show*) echo 4242 ;; esac');
        sandbox.standIn("aws", '[[ "$1" == autoscaling ]]');
        look(1000);
        const { calls, shipped } = look(2200);
        assert.equal(named(calls, "aws").length, 2);
        assert.match(shipped, /the metrics could not be published/);
    });
});
