import assert from "node:assert/strict";
import { areaMountPoint } from "../agent-userdata";
import { type BootCase, inTime, needsBuilds, speed } from "./bootCase";
import { lastWords } from "./end";
import { isKept, patient, publishes } from "./health";
import { accessPoints, type Machine, until } from "./machine";
import { agent, areas } from "./values";

const read = areaMountPoint(areas.read.name);
const written = areaMountPoint(areas.written.name);

/** Lets the machine's role reach other access points from its next connection on. */
const setReach = async (machine: Machine, lines: string): Promise<void> => {
    await machine.shell(`cat >/etc/stand-in/access-points <<'END'\n${lines}END`);
};

const proven = async (machine: Machine, area: string, seconds = 60): Promise<void> => {
    await until(`the area ${area} proven`, seconds, async () =>
        (await machine.active(`jenkins-efs-area@${area}`)) ? true : undefined,
    );
};

/** Runs a shell script on a machine as a build of its agent would. */
const asAgent = (machine: Machine, script: string): Promise<string> =>
    machine.shell(
        `setpriv --reuid=${agent.uid} --regid=${agent.gid} --clear-groups bash -c '${script.replaceAll("'", "'\\''")}' 2>&1`,
    );

/** Cases of an agent that has shared areas. */
export const areaCases: readonly BootCase[] = [
    {
        title: "a shared area is up on two agents at once: what one writes the other reads, and EFS refuses all that the reader would change",
        notWith: { agentJar: needsBuilds },
        machine: { areas: [areas.read] },
        next: { areas: [{ ...areas.read, access: "write" }] },
        run: async (boot) => {
            const { machine, next } = boot;
            assert.ok(next);
            await boot.connected();
            await next.boot();
            await proven(next, areas.read.name);
            await proven(machine, areas.read.name);
            assert.equal(await boot.build('echo "$EFS_SHARED_NPM"'), read);
            assert.equal(
                await asAgent(
                    next,
                    `umask 022; echo one >${read}/artifact && stat --format=%u:%g ${read}/artifact`,
                ),
                `${areas.read.uid}:${areas.read.uid}`,
                "it is the area's user's, whoever writes",
            );
            assert.equal(await boot.build(`cat ${read}/artifact`), "one");
            for (const change of [
                `echo poison >${read}/artifact`,
                `echo poison >>${read}/artifact`,
                `echo poison >${read}/another`,
                `rm --force ${read}/artifact`,
                `mv ${read}/artifact ${read}/moved`,
                `mkdir ${read}/directory`,
                `ln --symbolic /etc ${read}/link`,
                `chmod 0777 ${read}/artifact`,
                `touch ${read}/artifact`,
            ]) {
                const { status, output } = await boot.cloud.build(change);
                assert.notEqual(status, 0, `a reader can: ${change}`);
                assert.match(output, /Read-only file system/, change);
            }
            // By EFS: the client would let it.
            assert.match(await machine.shell(`findmnt --noheadings --output OPTIONS ${read}`), /^rw\b/);
            assert.equal(
                await asAgent(next, `ls --almost-all ${read}; cat ${read}/artifact`),
                "artifact\none",
            );
            assert.equal(await asAgent(next, `echo two >${read}/artifact`), "");
            assert.equal(await boot.build(`cat ${read}/artifact`), "two");
            assert.match(
                await machine.shell("cat /opt/stand-in/audit-rules"),
                /^-a always,exit -F dir=\/mnt\/efs\/shared -F perm=wa -F key=efs-shared$/m,
            );
            assert.equal(await machine.shell("cat /opt/stand-in/audit-told"), `/mnt/efs/shared,${read}`);
            const exposure = await machine.shell(
                `systemd-analyze security --no-pager jenkins-efs-area@${areas.read.name}.service | tail -n 1`,
            );
            assert.ok(Number(/: ([\d.]+) /.exec(exposure)?.[1]) <= 5, exposure);
        },
    },
    {
        title: "an optional area's access point is missing: the agent takes builds and says so, and a build finds the area once it is there, goes on without it, and finds it again",
        notWith: { agentJar: needsBuilds },
        machine: { ...patient, areas: [areas.read], standIn: { "access-points": accessPoints() } },
        run: async (boot) => {
            const { machine } = boot;
            await boot.connected();
            await boot.says(
                new RegExp(`no proven mount of ${areas.read.accessPointId}, so builds go on without it`),
            );
            await boot.says(/the shared area npm is not proven/);
            await publishes(boot, { MountProven: 1, AreasProven: 0, AgentConnected: 1 });
            const { status } = await boot.cloud.build("touch $EFS_SHARED_NPM/file");
            assert.notEqual(status, 0, "nothing lands on the local disk");
            await machine.shell(
                `install --directory --owner=${areas.read.uid} --group=${areas.read.uid} --mode=0750 /srv/efs/shared/npm; echo there >/srv/efs/shared/npm/artifact; chmod 0644 /srv/efs/shared/npm/artifact`,
            );
            const build = boot.cloud.build(
                "for time in 1 2; do until cat $EFS_SHARED_NPM/artifact; do /usr/bin/sleep 0.1; done; while test -e $EFS_SHARED_NPM/artifact; do /usr/bin/sleep 0.1; done; done 2>/dev/null; echo ended",
            );
            await setReach(machine, accessPoints(areas.read));
            await proven(machine, areas.read.name, 90);
            await publishes(boot, { AreasProven: 1 });
            for (const time of ["once", "twice"]) {
                await machine.shell(`umount --lazy ${read}`);
                await boot.says(new RegExp(`FAILED: ${read} is no longer mounted`));
                if (time === "once") await proven(machine, areas.read.name);
            }
            assert.deepEqual(await inTime(build), { status: 0, output: "there\nthere\nended\n" });
            assert.equal(await boot.connections(), 1, "the agent stays");
            await isKept(boot);
        },
    },
    {
        title: "a required area is missing: no agent until it is there; lost while a build runs, it ends the build with the agent",
        notWith: { agentJar: needsBuilds },
        machine: {
            ...patient,
            areas: [areas.written, areas.read],
            standIn: { "access-points": accessPoints(areas.read) },
        },
        run: async (boot) => {
            const { machine } = boot;
            await proven(machine, areas.read.name);
            await publishes(boot, { MountProven: 0, AreasProven: 0 });
            await boot.says(/mount_once: attempt 6 of 20 ended with status 1/);
            await boot.neverConnected();
            await setReach(machine, accessPoints(areas.written, areas.read));
            await boot.connected(1, 90);
            await publishes(boot, { MountProven: 1, AreasProven: 1 });
            void boot.cloud.build(`while true; do date >>${written}/artifact; sleep 0.1; done`);
            await until("the build's artifact", 20, async () =>
                (await machine.shell(`ls ${written}`)).includes("artifact") ? true : undefined,
            );
            await machine.shell(`umount --lazy ${written}`);
            await boot.says(new RegExp(`FAILED: ${written} is no longer mounted`));
            await boot.connected(2);
            assert.equal(
                await machine.shell("pgrep --list-full --full /durable-"),
                "",
                "the build has ended",
            );
        },
    },
    {
        title: "an agent may write to an area that it only reads: told as a security fault and let go, and proven once EFS refuses it",
        machine: {
            ...patient,
            areas: [areas.read],
            standIn: { "access-points": accessPoints({ ...areas.read, access: "write" }) },
        },
        run: async (boot) => {
            const { machine } = boot;
            await boot.connected();
            await boot.says(
                /FAILED: SECURITY: EFS let a reader write \/mnt\/efs\/shared\/npm\/\.jenkins-efs-probe/,
            );
            await publishes(boot, { MountProven: 1, AreasProven: 0 });
            assert.equal(
                await machine.shell("ls --almost-all /srv/efs/shared/npm"),
                "",
                "nothing is left there",
            );
            await setReach(machine, accessPoints(areas.read));
            await proven(machine, areas.read.name);
            await publishes(boot, { AreasProven: 1 });
            await isKept(boot);
        },
    },
    {
        title: "the instance of an agent with shared areas ends: the agent first, then what builds left running, then the areas and its own mount",
        notWith: { agentJar: needsBuilds },
        machine: { speed, areas: [{ ...areas.written, required: false }, areas.read] },
        secret: "both, with token",
        run: async (boot) => {
            await boot.connected();
            await proven(boot.machine, areas.read.name);
            // As a build's daemon, which holds no end up and both areas open.
            await boot.build(
                "nohup sh -c 'cd $EFS_SHARED_NPM && exec /usr/bin/sleep 600 7>$EFS_SHARED_MAVEN_CACHE/held' >/dev/null 2>&1 & until test -e $EFS_SHARED_MAVEN_CACHE/held; do /usr/bin/sleep 0.1; done",
            );
            await boot.cloud.setFaults({ lifecycleState: "Terminated" });
            const log = await lastWords(boot);
            const at = (what: string): number => {
                const found = new RegExp(`^(\\S+) .*${what}$`, "m").exec(log);
                assert.ok(found, what);
                return Date.parse(found[1] ?? "");
            };
            const units = ["jenkins-efs-area@maven-cache", "jenkins-efs-area@npm", "jenkins-efs-mount"];
            for (const unit of units) {
                assert.ok(at("jenkins-agent ended") <= at(`${unit} ended`));
                assert.ok(at(`${unit} ended`) <= at("has gone and the file system is unmounted"));
            }
            // What is still in use is let go by force 20 s later.
            assert.ok(at("jenkins-efs-area@npm ended") - at("jenkins-agent ended") < 15_000, log);
            assert.doesNotMatch(log, /FAILED/);
        },
    },
];
