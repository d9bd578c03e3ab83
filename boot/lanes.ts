import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Boot, type BootCase, secrets } from "./bootCase";
import { Cloud } from "./cloud";
import { Machine } from "./machine";
import { clear, lay, namespacesOf } from "./network";
import { cache, type Tree } from "./tree";
import { nextInstanceId } from "./values";

/** What the cases of one run share. */
export interface Ground {
    readonly tree: Tree;
    /** The command that starts moto's server. */
    readonly moto: string;
    /** True to print what each machine shipped. */
    readonly show: boolean;
    readonly say: (line: string) => void;
}

/** A place for one case at a time: a wire, and the stand-ins at its other end. */
class Lane {
    readonly #namespaces: ReturnType<typeof namespacesOf>;
    #cloud: Cloud | undefined;

    constructor(
        private readonly number: number,
        private readonly ground: Ground,
        private readonly interrupted: Promise<never>,
    ) {
        this.#namespaces = namespacesOf(number);
    }

    async open(): Promise<void> {
        await lay(this.#namespaces);
        const { tree, moto } = this.ground;
        this.#cloud = new Cloud(this.#namespaces.cloud, tree.certificates, tree.agentJar, moto);
        await Promise.race([this.#cloud.started(), this.interrupted]);
    }

    async close(): Promise<void> {
        this.#cloud?.stop();
        await clear(this.#namespaces);
    }

    /** Runs one case on a machine of its own; whether it ended as it has to. */
    async passes(bootCase: BootCase): Promise<boolean> {
        const cloud = this.#cloud;
        if (cloud === undefined) throw new Error("the lane is not open");
        const started = Date.now();
        const lines: string[] = [];
        const { show } = this.ground;
        await cloud.reset();
        await cloud.setFaults(bootCase.faults ?? {});
        await cloud.setSecret(secrets.first, bootCase.secret ?? "both");
        const folder = join(cache, `machine-${process.pid}-${this.number}`);
        const efs = join(cache, `efs-${process.pid}-${this.number}`);
        mkdirSync(efs);
        const authority = readFileSync(join(this.ground.tree.certificates, "company-ca.pem"), "utf8");
        const machine = new Machine(
            this.ground.tree.layers,
            folder,
            this.#namespaces.machine,
            efs,
            authority,
            bootCase.machine ?? {},
        );
        const next =
            bootCase.next &&
            new Machine(
                this.ground.tree.layers,
                join(cache, `next-${process.pid}-${this.number}`),
                this.#namespaces.next,
                efs,
                authority,
                { ...bootCase.next, instanceId: nextInstanceId },
            );
        const boot = new Boot(machine, next, cloud, (line) => lines.push(line));
        const end = async (word: string, error = ""): Promise<void> => {
            const seconds = ((Date.now() - started) / 1000).toFixed(1);
            const shipped =
                (show || error !== "") && machine.running
                    ? `${await machine.shipped("agent")}\n${await machine.shipped()}`
                    : "";
            lines.push(`  ${word} ${bootCase.title} (${seconds} s)${error}`);
            if (shipped !== "") lines.push(shipped.replaceAll(/^/gm, "          | "));
            this.ground.say(lines.join("\n"));
        };
        try {
            await machine.boot();
            await Promise.race([bootCase.run(boot), this.interrupted]);
            await boot.invariants();
            await end("ok     ");
            return true;
        } catch (error) {
            await end("FAILED ", `\n${error instanceof Error ? error.stack : String(error)}`);
            return false;
        } finally {
            await machine.remove();
            await next?.remove();
            rmSync(efs, { recursive: true });
        }
    }
}

/** Runs the cases, so many at once, and gives how many passed. Those that measure time come first, and alone. */
export async function runCases(cases: readonly BootCase[], atOnce: number, ground: Ground): Promise<number> {
    const interrupted = new Promise<never>((_, reject) => {
        for (const signal of ["SIGINT", "SIGTERM"] as const)
            process.once(signal, () => reject(new Error(`ended by ${signal}`)));
    });
    const crowd = cases.filter(({ alone }) => alone !== true);
    const count = Math.max(1, Math.min(atOnce, crowd.length));
    const lanes = Array.from({ length: count }, (_, number) => new Lane(number, ground, interrupted));
    let passed = 0;
    const work = async (lane: Lane, queue: BootCase[]): Promise<void> => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
            if (await lane.passes(next)) passed += 1;
        }
    };
    try {
        for (const lane of lanes) await lane.open();
        for (const lane of lanes.slice(0, 1))
            await work(
                lane,
                cases.filter(({ alone }) => alone === true),
            );
        await Promise.all(lanes.map((lane) => work(lane, crowd)));
    } finally {
        for (const lane of lanes) await lane.close();
    }
    return passed;
}
