import assert from "node:assert/strict";
import { mountPoint } from "../agent-userdata";
import { type Boot, type BootCase, inTime, needsBuilds, secrets, speed } from "./bootCase";
import { until } from "./machine";
import { agent } from "./values";

const mount = mountPoint(agent.agentName);

/** Waits for the file that a build makes when it begins. */
const begun = async ({ machine }: Boot): Promise<void> => {
    await until("the build's beginning", 20, async () =>
        (await machine.shell(`ls ${mount}`)).includes("begun") ? true : undefined,
    );
};

/** Cases in which getting ready goes wrong. */
export const startFaults: readonly BootCase[] = [
    {
        title: "the mount target's name comes five minutes late: waited for, then connected",
        machine: { speed: 3 * speed, standIn: { mount: "dns 14\n" } },
        notWith: { efsUtils: "the stand-in helper is told not to find the name" },
        run: async (boot) => {
            await boot.connected();
            const log = await boot.machine.shipped();
            assert.match(log, /Failed to resolve/);
            const waited = [...log.matchAll(/next in (\d+) s/g)].reduce(
                (sum, [, seconds]) => sum + Number(seconds),
                0,
            );
            assert.ok(waited >= 300, `${waited} s were waited on AWS's clock`);
        },
    },
    {
        title: "the mount helper ends with 0 and has mounted nothing: not believed, tried again",
        machine: { speed, standIn: { mount: "noop 2\n" } },
        notWith: { efsUtils: "the stand-in helper is told to have no network" },
        run: async (boot) => {
            await boot.connected();
            const log = await boot.machine.shipped();
            assert.match(log, /not the mount asked for: 'nothing'/);
            assert.match(
                log,
                /through fsap-\w+ ended with 0: Failed to mount .*: the network is not yet available/,
            );
        },
    },
    {
        title: "the mount hangs: cut off after its bound, tried again, and nothing of it is left",
        machine: { speed, standIn: { mount: "hang 1\n", "timeout-speed": "10\n" } },
        run: async (boot) => {
            await boot.connected(1, 120);
            assert.match(await boot.machine.shipped(), /attempt 1 of 20 ended with status 1/);
            const state = `${agent.fileSystemId}.mnt.efs.${agent.agentName}.\\d+`;
            assert.match(
                await boot.machine.shell("ls /run/efs | grep --invert-match '^~'"),
                new RegExp(`^${state}\n${state}\\+\nstunnel-config\\.${state}$`),
            );
            assert.equal(await boot.machine.shell("pgrep --full --count efs-proxy"), "1");
        },
    },
    {
        title: "the mount is cut off while it holds the lock of the private key: the next one does not wait for it",
        machine: { speed, standIn: { mount: "hang-with-lock 1\n", "timeout-speed": "10\n" } },
        notWith: { efsUtils: "the stand-in helper is told to stop while it holds the lock" },
        run: async (boot) => {
            await boot.connected(1, 120);
            assert.match(await boot.machine.shipped(), /attempt 1 of 20 ended with status 1/);
            assert.doesNotMatch(await boot.machine.shipped(), /attempt 2 of 20/);
            assert.equal(await boot.machine.shell("ls /run/efs/efs-utils-lock 2>/dev/null"), "");
        },
    },
    {
        title: "access is denied for good: no agent, and the shipped log says why",
        machine: { speed: 3 * speed, standIn: { mount: "denied 999\n" } },
        run: async (boot) => {
            await boot.says(/FAILED: no proven mount of fsap-0123456789abcdef0, so no agent is started/, 240);
            assert.match(await boot.machine.shipped(), /access denied by server/);
            assert.match(boot.machine.console, /no proven mount of fsap-0123456789abcdef0/);
            await boot.neverConnected();
        },
    },
    {
        title: "the mount is another agent's access point: seen by what it does to a file, taken down again",
        machine: { speed, standIn: { mount: "foreign 3\n" } },
        run: async (boot) => {
            await boot.connected();
            assert.match(await boot.machine.shipped(), /this is another access point/);
        },
    },
    {
        title: "the directory is not writable: no agent until it is",
        machine: { speed, standIn: { mount: "read-only 3\n" } },
        run: async (boot) => {
            await boot.connected();
            assert.match(await boot.machine.shipped(), /failed its probe: .*Permission denied/);
        },
    },
    {
        title: "the package repository is down and then up: waited for",
        machine: { speed },
        faults: { repositoryDown: true },
        run: async (boot) => {
            await boot.says(/install_once: attempt 2 of 10 ended with status 1/);
            await boot.neverConnected();
            await boot.cloud.setFaults({});
            await boot.connected();
        },
    },
    {
        title: "the secret has no value yet: the log says where it belongs, and the agent comes once it is there",
        machine: { speed },
        secret: "controller",
        run: async (boot) => {
            await boot.says(/FAILED: no secret for linux-1\. Put the value/);
            await boot.says(/Its last words:\n[\s\S]*\| An error occurred \(ResourceNotFoundException\)/);
            await boot.neverConnected();
            await boot.cloud.setSecret(secrets.first);
            await boot.connected();
        },
    },
    {
        title: "agent.jar is damaged, then a login page, then right",
        machine: { speed },
        faults: { agentJar: "truncated" },
        run: async (boot) => {
            await boot.says(/is damaged or no jar/);
            await boot.cloud.setFaults({ agentJar: "login page" });
            await boot.says(/FAILED: no agent\.jar from/);
            await boot.neverConnected();
            await boot.cloud.setFaults({});
            await boot.connected();
        },
    },
    {
        title: "the metadata service takes three seconds for each answer: the secret is fetched all the same",
        machine: { speed },
        notWith: {
            efsUtils: "efs-utils 2.4.2 and 3.2.0 give each answer of the metadata service one second",
        },
        faults: { metadataDelaySeconds: 3 },
        run: (boot) => boot.connected(1, 90),
    },
    {
        title: "the boot is cut off while cloud-init writes files, and started again: completed",
        run: async (boot) => {
            await until("the first file of the kit", 30, async () =>
                (await boot.machine.shell("ls /etc/jenkins-efs/agent.env 2>/dev/null")) !== ""
                    ? true
                    : undefined,
            );
            await boot.machine.stop("power cut");
            await boot.machine.boot();
            await boot.connected();
        },
    },
];

/** Cases in which something goes wrong while the agent runs. */
export const runFaults: readonly BootCase[] = [
    {
        title: "a second boot, without a repository: connected again",
        run: async (boot) => {
            await boot.connected();
            await boot.machine.stop("shutdown");
            await boot.cloud.setFaults({ repositoryDown: true });
            await boot.machine.boot();
            await boot.connected(2);
        },
    },
    {
        title: "the secret is rotated while the agent runs: taken up at the next connection",
        machine: { speed },
        run: async (boot) => {
            await boot.connected();
            await boot.cloud.setSecret(secrets.second);
            await boot.cloud.disconnect();
            await boot.connected(2);
        },
    },
    {
        title: "the controller restarts while a step runs: the step goes on with its temporary files, and its result arrives",
        notWith: { agentJar: needsBuilds },
        machine: { speed },
        run: async (boot) => {
            await boot.connected();
            const step = boot.cloud.build(
                `echo kept >/tmp/file; echo kept >/dev/shm/memory; touch ${mount}/begun; /usr/bin/sleep 10; cat /tmp/file /dev/shm/memory; rm ${mount}/begun; echo ended`,
            );
            await begun(boot);
            await boot.cloud.setFaults({ controllerDown: true });
            // A controller that comes back may want another secret, too.
            await boot.cloud.setSecret(secrets.second);
            await boot.cloud.disconnect();
            await boot.says(/\| curl: \(22\) .* 503\n[\s\S]*\| .*FAILED: no agent\.jar from/);
            await boot.cloud.setFaults({});
            await boot.connected(2);
            assert.deepEqual(await inTime(step), { status: 0, output: "kept\nkept\nended\n" });
        },
    },
    {
        title: "the agent's own process is killed while a step runs: the step goes on, and its result arrives",
        notWith: { agentJar: needsBuilds },
        machine: { speed },
        run: async (boot) => {
            await boot.connected();
            const step = boot.cloud.build(`touch ${mount}/begun; /usr/bin/sleep 5; echo ended`);
            await begun(boot);
            await boot.machine.shell("pkill --signal KILL --exact java");
            await boot.connected(2);
            assert.deepEqual(await inTime(step), { status: 0, output: "ended\n" });
        },
    },
    {
        title: "the controller is away for an hour: the agent keeps trying, a step goes on, and both come back by themselves",
        notWith: { agentJar: needsBuilds },
        machine: { speed },
        run: async (boot) => {
            await boot.connected();
            const step = boot.cloud.build(`touch ${mount}/begun; /usr/bin/sleep 5; echo ended`);
            await begun(boot);
            await boot.cloud.setFaults({ controllerDown: true });
            await boot.cloud.disconnect();
            await boot.says(/(FAILED: jenkins-agent ended[\s\S]*){4}/, 90);
            await boot.cloud.setFaults({});
            await boot.connected(2);
            assert.deepEqual(await inTime(step), { status: 0, output: "ended\n" });
        },
    },
    {
        title: "the mount is lost while a build runs: the build ends with the agent, and nothing lands on the local disk",
        notWith: { agentJar: needsBuilds },
        machine: { speed },
        run: async (boot) => {
            await boot.connected();
            void boot.cloud.build(`while true; do date >>${mount}/artifact; sleep 0.1; done`);
            await until("the build's artifact", 20, async () =>
                (await boot.machine.shell(`ls ${mount}`)).includes("artifact") ? true : undefined,
            );
            await boot.machine.shell(`umount --lazy ${mount}`);
            await boot.says(/FAILED: \/mnt\/efs\/linux-1 is no longer mounted/);
            await boot.connected(2);
            assert.equal(
                await boot.machine.shell("pgrep --list-full --full /durable-"),
                "",
                "the build has ended",
            );
            await boot.machine.shell("systemctl stop jenkins-efs-setup jenkins-efs-mount");
            assert.equal(await boot.machine.shell(`ls --almost-all ${mount}`), "", "nothing under the mount");
        },
    },
];
