import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { workDirectory } from "../agent-userdata";
import { type Boot, type BootCase, inTime, needsBuilds, speed } from "./bootCase";
import { type MachineOptions, until } from "./machine";

const workspaces = `${workDirectory}/workspace`;

/** A machine whose workspaces go, and on which a day and the hours of a nearly full disk are seconds. */
const cleaning = (daySeconds: number, earlySeconds: number): MachineOptions => ({
    owner: { cleanWorkspacesAfterDays: 1 },
    standIn: {
        cleaning: `CLEAN_AFTER_SECONDS=${daySeconds}\nEARLY_SECONDS=${earlySeconds}\nLOOK_SECONDS=0\n`,
    },
    units: { "jenkins-efs-clean.service.d/boot.conf": "[Service]\nEnvironmentFile=/etc/stand-in/cleaning\n" },
});

/** Has the machine clean up as its timer would, and gives what is left. */
async function clean({ machine }: Boot): Promise<string> {
    const { status, output } = await machine.ends("systemctl", "start", "jenkins-efs-clean.service");
    assert.equal(
        status,
        0,
        `${output}${await machine.shell("journalctl --no-pager -u jenkins-efs-clean; df -m /")}`,
    );
    return machine.shell(`ls ${workspaces} 2>/dev/null`);
}

const store = "/var/lib/jenkins-efs-store";

/** Cases of the disk that workspaces are on. */
export const diskCases: readonly BootCase[] = [
    {
        title: "workspaces: an unused one goes with what containers left in it, and the ones that a build is in or has just changed stay",
        notWith: { agentJar: needsBuilds },
        machine: cleaning(5, 5),
        run: async (boot) => {
            const { machine } = boot;
            await boot.connected();
            assert.equal(await machine.active("jenkins-efs-clean.timer"), true);
            // Before the first build there is nothing to look at.
            assert.equal(await clean(boot), "");
            const made = await boot.build(
                `mkdir -p ${workspaces}/{old/modules,old@tmp,running,young} && cd ${workspaces} && touch old/modules/file && chmod 0500 old/modules && ln -s ${workDirectory}/remoting old/link && echo made`,
            );
            assert.equal(made, "made");
            await machine.shell(
                `mkdir -m 0700 ${workspaces}/old/by-root && touch ${workspaces}/old/by-root/file`,
            );
            const build = boot.cloud.build(
                `cd ${workspaces}/running && /usr/bin/sleep 20 && echo ended >../running/result && cat result`,
            );
            await delay(7000);
            await boot.build(`touch ${workspaces}/young/file`);
            assert.equal(await clean(boot), "running\nyoung");
            await boot.says(
                /clean\.py: removed '\/var\/lib\/jenkins-agent\/workspace\/old', unused for 0 hours/,
            );
            assert.doesNotMatch(await machine.shipped(), /clean\.py: .*cannot be removed|FAILED/);
            assert.equal(
                await machine.shell(`ls --directory ${workDirectory}/remoting/logs`),
                `${workDirectory}/remoting/logs`,
            );
            assert.equal(await machine.shell(`ls --almost-all ${workDirectory}/.jenkins-efs-removed`), "");
            assert.deepEqual(await inTime(build), { status: 0, output: "ended\n" });
        },
    },
    {
        title: "workspaces on a disk that is nearly full: the longest unused go until there is room, and no more",
        notWith: { agentJar: needsBuilds },
        // 320 MiB are for temporary files: three workspaces of 200 are more than 85 % with that, two fewer than 75.
        machine: { ...cleaning(3600, 2), diskMiB: 1060 },
        run: async (boot) => {
            await boot.connected();
            const make = (name: string) =>
                boot.build(
                    `mkdir -p ${workspaces}/${name} && fallocate --length 200M ${workspaces}/${name}/file`,
                );
            await make("c-oldest");
            await delay(1200);
            await make("b-older");
            await delay(3000);
            assert.equal(await clean(boot), "b-older\nc-oldest", "there is room");
            await make("a-young");
            assert.equal(await clean(boot), "a-young\nb-older");
            const shipped = await boot.machine.shipped();
            assert.match(shipped, /clean\.py: 1 workspaces removed: (199|20\d) MiB more are free/);
        },
    },
    {
        title: "an instance store: workspaces and the image's containers are on it before the agent runs, and come again after a power cut",
        notWith: { agentJar: needsBuilds },
        machine: {
            storeMiB: 400,
            standIn: { "containers-of-the-image": "image\n" },
            owner: {
                instanceStore: true,
                hook: `#!/bin/bash\nfindmnt --noheadings --output FSROOT /var/lib/docker\nmkdir -p /var/lib/docker/layer\n`,
            },
            units: {
                // As an image with containers of its own has them.
                "jenkins-efs-setup.service.d/image.conf":
                    "[Service]\nExecStartPre=/bin/sh -c 'mkdir -p /var/lib/docker && cp /etc/stand-in/containers-of-the-image /var/lib/docker/image'\n",
            },
        },
        run: async (boot) => {
            const { machine } = boot;
            await boot.connected();
            await boot.says(/store\.sh: \d+ GiB of instance store are mounted/);
            await boot.says(/^\/var\/lib\/docker$/m);
            assert.equal(
                await boot.build(
                    'mkdir -p workspace/job && echo kept >workspace/job/file && findmnt --first-only --noheadings --output FSTYPE,FSROOT --target "$PWD" && findmnt --first-only --noheadings --output OPTIONS --target "$PWD" | grep --only-matching -w "nosuid\\|nodev\\|noexec"',
                ),
                `xfs    ${workDirectory}\nnosuid\nnodev`,
            );
            assert.equal(
                await machine.shell(
                    `stat --format='%a %U %n' ${store} ${workDirectory} && cat /var/lib/docker/image`,
                ),
                `700 root ${store}\n750 jenkins ${workDirectory}\nimage`,
            );
            await machine.stop("power cut");
            await machine.boot();
            await boot.connected(2);
            assert.equal(await boot.build("cat workspace/job/file"), "kept");
            assert.equal((await machine.shipped()).match(/making a file system/g)?.length, 1);
            assert.equal(await machine.shell(`ls ${store}/var/lib/docker`), "image\nlayer");
        },
    },
    {
        title: "an instance store whose formatting was cut off is formatted again; a machine without one says so and starts no agent",
        machine: { storeMiB: 400, owner: { instanceStore: true } },
        next: { owner: { instanceStore: true }, speed },
        run: async (boot) => {
            const { next } = boot;
            assert.ok(next);
            await boot.connected();
            await boot.machine.stop("power cut");
            // What mkfs writes last is the first block, as the kernel takes no file system that is still being made.
            boot.machine.damageStore();
            await boot.machine.boot();
            await boot.connected(2);
            assert.equal((await boot.machine.shipped()).match(/making a file system/g)?.length, 2);
            await next.boot();
            await until("word of the missing store", 60, async () =>
                /FAILED: this instance has no NVMe instance store, so no agent is started/.test(
                    await next.shipped(),
                )
                    ? true
                    : undefined,
            );
            assert.match(next.console, /no NVMe instance store/);
            assert.equal(await next.active("jenkins-agent"), false);
            assert.equal(await boot.connections(), 2);
        },
    },
];
