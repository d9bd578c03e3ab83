import assert from "node:assert/strict";
import { mountPoint } from "../agent-userdata";
import { type BootCase, speed } from "./bootCase";
import { agent } from "./values";

/** A script of the owner's that leaves a line behind each time it runs. */
const hook = (...commands: readonly string[]): string => `#!/bin/bash\n${commands.join("\n")}\n`;

const runs = "/var/lib/owner-runs";

/** Cases of what the owner has installed and run. */
export const ownerCases: readonly BootCase[] = [
    {
        title: "the owner's packages and script: installed, run once as root on the proven mount and before the agent, and shipped",
        machine: {
            owner: {
                packages: ["git-lfs"],
                hook: hook(
                    `echo "$(id --user) $(findmnt --noheadings --output FSTYPE ${mountPoint(agent.agentName)}) $(systemctl is-active jenkins-efs-mount jenkins-agent | xargs)" >>${runs}`,
                    'echo "the owner\'s word of $AGENT_NAME"',
                ),
            },
        },
        run: async (boot) => {
            const { machine } = boot;
            await boot.connected();
            assert.equal(await machine.shell("grep --count git-lfs /opt/stand-in/installed"), "1");
            assert.equal(await machine.shell(`cat ${runs}`), "0 tmpfs active inactive");
            await boot.says(/^the owner's word of linux-1$/m);
            await machine.shell("systemctl restart jenkins-efs-mount.service");
            await boot.connected(2);
            assert.equal(await machine.shell(`wc --lines <${runs}`), "1", "once at each boot");
        },
    },
    {
        title: "the owner's script fails, then hangs, then ends well: told and tried again, with no agent before that",
        machine: {
            speed,
            owner: {
                hook: hook(
                    `echo run >>${runs}`,
                    `case "$(wc --lines <${runs})" in 1) echo "no licence"; exit 3 ;; 2) exec /usr/bin/sleep 3600 ;; esac`,
                ),
            },
            units: { "jenkins-efs-hook.service.d/short.conf": "[Service]\nTimeoutStartSec=5\n" },
        },
        run: async (boot) => {
            await boot.says(/^no licence\n.*FAILED: jenkins-efs-hook ended with exit-code, status 3/m);
            await boot.says(/FAILED: jenkins-efs-hook ended with timeout/);
            assert.equal((await boot.machine.shipped()).match(/ended with timeout/g)?.length, 1);
            await boot.connected();
            assert.equal(await boot.machine.shell(`wc --lines <${runs}`), "3");
            assert.equal(await boot.connections(), 1);
        },
    },
];
