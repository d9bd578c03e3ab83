import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describeOnLinux } from "../tools";
import { Sandbox } from "./sandbox";

/** For what no attempt mends; how many there are otherwise is what the test of giving up looks at. */
const twoAttempts = { attempts: "2" };
const options = "_netdev\\,tls\\,iam\\,accesspoint=fsap-0123456789abcdef0";
const mounts = 'echo "$MOUNT_FSTYPE 127.0.0.1:/ $MOUNT_POINT" >>"$state/mounted"; chmod 0700 "$MOUNT_POINT"';
/** The kernel's table is a file; the mount is lost at the first look after it was proven, which ends the script. */
const machine = {
    mount: mounts,
    findmnt: 'cat "$state/mounted" 2>/dev/null || true',
    umount: 'rm -f "$state/mounted"',
    setpriv: 'shift 4; exec "$@"',
    // Nothing of this machine is to be killed.
    pkill: "exit 1",
    stat: 'echo "$AGENT_UID:$AGENT_GID"',
    "systemd-notify": "",
    sleep: 'if [[ "$1" == 5 ]]; then rm -f "$state/mounted"; fi',
};

describeOnLinux("mounting the access point", () => {
    let sandbox: Sandbox;
    const calls = (all: readonly string[], name: string): string[] =>
        all.filter((call) => call.split(" ")[0] === name);
    const ready = (all: readonly string[]): boolean =>
        calls(all, "systemd-notify").some((call) => call.includes("--ready"));

    beforeEach(() => {
        sandbox = new Sandbox(machine);
    });

    afterEach(() => sandbox.remove());

    it("mounts with TLS and IAM through the access point, proves it as the agent's user, and says it is ready", () => {
        const { calls: all, shipped } = sandbox.run("mount.sh");
        const mountPoint = sandbox.path("efs", "linux-1");
        assert.deepEqual(calls(all, "mount"), [
            `mount -t efs -o ${options} fs-0123456789abcdef0:/ ${mountPoint}`,
        ]);
        assert.match(
            calls(all, "setpriv")[0] ?? "",
            /^setpriv --reuid=395293 --rgid=0 --egid=395293 --clear-groups bash -p .*\/probe\.sh .*\/efs\/linux-1$/,
        );
        assert.ok(ready(all));
        assert.match(shipped, /proven: .* is fsap-0123456789abcdef0 of fs-0123456789abcdef0/);
    });

    it("ends, and with it the agent, as soon as the mount is gone", () => {
        const { status, shipped } = sandbox.run("mount.sh");
        assert.equal(status, 1);
        assert.match(shipped, /FAILED: .*\/efs\/linux-1 is no longer mounted/);
    });

    it("ends when the mount stays but cannot be proven three times in a row", () => {
        sandbox.standIn("sleep", 'test "$(nth sleep)" -lt 100');
        sandbox.standIn(
            "stat",
            'if [[ "$(nth stat)" == 1 ]]; then echo "$AGENT_UID:$AGENT_GID"; else exit 1; fi',
        );
        const { status, calls: all, shipped } = sandbox.run("mount.sh");
        assert.equal(status, 1);
        assert.equal(calls(all, "sleep").length, 36);
        assert.match(shipped, /FAILED: .* could not be proven 3 times in a row/);
    });

    it("waits for a mount target whose name comes five minutes late", () => {
        sandbox.standIn(
            "mount",
            `test "$(nth mount)" -gt 14 || { echo "Failed to resolve" >&2; exit 1; }; ${mounts}`,
        );
        const { calls: all, shipped } = sandbox.run("mount.sh");
        assert.ok(ready(all));
        const waited = calls(all, "sleep")
            .map((call) => Number(call.split(" ")[1]))
            .filter((seconds) => seconds !== 5);
        assert.deepEqual(waited.slice(0, 5), [2, 4, 8, 16, 30]);
        assert.ok(waited.reduce((sum, seconds) => sum + seconds, 0) >= 300);
        assert.match(
            shipped,
            /mount of fs-0123456789abcdef0 through fsap-0123456789abcdef0 ended with 1: Failed to resolve/,
        );
    });

    it("gives up in the end, and says that no agent is started", () => {
        sandbox.standIn("mount", 'echo "mount.nfs4: access denied by server" >&2; exit 32');
        const { status, calls: all, shipped } = sandbox.run("mount.sh");
        assert.equal(status, 1);
        assert.equal(calls(all, "mount").length, 20);
        assert.ok(!ready(all));
        assert.match(shipped, /access denied by server/);
        assert.match(shipped, /FAILED: no proven mount of fsap-0123456789abcdef0, so no agent is started/);
    });

    it("does not believe a mount helper that ends well and mounts nothing", () => {
        sandbox.standIn("mount", 'echo "the network is not yet available" >&2; exit 0');
        const { calls: all, shipped } = sandbox.run("mount.sh", [], twoAttempts);
        assert.ok(!ready(all));
        assert.match(shipped, /not the mount asked for: 'nothing'/);
        assert.match(shipped, /ended with 0: the network is not yet available/);
    });

    it("says what a helper had to say that did mount", () => {
        sandbox.standIn("mount", `echo "a warning" >&2; ${mounts}`);
        const { calls: all, shipped } = sandbox.run("mount.sh");
        assert.ok(ready(all));
        assert.match(shipped, /ended with 0: a warning/);
    });

    it("clears away what an attempt left that failed: proxy, state and lock, and no other mount's", () => {
        const place = sandbox.path("efs", "linux-1").slice(1).replaceAll("/", ".");
        const own = `fs-0123456789abcdef0.${place}.20100`;
        const others = [
            // Of another file system, of an area, and of what begins alike.
            `fs-0fedcba9876543210.${place}.20101`,
            `fs-0123456789abcdef0.${place.replace("linux-1", "shared.npm")}.20102`,
            `fs-0123456789abcdef0.${place}1.20103`,
        ].flatMap((name) => [name, `stunnel-config.${name}`]);
        const touched = [`~${own}`, own, "efs-utils-lock", `stunnel-config.${own}`, ...others]
            .map((name) => `"$EFS_STATE/${name}"`)
            .join(" ");
        sandbox.standIn(
            "mount",
            `if [[ "$(nth mount)" == 1 ]]; then mkdir -p "$EFS_STATE/${own}+"; touch ${touched}; exit 1; fi; ls "$EFS_STATE" >"$state/left"; ${mounts}`,
        );
        const { calls: all } = sandbox.run("mount.sh");
        assert.ok(ready(all));
        assert.deepEqual(
            readFileSync(sandbox.path("state", "left"), "utf8").trim().split("\n").sort(),
            others.sort(),
        );
        // The pattern as pkill gets it, without the quoting of the line that says how it was called.
        const pattern = new RegExp(
            (calls(all, "pkill")[0] ?? "").replace(/^.*--full /, "").replace(/\\(.)/g, "$1"),
        );
        const proxy = (name: string) => `/usr/sbin/efs-proxy /var/run/efs/stunnel-config.${name} --tls`;
        assert.match(proxy(own), pattern);
        for (const other of others.filter((name) => name.startsWith("fs-")))
            assert.doesNotMatch(proxy(other), pattern);
    });

    it("takes down a mount of another type and does not count it", () => {
        sandbox.standIn("mount", `MOUNT_FSTYPE=tmpfs; ${mounts}`);
        const { calls: all } = sandbox.run("mount.sh", [], twoAttempts);
        assert.ok(!ready(all));
        assert.equal(calls(all, "umount").length, 2);
    });

    it("tells another access point by the owner of what it writes", () => {
        sandbox.standIn("stat", "echo 1879048200:1879048200");
        const { calls: all, shipped } = sandbox.run("mount.sh", [], twoAttempts);
        assert.ok(!ready(all));
        assert.match(shipped, /belong to 1879048200:1879048200: this is another access point/);
    });

    it("does not count a mount that the agent's user cannot write", () => {
        sandbox.standIn("setpriv", 'echo "mktemp: Permission denied" >&2; exit 1');
        const { calls: all, shipped } = sandbox.run("mount.sh", [], twoAttempts);
        assert.ok(!ready(all));
        assert.match(shipped, /failed its probe: mktemp: Permission denied/);
    });

    it("takes over a mount that is already there and proven", () => {
        sandbox.run("mount.sh");
        writeFileSync(
            sandbox.path("state", "mounted"),
            `nfs4 127.0.0.1:/ ${sandbox.path("efs", "linux-1")}\n`,
        );
        const { calls: all } = sandbox.run("mount.sh");
        assert.deepEqual(calls(all, "mount"), []);
        assert.ok(ready(all));
    });

    it("leaves no probe behind", () => {
        sandbox.run("mount.sh");
        const probes = new Sandbox({});
        const { status, output } = probes.run("probe.sh", [sandbox.path("efs", "linux-1")]);
        assert.equal(status, 0);
        assert.equal(output.trim(), `${process.getuid?.()}:${process.getgid?.()}`);
        probes.remove();
        assert.ok(existsSync(sandbox.path("efs", "linux-1")));
    });
});
