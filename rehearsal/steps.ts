import { Progress } from "../cli/progress";
import { shortUrn } from "../state/urn";
import type { Run, RunOptions } from "./engine/run";
import type { Workspace } from "./engine/workspace";
import { evaluatesPolicies, type Fault } from "./expectations";

/** One step of the rehearsal, as the report shows it. */
export interface StepResult {
    readonly name: string;
    readonly seconds: number;
    readonly faults: readonly Fault[];
    /** What the engine did, where the step is one of the engine's. */
    readonly run?: Run;
}

/** A step went wrong. What it says is the engine's diagnosis or the broken expectation. */
export class StepFailed extends Error {
    override readonly name = "StepFailed";

    constructor(readonly step: StepResult) {
        super(`${step.name} failed`);
    }
}

/** An hour: a thousand agents take minutes. */
const timeoutSeconds = 3600;

type Command = "preview" | "up" | "refresh" | "destroy" | "destroyUnprotected";

/** The steps of one rehearsal, one after the other; the first that fails is the last. */
export class Steps {
    readonly results: StepResult[] = [];

    constructor(
        private readonly workspace: Workspace,
        private readonly out: NodeJS.WriteStream,
        private readonly policyPackConfig: string | undefined,
    ) {}

    /** Has the engine do something, and checks what it did. Throws `StepFailed`. */
    async run(
        name: string,
        command: Command,
        check: (run: Run) => readonly Fault[] | Promise<readonly Fault[]>,
    ): Promise<void> {
        const progress = this.progress(name);
        const policyPackConfigs = this.policyPackConfig === undefined ? [] : [this.policyPackConfig];
        const run = await this.workspace[command]({
            onEvent: progress.onEvent,
            timeoutSeconds,
            policyPackConfigs,
        });
        const judged = command === "preview" || command === "up" ? evaluatesPolicies(run) : [];
        const faults = run.succeeded ? [...judged, ...(await check(run))] : failuresOf(run);
        this.finish({ name, seconds: progress.seconds, faults, run }, progress, summaryOf(run));
    }

    /** Holds that the engine refuses what it is asked for. Throws `StepFailed` where it would go ahead. */
    async refused(
        name: string,
        ask: (options: RunOptions) => Promise<Run>,
        fault: Fault,
        outcome: string,
    ): Promise<void> {
        const progress = this.progress(name);
        const run = await ask({ timeoutSeconds });
        const faults = run.succeeded ? [fault] : [];
        this.finish({ name, seconds: progress.seconds, faults, run }, progress, outcome);
    }

    /** Shows that something begins that takes a while. */
    progress(name: string): Progress {
        return new Progress(this.out, name);
    }

    /** Notes what came of a step, and shows it. Throws `StepFailed` where it has a fault. */
    finish(step: StepResult, progress: Progress, outcome: string): void {
        progress.done(outcome, step.faults.length === 0);
        this.results.push(step);
        if (step.faults.length > 0) throw new StepFailed(step);
    }

    /** Tells what was done between two steps. */
    say(line: string): void {
        this.out.write(`       ${line}\n`);
    }
}

/** What the engine counted: `77 create`. */
function summaryOf(run: Run): string {
    return Object.entries(run.resourceChanges)
        .map(([op, count]) => `${count} ${op}`)
        .join(", ");
}

/** Why a step failed: the policies it broke and the errors that the engine reports, in their own words. */
function failuresOf(run: Run): Fault[] {
    const violations = run.policyEvents
        .filter(({ enforcementLevel }) => enforcementLevel === "mandatory")
        .map(
            ({ policyName, message, resourceUrn }) =>
                `${policyName}, ${shortUrn(resourceUrn ?? "")}\n${message}`,
        );
    const words = [...violations, ...run.causes];
    return words.length > 0 ? words : [run.stderr.trim() || run.stdout.trim() || `exit code ${run.exitCode}`];
}
