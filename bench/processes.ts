import { readdirSync, readFileSync } from "node:fs";

/** What takes part in a command of the engine. */
const roles = ["engine", "program", "policy pack", "stand-ins"] as const;
/** Whose processor time and memory are counted apart. */
export type Role = (typeof roles)[number];

/** What a role's processes took: seconds of processor time together, and MiB of the largest at its peak. */
export interface Usage {
    readonly seconds: number;
    readonly peakMiB: number;
}

interface Seen {
    readonly role: Role;
    readonly ticks: number;
    readonly peakKiB: number;
}

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`). */
const ticksPerSecond = 100;
const everyMs = 100;

function roleOf(command: string): Role | undefined {
    if (/cmd\/run-policy-pack\b/.test(command)) return "policy pack";
    if (command.includes("cmd/run/index.js")) return "program";
    if (command.includes("/plugins/aws")) return "stand-ins";
    return /\/pulumi\s(preview|up)/.test(command) ? "engine" : undefined;
}

/** What `/proc` says of a process; nothing for one that has ended. */
function look(pid: string): { parent: string; ticks: number; peakKiB: number; command: string } | undefined {
    try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        // The command's name in the second field may hold spaces and brackets of its own.
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
        return {
            parent: fields[1] ?? "",
            ticks: Number(fields[11]) + Number(fields[12]),
            peakKiB: Number(peak ?? 0),
            command: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " "),
        };
    } catch {
        return undefined;
    }
}

/** Watches the descendants of this process while something runs, and says what each role took. Linux only. */
export async function watchProcesses<T>(
    run: () => Promise<T>,
): Promise<{ readonly result: T; readonly usage: Readonly<Record<Role, Usage>> }> {
    const seen = new Map<string, Seen>();
    const sample = () => {
        const found = new Map(
            readdirSync("/proc")
                .filter((name) => /^\d+$/.test(name))
                .flatMap((pid) => {
                    const process = look(pid);
                    return process ? [[pid, process] as const] : [];
                }),
        );
        const isOurs = (pid: string): boolean => {
            const parent = found.get(pid)?.parent;
            return parent !== undefined && (parent === String(process.pid) || isOurs(parent));
        };
        for (const [pid, { ticks, peakKiB, command }] of found) {
            const role = roleOf(command);
            if (role && isOurs(pid)) seen.set(pid, { role, ticks, peakKiB });
        }
    };
    const timer = setInterval(sample, everyMs);
    try {
        const result = await run();
        sample();
        const of = (role: Role) => [...seen.values()].filter((process) => process.role === role);
        const usage = Object.fromEntries(
            roles.map((role) => [
                role,
                {
                    seconds: of(role).reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond,
                    peakMiB: Math.max(0, ...of(role).map(({ peakKiB }) => peakKiB)) / 1_024,
                },
            ]),
        ) as Record<Role, Usage>;
        return { result, usage };
    } finally {
        clearInterval(timer);
    }
}
