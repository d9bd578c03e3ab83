import assert from "node:assert/strict";
import { type Boot, type BootCase, needsBuilds, secrets, speed } from "./bootCase";
import { until } from "./machine";
import { instanceId } from "./values";

/** A look each second and limits of seconds, where AWS has a minute and twenty: the scripts are the same. */
const looking = (limitSeconds: number) => ({
    speed,
    units: {
        "jenkins-efs-health.timer.d/boot.conf":
            "[Timer]\nOnActiveSec=\nOnUnitInactiveSec=\nOnActiveSec=1\nOnUnitInactiveSec=1\n",
        "jenkins-efs-health.service.d/boot.conf": `[Service]\nEnvironment=LIMIT_SECONDS=${limitSeconds} CONNECTION_LIMIT_SECONDS=60 RESTART_AFTER_SECONDS=10\n`,
    },
});

/** For a machine that is replaced in the end, and for one that must not be however slowly it starts. */
const doomed = looking(10);
/** What a case's machine is that looks after itself each second. */
export const patient = looking(60);

/** Waits until the agent asked for something at AWS's endpoints. */
const asks = async (boot: Boot, pattern: RegExp, seconds: number): Promise<void> => {
    await until(`a call like ${pattern}`, seconds, async () =>
        (await boot.cloud.seen()).some(({ what }) => pattern.test(what)) ? true : undefined,
    );
};

const isReplaced = (boot: Boot): Promise<void> =>
    asks(
        boot,
        new RegExp(`^api Action=SetInstanceHealth InstanceId=${instanceId} HealthStatus=Unhealthy$`),
        90,
    );

/** The value of one of the agent's metrics in a call that publishes them. */
function metricValue(call: string, metric: string): string | undefined {
    const index = new RegExp(`member\\.(\\d+)\\.MetricName=${metric} `).exec(call)?.[1];
    const ours =
        call.includes("Namespace=JenkinsEfs/Agent ") &&
        call.includes(`.${index}.Dimensions.member.1.Value=linux-1`);
    return ours ? new RegExp(`member\\.${index}\\.Value=([\\d.]+)`).exec(call)?.[1] : undefined;
}

/** Waits until the agent's metrics have these values in one call. */
export const publishes = async (boot: Boot, metrics: Readonly<Record<string, number>>): Promise<void> => {
    await until(`the metrics ${JSON.stringify(metrics)}`, 60, async () => {
        const last = (await boot.cloud.seen()).findLast(({ what }) =>
            what.startsWith("api Action=PutMetricData"),
        );
        const holds = Object.entries(metrics).every(
            ([name, value]) => Number(metricValue(last?.what ?? "", name)) === value,
        );
        return holds ? true : undefined;
    });
};

/** Nobody has asked for another instance. */
export const isKept = async (boot: Boot): Promise<void> => {
    const asked = (await boot.cloud.seen()).filter(({ what }) => what.includes("SetInstanceHealth"));
    assert.deepEqual(asked, []);
};

/** Cases in which the instance looks after itself, or says that it cannot. */
export const health: readonly BootCase[] = [
    {
        title: "a healthy agent publishes that it is",
        machine: patient,
        run: async (boot) => {
            await boot.connected();
            await publishes(boot, {
                MountProven: 1,
                WatchdogRunning: 1,
                CertificateValid: 1,
                DiskHasRoom: 1,
                SecretPresent: 1,
                AgentConnected: 1,
            });
            assert.doesNotMatch(await boot.machine.shipped(), /UNHEALTHY/);
        },
    },
    {
        title: "an agent without a secret waits: its metrics say so, and the instance stays however long that takes",
        machine: patient,
        secret: "controller",
        run: async (boot) => {
            await publishes(boot, { SecretPresent: 0, AgentConnected: 0 });
            await boot.says(/no other instance would mend that: no secret/);
            await isKept(boot);
            await boot.cloud.setSecret(secrets.first);
            await publishes(boot, { SecretPresent: 1, AgentConnected: 1 });
        },
    },
    {
        title: "the controller is silent: the agent is not called connected, and the instance stays",
        machine: patient,
        run: async (boot) => {
            await publishes(boot, { AgentConnected: 1 });
            await boot.cloud.setFaults({ controllerDown: true });
            await boot.cloud.disconnect();
            await publishes(boot, { AgentConnected: 0 });
            await boot.says(/ControllerAnswers does not hold/);
            await isKept(boot);
            await boot.cloud.setFaults({});
            await publishes(boot, { AgentConnected: 1 });
        },
    },
    {
        title: "Jenkins forbids to take a mark back: the agent is connected and not called so, and the instance stays",
        machine: patient,
        secret: "both, with token",
        faults: {
            nodeMark:
                "Disconnected by node linux-1 : jenkins-efs: i-0 has ended; the agent's next instance takes this back",
            forbidden: ["Connect"],
        },
        run: async (boot) => {
            await boot.connected();
            await boot.says(/Jenkins answers 403 to POST toggleOffline by node linux-1/);
            await publishes(boot, { AgentConnected: 0, SecretPresent: 1 });
            await isKept(boot);
            assert.equal(await boot.connections(), 1, "it is not started over");
            await boot.cloud.setFaults({ forbidden: [] });
            await publishes(boot, { AgentConnected: 1 });
        },
    },
    {
        title: "access is denied for good: the group is asked for a new instance",
        machine: { ...doomed, standIn: { mount: "denied 9999\n" } },
        run: async (boot) => {
            await isReplaced(boot);
            await boot.says(/UNHEALTHY: MountProven .*for too long/);
            await boot.neverConnected();
        },
    },
    {
        title: "the package repository stays down: the group is asked for a new instance",
        machine: doomed,
        faults: { repositoryDown: true },
        run: async (boot) => {
            await isReplaced(boot);
            await boot.neverConnected();
        },
    },
    {
        title: "the watchdog is dead: started again, and where it cannot be, the group is asked for a new instance",
        machine: doomed,
        run: async (boot) => {
            await boot.connected();
            await boot.machine.shell("systemctl stop amazon-efs-mount-watchdog");
            await until("the watchdog back", 30, async () =>
                (await boot.machine.active("amazon-efs-mount-watchdog")) ? true : undefined,
            );
            await boot.machine.shell("systemctl mask --now --runtime amazon-efs-mount-watchdog");
            await isReplaced(boot);
            await boot.says(/UNHEALTHY: WatchdogRunning for too long/);
        },
    },
    {
        title: "the mount's certificate is not renewed: the group is asked for a new instance",
        machine: doomed,
        run: async (boot) => {
            await boot.connected();
            await boot.machine.shell("find /run/efs -name certificate.pem -delete");
            await isReplaced(boot);
            await boot.says(/UNHEALTHY: CertificateValid for too long/);
        },
    },
    {
        title: "a build fills the disk: the reason is shipped all the same, and the group is asked for a new instance",
        notWith: { agentJar: needsBuilds },
        machine: { ...doomed, diskMiB: 640 },
        run: async (boot) => {
            await boot.connected();
            await boot.machine.shell("systemctl start jenkins-efs-health.service");
            // As much room again as the step's words and exit status take; what is left of it is filled at once.
            const { status, output } = await boot.cloud.build(
                'said=$(head -c 1G /dev/zero 2>&1 >~/filler) || { truncate --size=-16K ~/filler; echo "$said"; exit 1; }',
            );
            await boot.machine.shell("cat /dev/zero >>~jenkins/filler");
            assert.notEqual(status, 0);
            assert.match(output, /No space left on device/);
            // What the kit itself goes on to say until its limit, which on AWS is minutes away.
            await boot.machine.shell("printf '%08192d\\n' 0 >>/var/log/jenkins-efs/kit.log");
            await isReplaced(boot);
            await boot.says(/UNHEALTHY: .*DiskHasRoom.* for too long/);
            assert.equal(await boot.connections(), 1, "the agent stays connected meanwhile");
        },
    },
    {
        title: "the secret in Jenkins changes first: the agent is let in again once Secrets Manager has it",
        machine: patient,
        run: async (boot) => {
            await boot.connected();
            await boot.cloud.setSecret("f00d".repeat(16), "controller");
            await boot.cloud.disconnect();
            await until("a refusal", 60, async () =>
                (await boot.cloud.seen()).some(({ what }) => what.endsWith("wrong secret"))
                    ? true
                    : undefined,
            );
            await boot.cloud.setSecret("f00d".repeat(16));
            await boot.connected(2);
        },
    },
];
