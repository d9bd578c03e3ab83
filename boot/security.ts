import assert from "node:assert/strict";
import { mountPoint } from "../agent-userdata";
import { type BootCase, needsBuilds, secrets } from "./bootCase";
import { addresses, agent } from "./values";

const mount = mountPoint(agent.agentName);
/** The worst that `systemd-analyze security` may say of each unit: 0 is sealed, 10 is open. */
const highestExposure: Readonly<Record<string, number>> = {
    "jenkins-agent": 2,
    "jenkins-efs-audit": 4,
    "jenkins-efs-clean": 2,
    "jenkins-efs-drain": 3,
    "jenkins-efs-firewall": 2,
    "jenkins-efs-health": 3,
    "jenkins-efs-mount": 5,
    "jenkins-efs-setup": 6,
};

/** What a build may and may not do, tried by a build. */
export const security: BootCase = {
    title: "a build reaches its workspace and its part of EFS, and neither metadata, secret, units nor rules",
    notWith: { agentJar: needsBuilds },
    machine: { owner: { cleanWorkspacesAfterDays: 14 } },
    run: async (boot) => {
        await boot.connected();
        const fails = async (what: string, script: string): Promise<void> => {
            const { status, output } = await boot.cloud.build(script);
            assert.notEqual(status, 0, `a build can ${what}: ${output}`);
        };
        assert.equal(await boot.build("id --user"), String(agent.uid));
        assert.equal(
            await boot.build(`echo cached >${mount}/cache && cat ${mount}/cache && rm ${mount}/cache`),
            "cached",
        );
        assert.equal(await boot.build('echo "$EFS_DIRECTORY $HOME"'), `${mount} /var/lib/jenkins-agent`);
        for (const host of [addresses.metadata, `[${addresses.metadata6}]`]) {
            await fails(
                "reach the metadata service",
                `curl --silent --max-time 3 --request PUT http://${host}/latest/api/token`,
            );
        }
        assert.equal(
            await boot.machine.shell(
                `curl --silent --max-time 3 --request PUT http://${addresses.metadata}/latest/api/token`,
            ),
            "token",
            "root reaches the metadata service",
        );
        await fails("get the instance role's credentials", "aws sts get-caller-identity");
        await fails("find the secret", "cat /run/jenkins-efs/secret");
        await fails(
            "find the secret in a descriptor",
            `for file in /proc/$(pgrep --exact java)/fd/*; do test -c $file || ! timeout 2 grep --quiet --text ${secrets.first.slice(0, 20)} $file || exit 0; done; exit 1`,
        );
        await fails("change a unit", "touch /etc/systemd/system/jenkins-agent.service");
        await fails("change a script of the kit", "touch /usr/local/lib/jenkins-efs/mount.sh");
        await fails("change the environment file", "touch /etc/jenkins-efs/agent.env");
        await fails("change the firewall", "nft flush ruleset");
        await fails("change the audit rules", "auditctl -D || /opt/stand-in/auditctl -D");
        await fails("change the audit rules' files", "touch /etc/audit/rules.d/50-jenkins-efs.rules");
        const rules = await boot.machine.shell("cat /opt/stand-in/audit-rules");
        assert.match(rules, new RegExp(`^-a always,exit -F dir=${mount} -F perm=wa -F key=efs$`, "m"));
        for (const rule of rules.split("\n")) {
            const said = await boot.machine.shell(`/opt/stand-in/auditctl ${rule}`);
            // Read and understood, and refused by the kernel only because this is not its first namespace; nor does it say
            // there that it can tell a program.
            assert.match(
                said,
                /^(Error sending .* \((Operation not permitted|Connection refused)\)\n?|Field option not supported by kernel: exe\n)+$/,
                `${rule}: ${said}`,
            );
        }
        await fails("read the shipped log", "cat /var/log/jenkins-efs/kit.log");
        await fails("write outside its directories", "touch /usr/local/bin/java /var/tmp/../lib/x");
        await fails("become root", "test -u /usr/bin/su && echo | su -c id");
        await fails("unmount", `umount ${mount}`);
        const proxy = await boot.machine.shell("ss --no-header --listening --numeric --tcp --udp");
        const port = /^tcp +LISTEN \S+ +\S+ +127\.0\.0\.1:(20\d{3}|210[0-4]\d) [^\n]*$/.exec(proxy)?.[1];
        assert.ok(port, `no port is open but the mount's proxy: ${proxy}`);
        const connect = `timeout 3 bash -c '>/dev/tcp/127.0.0.1/${port}'`;
        assert.equal(
            (await boot.machine.ends("/bin/bash", "-c", connect)).status,
            0,
            "root reaches the proxy",
        );
        await fails("reach the mount's proxy", connect);
        await fails(
            "speak for the agent's unit",
            "NOTIFY_SOCKET=/run/systemd/notify systemd-notify --status=forged && systemctl show --property=StatusText jenkins-agent | grep forged",
        );
        // What processes get of it is the kernel's to decide, which lets no container ask for less.
        assert.equal(
            await boot.machine.shell(
                "systemctl show --property=OOMScoreAdjust,OOMPolicy jenkins-efs-mount amazon-efs-mount-watchdog jenkins-agent | grep .",
            ),
            [
                "OOMPolicy=stop\nOOMScoreAdjust=-900",
                "OOMPolicy=stop\nOOMScoreAdjust=-900",
                "OOMPolicy=continue\nOOMScoreAdjust=0",
            ].join("\n"),
            "what the mount stands on is killed last for memory, and a build that is ends no agent",
        );
        for (const [unit, highest] of Object.entries(highestExposure)) {
            const said = await boot.machine.shell(
                `systemd-analyze security --no-pager ${unit}.service | tail -n 1`,
            );
            const score = Number(/: ([\d.]+) /.exec(said)?.[1]);
            assert.ok(score <= highest, said);
            boot.say(`          ${score.toFixed(1).padStart(6)}  exposure of ${unit}`);
        }
    },
};
