import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

/** What the stand-in does wrong on purpose, for tests of what a stack survives. */
export interface FaultPlan {
    readonly operation: "create" | "update" | "delete";
    /**
     * `error`: AWS refuses. `throttle`: AWS asks to come again later. `lost-response`: AWS does it, and the answer is
     * lost. `kill`: AWS does it, and the engine is killed before it hears of it.
     */
    readonly how: "error" | "throttle" | "lost-response" | "kill";
    /** Part of the URNs that are struck. @default all */
    readonly match?: string;
    /** How often each URN is struck. @default 1 */
    readonly times?: number;
}

/** The variable with the path of a file that holds a plan; without it nothing goes wrong. */
export const faultsVariable = "JENKINS_EFS_STANDIN_FAULTS";

const messages = {
    error: "InternalServiceError: on purpose, AWS refused once. Run pulumi up again.",
    throttle: "ThrottlingException: on purpose, rate exceeded. Run pulumi up again.",
    "lost-response": "RequestTimeout: on purpose, the answer was lost after AWS had done it.",
    kill: "on purpose, the engine was killed",
} as const;

/** Does what a request wants, or goes wrong as planned. */
export function withFaults<T>(operation: FaultPlan["operation"], urn: string, act: () => T): T {
    const file = process.env[faultsVariable];
    if (file === undefined || file === "" || !existsSync(file)) return act();
    const plan = JSON.parse(readFileSync(file, "utf8")) as FaultPlan;
    if (plan.operation !== operation || !urn.includes(plan.match ?? "") || !strikes(file, plan, urn))
        return act();
    if (plan.how === "lost-response" || plan.how === "kill") act();
    if (plan.how === "kill") killTree(process.ppid);
    throw new Error(messages[plan.how]);
}

/**
 * Kills the engine and what it started, as the end of a machine does: a language host whose engine alone was killed
 * runs on, and its program takes memory and a core until somebody notices.
 */
function killTree(engine: number): void {
    const descendants = (pid: number): number[] =>
        spawnSync("pgrep", ["-P", String(pid)], { encoding: "utf8" })
            .stdout.split("\n")
            .map(Number)
            .filter((child) => child > 0 && child !== process.pid)
            .flatMap((child) => [child, ...descendants(child)]);
    for (const pid of [engine, ...descendants(engine)]) {
        try {
            process.kill(pid, "SIGKILL");
        } catch {
            // It ended by itself in between.
        }
    }
}

/** Whether this URN is struck now; each strike leaves a file, which the tests count. */
function strikes(file: string, { operation, how, times = 1 }: FaultPlan, urn: string): boolean {
    const folder = `${file}.strikes`;
    mkdirSync(folder, { recursive: true });
    const name = createHash("sha256").update(`${operation} ${how} ${urn}`).digest("hex").slice(0, 32);
    for (let strike = 1; strike <= times; strike++) {
        try {
            writeFileSync(path.join(folder, `${name}-${strike}`), urn, { flag: "wx" });
            return true;
        } catch {
            // Struck that often before.
        }
    }
    return false;
}
