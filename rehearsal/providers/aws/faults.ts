import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What the stand-in does wrong on purpose, for tests of what a stack survives. */
export interface FaultPlan {
    readonly operation: "create" | "update" | "delete";
    /**
     * `error`: AWS refuses. `throttle`: AWS asks to come again later. `lost-response`: AWS does it, and the answer is
     * lost. `kill`: AWS does it, and the engine is killed before it hears of it; `early-kill`: before AWS does it. All
     * requests that the engine has under way are struck before it is killed.
     */
    readonly how: "error" | "throttle" | "lost-response" | "kill" | "early-kill";
    /** Part of the URNs that are struck. @default all */
    readonly match?: string;
}

/** The variable with the path of a file that holds a plan; without it nothing goes wrong. */
export const faultsVariable = "JENKINS_EFS_STANDIN_FAULTS";

const messages = {
    error: "InternalServiceError: on purpose, AWS refused once. Run pulumi up again.",
    throttle: "ThrottlingException: on purpose, rate exceeded. Run pulumi up again.",
    "lost-response": "RequestTimeout: on purpose, the answer was lost after AWS had done it.",
} as const;

/** How long no further request has to come in before the engine is killed. */
const quietMs = 1500;

/** Does what a request wants, or goes wrong as planned. */
export async function withFaults<T>(
    operation: FaultPlan["operation"],
    urn: string,
    act: () => T,
): Promise<T> {
    const file = process.env[faultsVariable];
    if (file === undefined || file === "" || !existsSync(file)) return act();
    const plan = JSON.parse(readFileSync(file, "utf8")) as FaultPlan;
    if (plan.operation !== operation || !urn.includes(plan.match ?? "") || !strikes(file, urn)) return act();
    if (plan.how === "lost-response" || plan.how === "kill") act();
    if (plan.how === "kill" || plan.how === "early-kill") return killWhenQuiet(file);
    throw new Error(messages[plan.how]);
}

/** The URNs that were struck under the plan in a file. */
export function struckUnder(file: string): readonly string[] {
    const folder = `${file}.strikes`;
    return existsSync(folder)
        ? readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"))
        : [];
}

/** Whether this URN is struck now, which it is once. Each strike leaves a file, which the tests count. */
function strikes(file: string, urn: string): boolean {
    const folder = `${file}.strikes`;
    mkdirSync(folder, { recursive: true });
    const name = createHash("sha256").update(urn).digest("hex").slice(0, 32);
    try {
        writeFileSync(join(folder, name), urn, { flag: "wx" });
        return true;
    } catch {
        return false;
    }
}

/** Never answers, and kills the engine when it waits for nothing but answers that do not come. */
function killWhenQuiet(file: string): Promise<never> {
    const engine = process.ppid;
    setInterval(() => {
        // A folder changes when a file is added to it.
        if (Date.now() - statSync(`${file}.strikes`).mtimeMs > quietMs) killTree(engine);
    }, quietMs / 4).unref();
    return new Promise(() => undefined);
}

/**
 * Kills the engine and what it started, as the end of a machine does: language and policy hosts whose engine alone was
 * killed run on.
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
    process.exit();
}
