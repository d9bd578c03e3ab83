import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { agentPackages } from "../../agent-userdata";
import { describeOnLinux, isLinux } from "../tools";
import { Sandbox } from "./sandbox";

const files = resolve(__dirname, "..", "..", "agent-userdata", "files");
const template = readFileSync(resolve(files, "cloudwatch-agent.json"), "utf8");

/** A fresh instance: no user, no package; dnf installs what it is asked for. */
const freshInstance = {
    getent: 'exec grep "^$2:" "$state/$1"',
    groupadd: 'echo "jenkins:x:$2:" >>"$state/group"',
    useradd: 'echo "jenkins:x:$AGENT_UID:$AGENT_GID::/:/" >>"$state/passwd"',
    rpm: 'for p in "$@"; do case "$p" in --*) ;; *) grep -qx -- "$p" "$state/installed" || exit 1 ;; esac; done',
    dnf: 'shift 2; printf "%s\\n" "$@" >>"$state/installed"',
    systemctl: "",
    sleep: "",
    mountpoint: 'test -e "$state/mounted"',
    df: 'printf "1M-blocks\\n20469\\n"',
    fallocate: 'echo new >"$3"',
    "mkfs.xfs": 'shift 2; grep --quiet new "$1"',
    "amazon-cloudwatch-agent-ctl": "",
    "systemd-escape": "echo cache.mount",
};
const [logShipper, ...others] = agentPackages;
const packages = others.join(" ");

describeOnLinux("setting an instance up", () => {
    let sandbox: Sandbox;
    const calls = (all: readonly string[], ...names: string[]): string[] =>
        all.filter((call) => names.includes(call.split(" ")[0] ?? ""));

    beforeEach(() => {
        sandbox = new Sandbox(freshInstance);
        ["group", "passwd", "installed"].forEach((name) => {
            writeFileSync(sandbox.path("state", name), "");
        });
        writeFileSync(sandbox.path("etc", "cloudwatch-agent.json"), template);
    });

    afterEach(() => sandbox.remove());

    it("makes the access point's user, ships logs before anything else is installed, and starts the watchdog", () => {
        const { status, calls: all, output } = sandbox.run("setup.sh");
        assert.equal(status, 0, output);
        const config = sandbox.path("etc", "cloudwatch-agent.json.rendered");
        assert.deepEqual(
            calls(all, "groupadd", "useradd", "dnf", "systemctl", "amazon-cloudwatch-agent-ctl"),
            [
                "groupadd --gid 395293 jenkins",
                "useradd --no-log-init --no-create-home --uid 395293 --gid 395293 --home-dir /var/lib/jenkins-agent --shell /usr/sbin/nologin jenkins",
                `dnf --assumeyes install ${logShipper}`,
                `amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:${config}`,
                `dnf --assumeyes install ${packages}`,
                "systemctl start cache.mount",
                "systemctl enable --now amazon-efs-mount-watchdog.service",
            ],
        );
    });

    it("gives builds' temporary files a fifth of the disk, allocated, made anew unless it is mounted", () => {
        const made = [
            `fallocate --length 4093MiB ${sandbox.path("temporary-image")}`,
            `mkfs.xfs -q -K ${sandbox.path("temporary-image")}`,
        ];
        // What a power cut may have left.
        writeFileSync(sandbox.path("temporary-image"), "old\n");
        const first = sandbox.run("setup.sh");
        assert.equal(first.status, 0, first.output);
        assert.deepEqual(calls(first.calls, "fallocate", "mkfs.xfs"), made);
        writeFileSync(sandbox.path("state", "mounted"), "");
        const again = sandbox.run("setup.sh");
        assert.equal(again.status, 0, again.output);
        assert.deepEqual(calls(again.calls, "fallocate", "mkfs.xfs"), []);
    });

    it("starts no agent on a disk without room for temporary files, and says why", () => {
        sandbox.standIn("fallocate", "echo 'fallocate failed: No space left on device' >&2; exit 1");
        const { status, shipped, calls: all } = sandbox.run("setup.sh");
        assert.equal(status, 1);
        assert.deepEqual(calls(all, "mkfs.xfs", "systemctl"), []);
        assert.match(shipped, /FAILED: line \d+ ended with status 1: fallocate /);
    });

    it("ships to the agent's own log group and names the agent and its environment in its metrics", () => {
        sandbox.run("setup.sh");
        const rendered = readFileSync(sandbox.path("etc", "cloudwatch-agent.json.rendered"), "utf8");
        const groups = new Set(
            [...rendered.matchAll(/"log_group_name": "([^"]*)"/g)].map(([, name]) => name),
        );
        assert.deepEqual([...groups], ["/jenkins-efs/test/agents"]);
        const { mem, disk } = JSON.parse(rendered).metrics.metrics_collected;
        for (const { append_dimensions: dimensions } of [mem, disk])
            assert.deepEqual(dimensions, { AgentName: "linux-1", Environment: "jenkins-efs-test" });
        assert.doesNotMatch(rendered, /@/);
    });

    it("asks no repository on an image that has what is baked", () => {
        writeFileSync(sandbox.path("state", "installed"), [...agentPackages, ""].join("\n"));
        sandbox.standIn("dnf", "exit 1");
        const { status, calls: all, output } = sandbox.run("setup.sh");
        assert.equal(status, 0, output);
        assert.deepEqual(calls(all, "dnf"), []);
    });

    it("boots a second time without a package repository and without making the user again", () => {
        sandbox.run("setup.sh");
        sandbox.standIn("dnf", "exit 1");
        const { status, calls: all } = sandbox.run("setup.sh");
        assert.equal(status, 0);
        assert.deepEqual(calls(all, "dnf", "groupadd", "useradd"), []);
    });

    it("waits with growing delays for a repository that is down and then up", () => {
        sandbox.standIn(
            "dnf",
            'test "$(nth dnf)" -gt 3 || exit 1; shift 2; printf "%s\\n" "$@" >>"$state/installed"',
        );
        const { status, calls: all, shipped } = sandbox.run("setup.sh");
        assert.equal(status, 0);
        assert.deepEqual(calls(all, "sleep"), ["sleep 5", "sleep 10", "sleep 20"]);
        assert.match(shipped, /install_once: attempt 3 of 10 ended with status 1, next in 20 s/);
    });

    it("gives up on a repository that stays down, and says so", () => {
        sandbox.standIn("dnf", "exit 7");
        const { status, calls: all, shipped } = sandbox.run("setup.sh");
        assert.equal(status, 1);
        assert.equal(calls(all, "dnf").length, 10);
        assert.match(shipped, /attempt 10 of 10 ended with status 7, giving up/);
        assert.match(shipped, /FAILED: line \d+ ended with status 7: /);
    });

    it("does not believe a dnf that ends well and installs nothing", () => {
        sandbox.standIn("dnf", "exit 0");
        assert.equal(sandbox.run("setup.sh").status, 1);
    });

    it("refuses an image whose jenkins user has another id than the access point", () => {
        writeFileSync(sandbox.path("state", "passwd"), "jenkins:x:1000:1000::/home/jenkins:/bin/bash\n");
        const { status, shipped } = sandbox.run("setup.sh");
        assert.equal(status, 1);
        assert.match(shipped, /FAILED: the user jenkins is 'jenkins:x:1000:1000:.*wants 395293:395293/);
    });
});

describe("auditing the mount", () => {
    it("records reads too where that is asked for", function () {
        if (!isLinux) this.skip();
        const sandbox = new Sandbox({ systemctl: "", augenrules: "" });
        const rules = sandbox.path("state");
        writeFileSync(`${rules}/audit.rules`, "-D\n");
        writeFileSync(sandbox.path("etc", "audit.rules"), readFileSync(resolve(files, "audit.rules")));
        const { status, shipped } = sandbox.run("audit.sh", [], {
            AUDIT_RULES: rules,
            AUDIT_PERMISSIONS: "rwa",
        });
        const ours = readFileSync(`${rules}/50-jenkins-efs.rules`, "utf8");
        const mountPoint = sandbox.path("efs", "linux-1");
        sandbox.remove();
        assert.equal(status, 0);
        assert.match(ours, new RegExp(`^-a always,exit -F dir=${mountPoint} -F perm=rwa -F key=efs$`, "m"));
        assert.match(shipped, /audited below .*: rwa/);
    });

    it("removes what switches auditing off, names the mount point, and loads the rules", function () {
        if (!isLinux) this.skip();
        const sandbox = new Sandbox({ systemctl: "", augenrules: "" });
        const rules = sandbox.path("state");
        writeFileSync(`${rules}/audit.rules`, "-D\n-b 8192\n-a never,task\n");
        writeFileSync(sandbox.path("etc", "audit.rules"), readFileSync(resolve(files, "audit.rules")));
        const { status, calls, output } = sandbox.run("audit.sh", [], { AUDIT_RULES: rules });
        const [base, ours] = ["audit.rules", "50-jenkins-efs.rules"].map((name) =>
            readFileSync(`${rules}/${name}`, "utf8"),
        );
        const mountPoint = sandbox.path("efs", "linux-1");
        sandbox.remove();
        assert.equal(status, 0, output);
        assert.equal(base, "-D\n-b 8192\n");
        assert.match(
            ours ?? "",
            new RegExp(`^-a always,exit -F dir=${mountPoint} -F perm=wa -F key=efs$`, "m"),
        );
        assert.doesNotMatch(ours ?? "", /@/);
        assert.deepEqual(calls, ["systemctl enable --now auditd.service", "augenrules --load"]);
    });
});
