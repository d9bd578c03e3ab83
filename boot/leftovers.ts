import assert from "node:assert/strict";
import { type BootCase, needsBuilds, speed } from "./bootCase";

/** The smallest disk that an agent may have, whose part for temporary files tells itself what is free of it. */
const smallestDisk = { "disk-mib": `${20 * 1024}\n`, "temporary-free": "" };

/** Cases about what an agent leaves behind on its instance. */
export const leftovers: readonly BootCase[] = [
    {
        title: "a build's temporary files lie on the disk, and are gone after two days, when they fill it, or at the start of an idle agent",
        notWith: { agentJar: needsBuilds },
        machine: { speed, standIn: smallestDisk },
        secret: "both, with token",
        run: async (boot) => {
            await boot.connected();
            // As on AL2023: what is written to the machine's own takes memory.
            assert.equal(await boot.machine.shell("stat --file-system --format=%T /tmp"), "tmpfs");
            const java = await boot.build(
                "tr '\\0' '\\n' </proc/$(pgrep --exact java)/cmdline | sed --quiet s/-Djava.io.tmpdir=//p",
            );
            for (const directory of [java, await boot.build('echo "$TMPDIR"'), "/tmp"])
                assert.notEqual(
                    await boot.build(`stat --file-system --format=%T ${directory}`),
                    "tmpfs",
                    directory,
                );
            const free = await boot.build('df --output=avail --block-size=1M "$TMPDIR" | tail --lines=1');
            assert.ok(Number(free) > 3 * 1024, `${free} MiB free, and Jenkins wants more than 1024`);
            assert.equal(
                await boot.build(
                    'findmnt --noheadings --output=OPTIONS --target "$TMPDIR" | grep --only-matching -w "nosuid\\|nodev"',
                ),
                "nosuid\nnodev",
            );
            const left = () => boot.machine.shell("find /var/tmp /var/cache -name left");
            await boot.build('touch "$TMPDIR/left"');
            assert.match(await left(), /jenkins-agent.*\/left$/);
            await boot.cloud.disconnect();
            await boot.connected(2);
            assert.equal(await left(), "");
            await boot.build(
                'fallocate --length 3G "$TMPDIR/left"; touch "$TMPDIR/new"; touch -d "2 hours ago" "$TMPDIR/left"',
            );
            await boot.machine.shell("systemctl start jenkins-efs-health");
            assert.equal(await left(), "");
            assert.match(await boot.machine.shell("find /var/cache -name new"), /jenkins-agent/);
            await boot.build('touch "$TMPDIR/left"');
            await boot.machine.shell("systemd-tmpfiles --clean");
            assert.match(await left(), /jenkins-agent.*\/left$/);
            // Nobody can make a file look two days old to systemd: its inode says when it changed.
            await boot.machine.shell(
                "sed --in-place 's/2d$/0/' /etc/tmpfiles.d/jenkins-efs.conf; systemd-tmpfiles --clean",
            );
            assert.equal(await left(), "");
        },
    },
    {
        title: "a build fills its temporary directory: told so, and nobody else's room is taken",
        notWith: { agentJar: needsBuilds },
        machine: { speed },
        secret: "both, with token",
        run: async (boot) => {
            await boot.connected();
            const taken = async () =>
                Number.parseInt(await boot.machine.shell("du --block-size=1M /var/lib/jenkins-efs-tmp"), 10);
            const before = await taken();
            const { status, output } = await boot.cloud.build('head -c 400M /dev/zero >"$TMPDIR/filler"');
            assert.notEqual(status, 0);
            assert.match(output, /No space left on device/);
            assert.ok((await taken()) <= before);
            assert.equal(
                await boot.machine.shell("find / -xdev -name filler -not -path '/proc/*'"),
                "",
                "on the machine's own disk",
            );
            assert.equal(await boot.build('echo done >"$HOME/work" && cat "$HOME/work"'), "done");
            await boot.machine.shell("systemctl restart jenkins-agent");
            await boot.connected(2);
            assert.equal(await boot.build('find "$TMPDIR" -name filler'), "");
        },
    },
    {
        title: "the audit rules load a second time, also where the distribution's own do not clear the kernel's",
        run: async (boot) => {
            await boot.connected();
            await boot.machine.shell("sed --in-place /^-D/d /etc/audit/rules.d/audit.rules");
            const loads = "systemctl restart jenkins-efs-audit && systemctl is-active jenkins-efs-audit";
            assert.equal(await boot.machine.shell(`${loads} && ${loads}`), "active\nactive");
        },
    },
    {
        title: "the disk of the logs is full: the agent connects all the same",
        machine: { speed },
        run: async (boot) => {
            await boot.connected();
            await boot.machine.shell(
                "mount -t tmpfs -o size=64k full /var/log/jenkins-efs; head -c 1M /dev/zero >/var/log/jenkins-efs/kit.log",
            );
            await boot.cloud.disconnect();
            await boot.connected(2);
        },
    },
];
