import assert from "node:assert/strict";
import { type BootCase, needsBuilds, speed } from "./bootCase";

/** Cases about what an agent leaves behind on its instance. */
export const leftovers: readonly BootCase[] = [
    {
        title: "a build's temporary files lie on the disk, and are gone after two days or at the agent's next start",
        notWith: { agentJar: needsBuilds },
        machine: { speed },
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
            const left = () => boot.machine.shell("find /var/tmp /var/cache -name left");
            await boot.build('touch "$TMPDIR/left"');
            assert.match(await left(), /jenkins-agent.*\/left$/);
            await boot.cloud.disconnect();
            await boot.connected(2);
            assert.equal(await left(), "");
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
