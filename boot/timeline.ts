import assert from "node:assert/strict";
import { agentPackages } from "../agent-userdata";
import type { BootCase } from "./bootCase";

/** What everything that is the kit's own may take, without the download of packages. */
const targetSeconds = 10;

interface Moment {
    readonly atMilliseconds: number;
    readonly what: string;
}

/** When systemd finished what it calls by these names; microseconds since the kernel's start, which the host shares. */
const units: Readonly<Record<string, string>> = {
    "cloud-init-local.service": "cloud-init: data source found",
    "cloud-init.service": "cloud-init: files written",
    "cloud-config.service": "cloud-init: configured",
    "cloud-final.service": "cloud-init: first unit started",
    "jenkins-efs-setup.service": "user, packages, log shipping, watchdog",
    "jenkins-efs-firewall.service": "metadata closed to builds",
    "jenkins-efs-mount.service": "mounted and proven",
    "jenkins-efs-audit.service": "audited",
    "jenkins-agent.service": "credentials and agent.jar fetched, agent started",
};

/** A boot in which nothing goes wrong, told step by step. */
export const timeline: BootCase = {
    title: "a plain boot ends with the agent connected",
    alone: true,
    run: async (boot) => {
        await boot.connected();
        const moments: Moment[] = [];
        for (const [unit, what] of Object.entries(units)) {
            const entered = await boot.machine.shell(
                `systemctl show --property=ActiveEnterTimestamp --timestamp=us+utc --value ${unit}`,
            );
            moments.push({
                atMilliseconds: Date.parse(entered.replace(/^\w+ (\S+) (\S+) UTC$/, "$1T$2Z")),
                what,
            });
        }
        const connected = (await boot.cloud.seen()).find(({ what }) => what === "agent connected");
        assert.ok(connected);
        moments.push({ atMilliseconds: connected.atMilliseconds, what: "agent connected to the controller" });
        for (const { atMilliseconds, what } of moments.sort((a, b) => a.atMilliseconds - b.atMilliseconds)) {
            const seconds = (atMilliseconds - boot.machine.bootedAt) / 1000;
            boot.say(`          ${seconds.toFixed(2).padStart(6)} s  ${what}`);
        }
        const handedOver = moments.find(({ what }) => what === units["cloud-final.service"]);
        assert.ok(handedOver);
        const own = (connected.atMilliseconds - handedOver.atMilliseconds) / 1000;
        boot.say(
            `          ${own.toFixed(2).padStart(6)} s  of them are the kit's own; the target is ${targetSeconds} s`,
        );
        assert.ok(own < targetSeconds, `${own} s from cloud-init's end to the connection`);
    },
};

/** The same on an image that was baked, without a repository. */
export const bakedTimeline: BootCase = {
    title: "a boot from a baked image ends with the agent connected, though the repository refuses everything",
    alone: true,
    machine: { baked: agentPackages },
    faults: { repositoryDown: true },
    run: async (boot) => {
        await timeline.run(boot);
        assert.doesNotMatch(await boot.machine.shipped(), /installing/);
    },
};
