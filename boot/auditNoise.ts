import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { mountPoint } from "../agent-userdata";
import { type BootCase, needsBuilds, secrets } from "./bootCase";
import { until } from "./machine";
import { agent } from "./values";

/** As long as the kit's own loops take: each proves the mount and looks at the health once. */
const idleSeconds = 65;
/** Longer than one start without a secret takes, after which systemd begins the next. */
const waitingSeconds = 20;
const mostBytesADay = 1_000_000;

/** The records of events that one of the kit's rules asked for: other machines on this host have their own. */
function ruledOnly(log: string): string {
    const serial = (line: string) => /msg=audit\(([^)]*)\)/.exec(line)?.[1];
    const lines = log.split("\n");
    const ruled = new Set(lines.filter((line) => /\bkey="/.test(line)).map(serial));
    return lines.filter((line) => ruled.has(serial(line))).join("\n");
}

/**
 * What auditd would write of an agent that waits, and of one that does nothing. The kernel's audit is no container's, so
 * the harness loads the rules that the machine would load, from the host and into the machine's view of the file system,
 * and runs auditd there.
 */
export const auditNoise: BootCase = {
    title: "an agent that waits for its secret or does nothing writes less than 1 MB of audit a day; a build's writes are recorded, and its attempt to read the secret",
    notWith: { agentJar: needsBuilds },
    alone: true,
    secret: "controller",
    run: async (boot) => {
        await boot.says(/FAILED: no secret for/);
        const audit = (...args: readonly string[]) =>
            boot.machine.onItsFiles("/opt/stand-in/auditctl", ...args);
        const state = (await audit("-s")).output;
        if (!/^enabled [01]$/m.test(state) || !/^pid 0$/m.test(state)) {
            boot.say("          not measured: this host's kernel has no audit to spare");
            return;
        }
        const rules = (await boot.machine.shell("grep ^-a /opt/stand-in/audit-rules"))
            .split("\n")
            .map((rule) => rule.split(" ").slice(1));
        // In the foreground it prints what it else writes to its log.
        const auditd = spawn("nsenter", boot.machine.fileArguments("/usr/sbin/auditd", "-f"), {
            stdio: ["ignore", "pipe", "ignore"],
        });
        let log = "";
        auditd.stdout.on("data", (text: Buffer) => {
            log += text;
        });
        try {
            await audit("-e", "1");
            // What ran before the kernel began to audit it never does.
            await boot.machine.shell("systemctl restart amazon-efs-mount-watchdog jenkins-efs-mount");
            // After the mount, as the kit does: a rule covers what is mounted below its directory only then.
            for (const rule of rules) {
                const { status, output } = await audit("-a", ...rule);
                assert.equal(status, 0, `${rule.join(" ")}: ${output}`);
            }
            const measure = async (seconds: number, what: string): Promise<void> => {
                await delay(5_000);
                log = "";
                await delay(seconds * 1_000);
                const records = ruledOnly(log);
                const aDay = Math.round((records.length / seconds) * 86_400);
                boot.say(`          ${aDay} bytes of audit a day from an agent that ${what}`);
                assert.ok(aDay < mostBytesADay, records);
            };
            await measure(waitingSeconds, "waits for its secret");
            await boot.cloud.setSecret(secrets.first);
            await boot.connected();
            await measure(idleSeconds, "does nothing");

            const recorded = async (
                build: string,
                program: string,
                key: string,
                path: string,
            ): Promise<void> => {
                await boot.build(build);
                const record = new RegExp(
                    ` uid=${agent.uid} gid=${agent.gid} .*comm="${program}".*key="${key}"[\\s\\S]*"${path}"`,
                );
                await until(`a record like ${record}`, 10, async () => (record.test(log) ? true : undefined));
            };
            await recorded(
                "touch $EFS_DIRECTORY/artifact",
                "touch",
                "efs",
                `${mountPoint(agent.agentName)}/artifact`,
            );
            // As it lies there while the agent of another connection starts.
            await boot.machine.shell("install --mode=0400 /dev/null /run/jenkins-efs/secret");
            await recorded("cat /run/jenkins-efs/secret", "cat", "agent-secret", "/run/jenkins-efs/secret");
        } finally {
            for (const rule of rules) await audit("-d", ...rule);
            await audit("-e", "0");
            auditd.kill("SIGTERM");
        }
    },
};
