import { mkdirSync, writeFileSync } from "node:fs";
import { Sandbox, type ScriptRun } from "./sandbox";

/** What df says of the disk, and of the file system for temporary files. */
export const disk = (usedPercent: number, freeMiB: number): string =>
    `case "$*" in *avail*) echo Avail; echo ${freeMiB} ;; *) echo "Use% IUse%"; echo " ${usedPercent}%   3%" ;; esac`;

/** An instance on which everything holds. */
const healthy = {
    systemctl: 'case "$*" in *MainPID*) echo 4242 ;; *InvocationID*) echo now ;; esac',
    ss: 'echo "0 0 10.0.0.5:50000 10.0.0.9:443 users:((\\"java\\",pid=4242,fd=9))"',
    openssl: 'shift $(($# - 1)); [[ -e "$1" ]]',
    df: disk(40, 4000),
    "systemd-run": "",
    date: 'cat "$state/now"',
    aws: "",
    curl: "",
    journalctl: "",
    python3: "cat >/dev/null",
};

/** The call that publishes the metrics. */
export const published = (calls: readonly string[]): string | undefined =>
    calls.find((call) => call.startsWith("aws cloudwatch "));

/** What it publishes of each thing that is looked at, as `MountProven=1`. */
export const values = (calls: readonly string[]): string[] =>
    [...(published(calls) ?? "").matchAll(/MetricName=(\w+)\\,Value=(\d)/g)].map(
        ([, name, value]) => `${name}=${value}`,
    );

/** The health check on an instance on which everything holds, anew for each test. */
export class HealthCheck extends Sandbox {
    constructor() {
        super(healthy);
        this.certify("linux-1");
        this.agentSays("start before", "INFO: Connected", "INFO: Terminated", "start now", "INFO: Connected");
    }

    /** Puts the certificate of a mount where efs-utils does. */
    certify(...place: readonly string[]): void {
        const mount = this.path("efs", ...place)
            .slice(1)
            .replaceAll("/", ".");
        const state = this.path("run-efs", `fs-0123456789abcdef0.${mount}.20049+`);
        mkdirSync(state, { recursive: true });
        writeFileSync(`${state}/certificate.pem`, "");
    }

    /** What the agent has said since its log was begun. */
    agentSays(...lines: readonly string[]): void {
        writeFileSync(this.path("log", "agent.log"), `${lines.join("\n")}\n`);
    }

    /** Looks once, at a time in seconds of the epoch. */
    look(atSeconds: number, variables: Readonly<Record<string, string>> = {}): ScriptRun {
        writeFileSync(this.path("state", "now"), `${atSeconds}\n`);
        return this.run("health.sh", [], {
            LIMIT_SECONDS: "1200",
            CONNECTION_LIMIT_SECONDS: "1800",
            RESTART_AFTER_SECONDS: "180",
            EFS_STATE: this.path("run-efs"),
            ...variables,
        });
    }
}
