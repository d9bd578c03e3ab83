import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { Cloud } from "./cloud";
import { ends } from "./command";
import { type Machine, type MachineOptions, until } from "./machine";
import type { NotWith } from "./realParts";
import { type CloudFaults, jenkinsUser } from "./values";

/** The agent's secret in every case, and what it is rotated to: looked for in everything that a machine wrote. */
export const secrets = { first: "5ec2e7".repeat(10), second: "0ddba11".repeat(8) } as const;

/** How many times faster than on AWS the waits are in the cases that need time. */
export const speed = 20;

/** The result of a build, which an agent that lost it would never tell. Throws after 90 seconds. */
export const inTime = <T>(result: Promise<T>): Promise<T> =>
    Promise.race([result, delay(90_000).then(() => Promise.reject(new Error("no result within 90 s")))]);

/** Why a case with a build does not apply with a real agent.jar. */
export const needsBuilds =
    "builds go over remoting's own protocol, which the stand-in controller does not speak";

/** One boot, with what goes wrong and how it has to end. */
export interface BootCase {
    readonly title: string;
    /** True for a case that measures time: nothing else runs beside it. */
    readonly alone?: true;
    readonly machine?: MachineOptions;
    /** The instance that the agent's group starts next, for a case in which two run at once; the case boots it. */
    readonly next?: MachineOptions;
    readonly faults?: CloudFaults;
    /** Where the agent's secret is at first: `controller` alone leaves it without a value in Secrets Manager. */
    readonly secret?: "controller" | "both, with token";
    /** With which real part the case cannot be run, and why. @default it applies with every one */
    readonly notWith?: NotWith;
    readonly run: (boot: Boot) => Promise<void>;
}

/** What a case may read and do while its machine runs. */
export class Boot {
    constructor(
        readonly machine: Machine,
        /** The second machine, of a case that has one. */
        readonly next: Machine | undefined,
        readonly cloud: Cloud,
        /** Prints a line with the case's result. */
        readonly say: (line: string) => void,
    ) {}

    /** How often an agent has connected. */
    async connections(): Promise<number> {
        return (await this.cloud.seen()).filter(({ what }) => what === "agent connected").length;
    }

    /** Waits for the agent's nth connection. */
    async connected(nth = 1, seconds = 60): Promise<void> {
        await until(`connection ${nth} of the agent`, seconds, async () =>
            (await this.connections()) >= nth ? true : undefined,
        );
    }

    /** Waits until the stream `kit` says something. */
    async says(pattern: RegExp, seconds = 60): Promise<void> {
        await until(`${pattern} in the stream kit`, seconds, async () =>
            pattern.test(await this.machine.shipped()) ? true : undefined,
        );
    }

    /** Runs a build on the connected agent, and gives what it printed. */
    async build(script: string): Promise<string> {
        return (await inTime(this.cloud.build(script))).output.trim();
    }

    /** No agent was started, and none is. */
    async neverConnected(): Promise<void> {
        assert.equal(await this.connections(), 0, "an agent connected");
        assert.equal(await this.machine.active("jenkins-agent"), false, "the agent's unit is active");
    }

    /** What holds at the end of every boot, whatever went wrong in it. */
    async invariants(): Promise<void> {
        const violations = (await this.cloud.seen()).filter(({ what }) => what.startsWith("VIOLATION"));
        assert.deepEqual(violations, [], "an agent ran without its mount");
        for (const machine of [this.machine, this.next]) {
            if (machine !== undefined) await keepsSecrets(machine);
        }
    }
}

/** No secret is where it must not be on a machine. */
async function keepsSecrets(machine: Machine): Promise<void> {
    const all = [...Object.values(secrets), jenkinsUser.token];
    const written = await ends(
        "grep",
        "--recursive",
        "--files-with-matches",
        "--text",
        // What was never written is a line of gigabytes else.
        "--null-data",
        ...all.map((secret) => `--regexp=${secret}`),
        machine.written,
    );
    assert.equal(written.output, "", "a file on the disk holds a secret");
    for (const secret of all) {
        assert.doesNotMatch(machine.console, new RegExp(secret), "the console shows the secret");
        if (!machine.running) continue;
        const running = await machine.shell(
            `cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep --count ${secret.slice(0, 30)}; journalctl --no-pager | grep --count ${secret}`,
        );
        // The command that looks holds a part of it itself, in its own argument.
        assert.match(running, /^\d+\n0$/, "an argument or the journal holds the secret");
    }
}
