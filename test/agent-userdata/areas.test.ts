import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { agentEnvironment } from "../../agent-userdata";
import { agent, areas } from "../../boot/values";
import { describeOnLinux, isLinux } from "../tools";
import { HealthCheck, published, values } from "./healthCheck";
import { named, Sandbox } from "./sandbox";

const { AREAS = "", EXTRAS = "" } = agentEnvironment({ ...agent, areas: [areas.written, areas.read] });
const withAreas = { AREAS, EXTRAS };
const refusal = 'echo "mktemp: failed to create file via template: Read-only file system" >&2; exit 1';
/** As in the tests of the own mount: proven, and lost at the first look after that. */
const machine = {
    mount: 'echo "$MOUNT_FSTYPE 127.0.0.1:/ $MOUNT_POINT" >>"$state/mounted"; chmod 0700 "$MOUNT_POINT"',
    findmnt: 'cat "$state/mounted" 2>/dev/null || true',
    umount: 'rm -f "$state/mounted"',
    setpriv: 'shift 4; exec "$@"',
    pkill: "exit 1",
    stat: `case "$*" in */npm*) echo ${areas.read.uid}:${areas.read.uid} ;; *) echo ${areas.written.uid}:${areas.written.uid} ;; esac`,
    "systemd-notify": "",
    auditctl: "",
    sleep: 'if [[ "$1" == 5 ]]; then rm -f "$state/mounted"; fi',
};

describeOnLinux("mounting a shared area", () => {
    let sandbox: Sandbox;
    const mount = (name: string, more = {}) => sandbox.run("mount.sh", [name], { ...withAreas, ...more });
    const told = (calls: readonly string[]) =>
        named(calls, "systemd-notify").map((call) => call.split(" ")[1]);

    beforeEach(() => {
        sandbox = new Sandbox(machine);
    });

    afterEach(() => sandbox.remove());

    it("goes through the area's access point to the area's place, which is nobody's without it", () => {
        sandbox.standIn(
            "mount",
            `stat() { command /usr/bin/stat "$@"; }; stat --format=%a "$MOUNT_POINT" >"$state/mode"; ${machine.mount}`,
        );
        const { calls, shipped } = mount("maven-cache");
        const place = sandbox.path("efs", "shared", "maven-cache");
        assert.deepEqual(named(calls, "mount"), [
            `mount -t efs -o _netdev\\,tls\\,iam\\,accesspoint=${areas.written.accessPointId} fs-0123456789abcdef0:/ ${place}`,
        ]);
        assert.equal(readFileSync(sandbox.path("state", "mode"), "utf8"), "0\n");
        // Which a rule on the areas' directory would not cover otherwise.
        assert.deepEqual(named(calls, "auditctl"), [
            `auditctl -q ${sandbox.path("efs", "shared")}\\,${place}`,
        ]);
        assert.match(shipped, new RegExp(`proven: ${place} is ${areas.written.accessPointId} of `));
    });

    it("proves a writer's as the agent's own: what is written belongs to the area's user", () => {
        assert.ok(told(mount("maven-cache").calls).includes("--ready"));
        sandbox.standIn("stat", 'echo "$AGENT_UID:$AGENT_GID"');
        const { calls, shipped } = mount("maven-cache", { attempts: "2" });
        assert.ok(!told(calls).includes("--ready"));
        assert.match(shipped, /belong to 395293:395293: this is another access point/);
    });

    for (const error of ["Read-only file system", "Permission denied"]) {
        it(`proves a reader's by a file that the server refuses: ${error}`, () => {
            sandbox.standIn("mktemp", refusal.replace("Read-only file system", error));
            const { calls } = mount("npm");
            assert.ok(told(calls).includes("--ready"));
            assert.doesNotMatch(named(calls, "mount").join(), /\bro\b/, "the client refuses nothing");
        });
    }

    it("does not take a file that is not made for another reason for a refusal", () => {
        sandbox.standIn("mktemp", refusal.replace("Read-only file system", "Stale file handle"));
        const { calls, shipped } = mount("npm");
        assert.ok(!told(calls).includes("--ready"));
        assert.match(shipped, /\/npm failed its probe: mktemp: .* Stale file handle/);
    });

    it("lets go at once of what a reader may write to, says so, and leaves no file there", () => {
        const { status, calls, shipped } = mount("npm");
        assert.equal(status, 1);
        assert.ok(!told(calls).includes("--ready"));
        assert.equal(
            named(calls, "mount").length,
            1,
            "the unit's end takes it down, before there is another attempt",
        );
        assert.match(
            shipped,
            /FAILED: SECURITY: EFS let a reader write \S+\/shared\/npm\/\.jenkins-efs-probe/,
        );
        assert.deepEqual(readdirSync(sandbox.path("efs", "shared", "npm")), []);
    });

    it("waits for a required one as for the own mount, and for an optional one a few attempts", () => {
        sandbox.standIn("mount", 'echo "mount.nfs4: access denied by server" >&2; exit 32');
        const required = mount("maven-cache");
        assert.deepEqual(told(required.calls), ["EXTEND_TIMEOUT_USEC=1800000000"]);
        assert.equal(named(required.calls, "mount").length, 20);
        assert.match(
            required.shipped,
            new RegExp(`no proven mount of ${areas.written.accessPointId}, so no agent is started`),
        );
        const optional = mount("npm");
        assert.deepEqual(told(optional.calls), []);
        assert.equal(named(optional.calls, "mount").length, 5);
        assert.match(
            optional.shipped,
            new RegExp(`no proven mount of ${areas.read.accessPointId}, so builds go on without it`),
        );
    });

    it("gives no program that stays the lock for which the next mount waits", () => {
        sandbox.standIn("mount", `ls -l /proc/$$/fd >"$state/descriptors"; ${machine.mount}`);
        mount("maven-cache");
        assert.doesNotMatch(readFileSync(sandbox.path("state", "descriptors"), "utf8"), /mount\.sh$/m);
    });
});

describeOnLinux("the health of an agent with shared areas", () => {
    let check: HealthCheck;
    const look = (active: string) => {
        check.standIn(
            "systemctl",
            `case "$*" in *MainPID*) echo 4242 ;; *InvocationID*) echo now ;; "is-active --quiet jenkins-efs-area@"*) [[ " ${active} " == *" $3 "* ]] ;; esac`,
        );
        return check.look(1000, withAreas);
    };
    const both = "jenkins-efs-area@maven-cache.service jenkins-efs-area@npm.service";

    beforeEach(() => {
        check = new HealthCheck();
        for (const name of ["maven-cache", "npm"]) check.certify("shared", name);
    });

    afterEach(() => check.remove());

    it("is that every one of them is proven, told in one metric under the agent's name", () => {
        const { calls } = look(both);
        assert.ok(values(calls).includes("AreasProven=1"));
        assert.match(
            published(calls) ?? "",
            /MetricName=AreasProven\\,Value=1\\,Dimensions=\\\[\\\{Name=AgentName\\,Value=linux-1\\\}/,
        );
        assert.ok(
            !values(check.look(1000).calls).some((value) => value.startsWith("AreasProven")),
            "without areas",
        );
    });

    it("says which optional one is missing, and has no instance replaced for it", () => {
        look("jenkins-efs-area@maven-cache.service");
        const { calls, shipped } = check.look(100_000, withAreas);
        assert.deepEqual(
            values(calls).filter((value) => /Proven/.test(value)),
            ["MountProven=1", "AreasProven=0"],
        );
        assert.match(shipped, /the shared area npm is not proven/);
        assert.ok(!calls.some((call) => call.startsWith("aws autoscaling")));
    });

    it("counts a required one as the agent's own mount", () => {
        look("jenkins-efs-area@npm.service");
        const { calls, shipped } = check.look(2200, withAreas);
        assert.ok(values(calls).includes("MountProven=0"));
        assert.ok(calls.some((call) => call.startsWith("aws autoscaling set-instance-health")));
        assert.match(shipped, /UNHEALTHY: MountProven/);
    });

    it("looks at each mount's own certificate: another's hides no old one", () => {
        check.standIn("openssl", '[[ "$*" == *.shared.* ]]');
        assert.ok(values(look(both).calls).includes("CertificateValid=0"));
        check.standIn("openssl", '[[ "$*" != *.shared.npm.* ]]');
        const { calls } = look(both);
        assert.ok(values(calls).includes("CertificateValid=1"));
        assert.ok(values(calls).includes("AreasProven=0"));
    });

    it("counts a certificate that is not there as none", () => {
        mkdirSync(check.path("empty"));
        const { calls } = check.look(1000, { EFS_STATE: check.path("empty") });
        assert.ok(values(calls).includes("CertificateValid=0"));
    });
});

describe("an agent with shared areas", () => {
    it("tells builds where each is", function () {
        if (!isLinux) this.skip();
        const sandbox = new Sandbox({
            python3: 'shift 3; exec "$@"',
            java: 'env >"$HOME/environment"',
        });
        writeFileSync(sandbox.path("credentials", "secret"), "5ec2e7\n");
        sandbox.run("agent.sh", [], withAreas);
        const environment = readFileSync(sandbox.path("work", "environment"), "utf8");
        sandbox.remove();
        assert.deepEqual(
            environment
                .split("\n")
                .filter((line) => line.startsWith("EFS_"))
                .sort(),
            [
                `EFS_DIRECTORY=${sandbox.path("efs", "linux-1")}`,
                `EFS_SHARED_MAVEN_CACHE=${sandbox.path("efs", "shared", "maven-cache")}`,
                `EFS_SHARED_NPM=${sandbox.path("efs", "shared", "npm")}`,
            ],
        );
    });
});
