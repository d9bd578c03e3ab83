import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { isLinux } from "../tools";
import { named, Sandbox, type ScriptRun } from "./sandbox";

/** A fresh instance: nothing is mounted, nothing has a file system, and no daemon of containers runs. */
const freshInstance = {
    realpath: 'readlink "$1"',
    blockdev: 'case "$2" in /dev/loop0) echo 1000100 ;; *) echo 1000300 ;; esac',
    dmsetup: '[[ "$1" == create ]] && touch "$state/striped" || test -e "$state/striped"',
    mountpoint: 'grep --quiet --line-regexp -- "$2" "$state/mounted"',
    mount: '[[ "$1" == --bind || -e "$state/formatted" ]] && shift $(($# - 1)) && echo "$1" >>"$state/mounted"',
    "mkfs.xfs": 'touch "$state/formatted"',
    systemctl: '[[ "$1" != is-active ]]',
    df: 'printf "1G-blocks\\n  474\\n"',
    sleep: "",
};

describe("the instance store", () => {
    let sandbox: Sandbox;
    const prefix = "nvme-Amazon_EC2_NVMe_Instance_Storage_AWS";
    const work = () => sandbox.path("lib", "work");
    const run = (): ScriptRun =>
        sandbox.run("store.sh", [], {
            BY_ID: sandbox.path("by-id"),
            STORE: sandbox.path("store"),
            WORK_DIRECTORY: work(),
            CONTAINERS: sandbox.path("lib"),
        });
    /** Block devices that every machine which runs tests has or can have; nothing is done to them. */
    const disk = (serial: string, device: string) =>
        symlinkSync(device, sandbox.path("by-id", `${prefix}${serial}`));
    const devices = ["/dev/loop0", "/dev/loop1"].filter(
        (path) => existsSync(path) && statSync(path).isBlockDevice(),
    );

    beforeEach(function () {
        if (!isLinux || devices.length < 2) this.skip();
        sandbox = new Sandbox(freshInstance);
        mkdirSync(sandbox.path("by-id"));
        writeFileSync(sandbox.path("state", "mounted"), "");
    });
    afterEach(() => sandbox?.remove());

    it("is formatted once, and has the work directory without set-uid programs and devices, and containers as they were", () => {
        disk("1", "/dev/loop1");
        disk("1-ns-1", "/dev/loop1");
        disk("1-part1", "/dev/loop0");
        mkdirSync(sandbox.path("lib", "docker"), { recursive: true });
        writeFileSync(sandbox.path("lib", "docker", "image"), "of the image\n");
        const { status, calls, shipped, output } = run();
        assert.equal(status, 0, output);
        assert.deepEqual(named(calls, "mkfs.xfs"), ["mkfs.xfs -q -f -K /dev/loop1"]);
        const store = sandbox.path("store");
        assert.deepEqual(
            named(calls, "mount")
                .slice(1)
                .map((call) => call.replaceAll("\\", "")),
            [
                `mount --types xfs --options noatime /dev/loop1 ${store}`,
                `mount --bind --options nosuid,nodev ${store}${work()} ${work()}`,
                ...["docker", "containerd", "containers"].map(
                    (name) =>
                        `mount --bind --options rw ${store}${sandbox.path("lib", name)} ${sandbox.path("lib", name)}`,
                ),
            ],
        );
        assert.equal(
            readFileSync(`${store}${sandbox.path("lib", "docker", "image")}`, "utf8"),
            "of the image\n",
        );
        assert.equal(statSync(store).mode & 0o777, 0o700);
        assert.match(shipped, /store\.sh: 474 GiB of instance store are mounted\n/);
        // After a reboot nothing is mounted, and the file system is there.
        writeFileSync(sandbox.path("state", "mounted"), "");
        writeFileSync(`${store}${work()}/workspace`, "kept");
        const again = run();
        assert.equal(again.status, 0, again.output);
        assert.deepEqual(named(again.calls, "mkfs.xfs"), []);
        assert.equal(readFileSync(`${store}${work()}/workspace`, "utf8"), "kept");
        assert.deepEqual(named(run().calls, "mount"), [], "nor anything twice");
    });

    it("of several disks is one, striped by their serial numbers over what the smallest has", () => {
        disk("B", "/dev/loop0");
        disk("A", "/dev/loop1");
        const { status, calls, output } = run();
        assert.equal(status, 0, output);
        const table = named(calls, "dmsetup").find((call) => call.startsWith("dmsetup create"));
        // 1000100 sectors are 1953 chunks of 512, and some.
        assert.equal(
            table?.replaceAll("\\", ""),
            `dmsetup create jenkins-efs-store --table 0 ${1953 * 512 * 2} striped 2 512 /dev/loop1 0 /dev/loop0 0`,
        );
        assert.deepEqual(named(calls, "mkfs.xfs"), ["mkfs.xfs -q -f -K /dev/mapper/jenkins-efs-store"]);
    });

    it("has containers' daemons stopped while their directories move, and started after", () => {
        disk("1", "/dev/loop1");
        sandbox.standIn("systemctl", '[[ "$1" != is-active || "$3" != containerd.service ]]');
        const { status, calls, output } = run();
        assert.equal(status, 0, output);
        const order = calls.filter((call) => /^(systemctl st|mount --bind)/.test(call));
        assert.equal(order[0], "systemctl stop docker.socket docker.service");
        assert.equal(order.at(-1), "systemctl start --no-block docker.socket docker.service");
    });

    it("that is not there is told with what would do, and ends as failed", () => {
        const { status, calls, shipped } = run();
        assert.equal(status, 1);
        assert.match(
            shipped,
            /FAILED: this instance has no NVMe instance store, so no agent is started: take another/,
        );
        assert.deepEqual(named(calls, "mkfs.xfs"), []);
        rmSync(sandbox.path("by-id"), { recursive: true });
        assert.equal(run().status, 1);
    });
});
