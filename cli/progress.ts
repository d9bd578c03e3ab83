import type { EngineEvent } from "@pulumi/pulumi/automation";

/**
 * Shows what goes on: one line per step, which counts resources while it runs where a person watches. It has no colours,
 * and no other escapes where a file, a pipe or a terminal that says it is dumb is written to.
 */
export class Progress {
    #finished = 0;
    readonly #isTty: boolean;
    readonly #started = performance.now();
    readonly #clock: NodeJS.Timeout;

    constructor(
        private readonly out: NodeJS.WriteStream,
        private readonly title: string,
    ) {
        this.#isTty = out.isTTY === true && process.env.TERM !== "dumb";
        this.#show();
        this.#clock = setInterval(() => this.#show(), 1000).unref();
    }

    /** Counts the resources that the engine is done with. */
    readonly onEvent = (event: EngineEvent): void => {
        if (event.resOutputsEvent !== undefined) {
            this.#finished += 1;
            this.#show();
        }
    };

    done(outcome: string, succeeded: boolean): void {
        clearInterval(this.#clock);
        const seconds = `${this.seconds.toFixed(1)} s`.padStart(8);
        this.out.write(
            `${this.#isTty ? "\r\u001b[K" : ""}${succeeded ? "ok    " : "FAILED"} ${this.title.padEnd(34)}${seconds}  ${outcome}\n`,
        );
    }

    get seconds(): number {
        return (performance.now() - this.#started) / 1000;
    }

    #show(): void {
        if (this.#isTty) {
            const count = this.#finished === 0 ? "" : `resources: ${this.#finished}`;
            this.out.write(
                `\r\u001b[K...    ${this.title.padEnd(34)}${this.seconds.toFixed(0).padStart(6)} s  ${count}`,
            );
        }
    }
}
