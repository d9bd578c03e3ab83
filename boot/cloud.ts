import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Order } from "./standIns/cloud";
import type { BuildResult } from "./standIns/controller";
import type { CloudFaults, Seen } from "./values";

/** The harness's hand on the stand-ins, which run in a process and a network namespace of their own. */
export class Cloud {
    readonly #process: ChildProcess;
    readonly #pending = new Map<number, (result: unknown) => void>();
    #orders = 0;
    readonly #ready: Promise<unknown>;

    constructor(namespace: string, certificates: string, agentJar: string, moto: string) {
        const entry = join(__dirname, "standIns", "cloud.ts");
        this.#process = spawn(
            "ip",
            [
                "netns",
                "exec",
                namespace,
                process.execPath,
                "--require",
                join(__dirname, "..", "infra", "typescript.js"),
                entry,
                certificates,
                agentJar,
                moto,
            ],
            { stdio: ["ignore", "inherit", "inherit", "ipc"] },
        );
        this.#ready = new Promise((resolve, reject) => {
            this.#pending.set(0, resolve);
            this.#process.once("exit", (code) => reject(new Error(`the stand-ins ended with ${code}`)));
        });
        this.#process.on("message", ({ id, result }: { id: number; result: unknown }) => {
            this.#pending.get(id)?.(result);
            this.#pending.delete(id);
        });
    }

    /** Resolves when every stand-in answers. */
    async started(): Promise<void> {
        await this.#ready;
    }

    #give(order: Order): Promise<unknown> {
        this.#orders += 1;
        const id = this.#orders;
        return new Promise((resolve) => {
            this.#pending.set(id, resolve);
            this.#process.send({ id, order });
        });
    }

    /** Forgets everything, as for a fresh account. */
    async reset(): Promise<void> {
        await this.#give({ order: "reset" });
    }

    async setFaults(faults: CloudFaults): Promise<void> {
        await this.#give({ order: "faults", faults });
    }

    /** Sets the agent's secret in the controller and, where told so, in Secrets Manager too, there with an API token. */
    async setSecret(
        value: string,
        where: "both" | "controller" | "both, with token" = "both",
    ): Promise<void> {
        await this.#give({
            order: "secret",
            value,
            token: where === "both, with token",
            controllerOnly: where === "controller",
        });
    }

    /** Runs a shell script as a build on the connected agent. */
    async build(script: string): Promise<BuildResult> {
        return (await this.#give({ order: "build", script })) as BuildResult;
    }

    /** Cuts the agent's connection. */
    async disconnect(): Promise<void> {
        await this.#give({ order: "disconnect" });
    }

    /** What the stand-ins were asked, in order. */
    async seen(): Promise<readonly Seen[]> {
        return (await this.#give({ order: "seen" })) as readonly Seen[];
    }

    stop(): void {
        this.#process.removeAllListeners("exit");
        // The process ends moto and itself when it hears nothing more.
        this.#process.disconnect();
    }
}
