import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { describeOnLinux } from "../tools";
import { disk, HealthCheck, published, values } from "./healthCheck";
import { named } from "./sandbox";

describeOnLinux("the agent's health", () => {
    let check: HealthCheck;

    beforeEach(() => {
        check = new HealthCheck();
    });

    afterEach(() => check.remove());

    it("publishes each thing that holds, under the agent's name, and asks for nothing", () => {
        const { status, calls, output } = check.look(1000);
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
        const mountStats = check.path("state", "mountstats");
        writeFileSync(
            mountStats,
            `device 127.0.0.1:/ mounted on ${check.path("efs", "linux-1")} with fstype nfs4 statvers=1.1\n\tage:\t60\n\tbytes:\t1 1 0 0 4096 512 1 1\n\tper-op statistics\n\t        READ: 4 4 0 480 4600 1 20 22 0\n`,
        );
        const call = published(check.look(1000, { MOUNTSTATS: mountStats }).calls) ?? "";
        const dimensions =
            "Dimensions=\\[\\{Name=AgentName\\,Value=linux-1\\}\\,\\{Name=Environment\\,Value=jenkins-efs-test\\}\\]";
        assert.ok(call.includes(`MetricName=NfsReadBytes\\,Value=4096\\,Unit=Bytes\\,${dimensions}`), call);
        assert.ok(call.includes("MetricName=NfsRoundTrip\\,Value=5.000"), call);
    });

    it("has the instance replaced once something was bad for its limit, not before", () => {
        check.standIn("df", disk(97, 4000));
        check.look(1000);
        const asks = (calls: readonly string[]): string | undefined =>
            calls.find((call) => call.startsWith("aws autoscaling"));
        assert.equal(asks(check.look(2199).calls), undefined);
        const { calls, shipped } = check.look(2200);
        assert.equal(
            asks(calls),
            "aws autoscaling set-instance-health --region us-east-1 --instance-id i-0123456789abcdef0 --health-status Unhealthy",
        );
        assert.match(shipped, /UNHEALTHY: DiskHasRoom for too long/);
    });

    it("clears old temporary files before Jenkins would give the node no build, and tells when that is not enough", () => {
        const cleared = (calls: readonly string[]) => named(calls, "systemd-run");
        for (const [free, room, isCleared] of [
            [1536, 1, false],
            [1535, 1, true],
            [1024, 0, true],
        ] as const) {
            check.standIn("df", disk(40, free));
            const { calls } = check.look(1000);
            assert.ok(values(calls).includes(`DiskHasRoom=${room}`), `${free} MiB free`);
            assert.deepEqual(
                cleared(calls),
                isCleared
                    ? [
                          `systemd-run --wait --uid=395293 find ${check.path("cache")} -xdev -mindepth 1 -mmin +60 -delete`,
                      ]
                    : [],
            );
        }
    });

    it("forgets what was bad as soon as it holds again", () => {
        check.standIn("openssl", "exit 1");
        check.look(1000);
        check.standIn("openssl", "");
        check.look(1500);
        check.standIn("openssl", "exit 1");
        assert.ok(!check.look(2300).calls.some((call) => call.startsWith("aws autoscaling")));
    });

    it("starts a dead watchdog again", () => {
        check.standIn(
            "systemctl",
            'case "$*" in "is-active --quiet amazon"*) exit 3 ;; *MainPID*) echo 4242 ;; *InvocationID*) echo now ;; esac',
        );
        const { calls } = check.look(1000);
        assert.ok(calls.includes("systemctl start amazon-efs-mount-watchdog.service"));
        assert.ok(values(calls).includes("WatchdogRunning=1"));
    });

    it("names what the kernel killed for want of memory, once", () => {
        // The first line is mm/oom_kill.c's __oom_kill_process, kernel 6.1.
        check.standIn(
            "journalctl",
            `[[ "$(nth journal)" -gt 1 ]] || cat <<'EOF'
Memory cgroup out of memory: Killed process 4711 (cc1plus (x)) total-vm:2012345kB, anon-rss:1834567kB, file-rss:0kB, shmem-rss:0kB, UID:100007 pgtables:3900kB oom_score_adj:0
oom_reaper: reaped process 4711 (cc1plus), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB
EOF`,
        );
        const { calls, shipped } = check.look(1000);
        assert.ok(values(calls).includes("KilledForMemory=1"));
        assert.match(
            shipped,
            /killed for want of memory: cc1plus \(x\), process 4711 of uid 100007 with 1834567kB\n/,
        );
        assert.match(named(calls, "journalctl").join(), /--dmesg .*--cursor-file=\S+\/kernel$/);
        // journalctl ends with 1 when it has nothing to show.
        check.standIn("journalctl", "exit 1");
        const later = check.look(1060);
        assert.ok(values(later.calls).includes("KilledForMemory=0"));
        assert.doesNotMatch(later.shipped, /FAILED/);
    });

    it("asks for a new instance even when its metrics do not get through", () => {
        check.standIn("systemctl", 'case "$*" in *mount.service) exit 3 ;; esac');
        check.standIn("aws", '[[ "$1" == autoscaling ]]');
        check.look(1000);
        const { calls, shipped } = check.look(2200);
        assert.ok(calls.some((call) => call.startsWith("aws autoscaling")));
        assert.match(shipped, /the metrics could not be published/);
    });
});
