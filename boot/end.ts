import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mountPoint } from "../agent-userdata";
import { type Boot, type BootCase, inTime, needsBuilds, speed } from "./bootCase";
import { patient } from "./health";
import { until } from "./machine";
import { agent, instanceId, jenkinsUser, nextInstanceId } from "./values";

/** Ends with what the machine wrote to the log that is shipped, once it is switched off. */
export async function lastWords(boot: Boot): Promise<string> {
    // Where the host has control groups of version 1, nobody tells systemd that a killed build has gone: it waits for
    // TimeoutStopSec. AL2023 has version 2.
    await boot.machine.ended(120);
    const log = join(boot.machine.written, "var/log/jenkins-efs/kit.log");
    return existsSync(log) ? readFileSync(log, "utf8") : "";
}

/** Cases in which the instance is told that it ends. */
export const end: readonly BootCase[] = [
    {
        title: "the instance is to be terminated and may not mark its node: the running build ends first, then agent, mount and machine",
        notWith: { agentJar: needsBuilds },
        machine: { speed },
        run: async (boot) => {
            await boot.connected();
            let first: unknown;
            const build = boot.cloud.build(
                "/usr/bin/sleep 12; echo finished >$EFS_DIRECTORY/artifact; cat $EFS_DIRECTORY/artifact",
            );
            // The controller does not know, and sends the next one at once.
            void build.then((result) => {
                first = result;
                void boot.cloud.build("/usr/bin/sleep 600");
            });
            await boot.cloud.setFaults({ lifecycleState: "Terminated" });
            const log = await lastWords(boot);
            assert.deepEqual(first, { status: 0, output: "finished\n" });
            assert.match(log, /ends within 3600 s/);
            assert.match(log, /without an API token in the secret the node stays online/);
            const told = (await boot.cloud.seen()).filter(({ what }) => /LifecycleAction/.test(what)).at(-1);
            assert.equal(
                told?.what,
                `api Action=CompleteLifecycleAction LifecycleHookName=drain AutoScalingGroupName=${agent.groupName} LifecycleActionResult=CONTINUE InstanceId=${instanceId}`,
            );
            assert.match(
                log,
                /jenkins-agent ended\n[\s\S]*jenkins-efs-mount ended\n[\s\S]*has gone and the file system is unmounted/,
            );
            assert.doesNotMatch(log, /cut off|could not be told/);
        },
    },
    {
        title: "the instance is to be terminated and may mark its node: offline first, and the next instance takes that back",
        notWith: { agentJar: needsBuilds },
        machine: patient,
        secret: "both, with token",
        run: async (boot) => {
            await boot.connected();
            const build = boot.cloud.build("/usr/bin/sleep 10; echo finished");
            // Nobody but Jenkins knows of this one: it has no process.
            const archive = boot.cloud.build("archive for 14");
            const next = build.then(() => boot.cloud.build("echo sent to the next instance"));
            await boot.cloud.setFaults({ lifecycleState: "Terminated" });
            const log = await lastWords(boot);
            assert.deepEqual(await build, { status: 0, output: "finished\n" });
            assert.deepEqual(await inTime(archive), { status: 0, output: "archived\n" });
            assert.match(log, /the node takes no more builds\n[\s\S]*jenkins-agent ended\n/);
            const seen = (await boot.cloud.seen()).map(({ what }) => what);
            const marked = `node offline: Disconnected by ${jenkinsUser.user} : jenkins-efs: ${instanceId} ends; the agent's next instance takes this back`;
            assert.ok(seen.includes(marked), seen.filter((what) => what.startsWith("node")).join("\n"));
            assert.ok(seen.indexOf(marked) < seen.lastIndexOf("agent disconnected"));
            assert.ok(seen.includes(marked.replace(" ends;", " has ended;")));
            await boot.cloud.setFaults({});
            await boot.machine.stop("shutdown");
            await boot.machine.boot();
            assert.deepEqual(await next, { status: 0, output: "sent to the next instance\n" });
            await boot.says(/the node takes builds again/);
        },
    },
    {
        title: "the next instance starts while the one before waits for its last build, and the controller restarts: it takes neither mark nor place until that one has gone",
        notWith: { agentJar: needsBuilds },
        machine: patient,
        next: { ...patient, speed: 4 },
        secret: "both, with token",
        run: async (boot) => {
            const { next } = boot;
            assert.ok(next);
            await boot.connected();
            const go = `${mountPoint(agent.agentName)}/go`;
            const build = boot.cloud.build(`until test -e ${go}; do /usr/bin/sleep 0.2; done; echo ended`);
            await boot.cloud.setFaults({ lifecycleState: "Terminated" });
            await boot.says(/the node takes no more builds/);
            await next.boot();
            await until("the next instance waiting", 60, async () =>
                (await next.shipped()).includes(`${instanceId} has this agent's node`) ? true : undefined,
            );
            // Were it to try meanwhile, it would now be the first. The restarted controller has lost the build's executor.
            await boot.cloud.setFaults({ lifecycleState: "Terminated", controllerDown: true });
            await boot.cloud.disconnect();
            await boot.says(/drain\.sh: OSError: Jenkins answers 503/);
            await boot.cloud.setFaults({ lifecycleState: "Terminated" });
            await boot.connected(2);
            await boot.says(/the node takes builds again[\s\S]*the node takes no more builds/);
            const where = boot.cloud.build("cat /var/lib/cloud/data/instance-id");
            await next.shell("systemctl start jenkins-efs-health.service");
            await boot.machine.shell(`touch ${go}`);
            assert.deepEqual(await inTime(build), { status: 0, output: "ended\n" });
            await lastWords(boot);
            assert.deepEqual(await inTime(where), { status: 0, output: `${nextInstanceId}\n` });
            const seen = (await boot.cloud.seen()).map(({ what }) => what);
            const told = seen.filter((what) => /^node |^agent |SetInstanceHealth/.test(what));
            assert.deepEqual(
                told.map((what) => what.replace(/.*: jenkins-efs: (.*);.*/, "$1")),
                [
                    "agent connected",
                    `${instanceId} ends`,
                    "agent disconnected",
                    "agent connected",
                    "node online",
                    `${instanceId} ends`,
                    "agent disconnected",
                    `${instanceId} has ended`,
                    "agent connected",
                    "node online",
                ],
            );
            const log = await next.shipped();
            assert.match(log, /no other instance would mend that: another instance has the node/);
            assert.doesNotMatch(log, /UNHEALTHY|starting it over/);
        },
    },
    {
        title: "a person has marked the node offline: left so, and the agent connects",
        machine: { speed },
        secret: "both, with token",
        faults: { nodeMark: "Disconnected by alice : suspicious build" },
        run: async (boot) => {
            await boot.connected();
            await boot.says(/somebody marked the node offline, which is left so: '.*suspicious build'/);
            await boot.cloud.setFaults({ lifecycleState: "Terminated" });
            assert.match(await lastWords(boot), /the node is offline already/);
            const seen = (await boot.cloud.seen()).map(({ what }) => what);
            assert.deepEqual(
                seen.filter((what) => what.startsWith("node ")),
                [],
            );
        },
    },
    {
        title: "a spot instance gets two minutes: a build that does not end is cut off in time",
        notWith: { agentJar: needsBuilds },
        machine: { speed },
        run: async (boot) => {
            await boot.connected();
            void boot.cloud.build("/usr/bin/sleep 600");
            await boot.cloud.setFaults({ spotInterruption: true });
            const log = await lastWords(boot);
            assert.match(log, /ends within 75 s/);
            assert.match(log, /the build did not end in time and is cut off/);
            assert.match(log, /has gone and the file system is unmounted/);
        },
    },
];
