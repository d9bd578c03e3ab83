import { writeFileSync } from "node:fs";
import { Progress } from "../cli/progress";
import { projectName } from "../cli/project";
import { resourcesOf } from "../state/exported";
import { shortUrn } from "../state/urn";
import { type AgentConfig, generateAgents, ownerOf, swapOneAgent } from "./agents";
import type { Cli } from "./engine/cli";
import type { Run } from "./engine/run";
import { Workspace } from "./engine/workspace";
import {
    changesNothing,
    changesOnly,
    evaluatesPolicies,
    type Fault,
    findsNoDrift,
    policyBeforeMountTargets,
} from "./expectations";

/** A check of the state at its height, at work while the engine goes on. */
export interface StateCheck {
    /** What the report calls its step. */
    readonly name: string;
    /** Waits for what it found; every fault fails the rehearsal. */
    result(): Promise<{ readonly verdict: string; readonly faults: readonly Fault[] }>;
    /** Ends it, done or not. */
    stop(): void;
}

/** What is rehearsed, and what is made of it besides. */
export interface RehearsalOptions {
    readonly stack: string;
    /** How many agents to generate in place of the configured ones. */
    readonly agents: number | undefined;
    /** Where the state at its height is written, as `pulumi stack export` does. */
    readonly exportFile: string | undefined;
    /** Starts a check of an exported state; it may keep files in the folder, which goes with the rehearsal. */
    readonly startCheck: (state: string, folder: string) => StateCheck;
}

/** One step of the rehearsal, as the report shows it. */
export interface StepResult {
    readonly name: string;
    readonly seconds: number;
    readonly faults: readonly Fault[];
    /** What the engine did, where the step is one of the engine's. */
    readonly run?: Run;
}

/** What a rehearsal went through, and what stood at its height. */
export interface RehearsalResult {
    readonly steps: readonly StepResult[];
    /** The URNs of everything that was deployed. */
    readonly deployed: readonly string[];
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

type Command = "preview" | "up" | "refresh" | "destroy";

/** Takes one stack through its life, and checks after each step what must hold. */
export class Rehearsal {
    private readonly steps: StepResult[] = [];
    private deployed: readonly string[] = [];
    private readonly agentsKey: string;

    private constructor(
        private readonly workspace: Workspace,
        private readonly options: RehearsalOptions,
        private readonly out: NodeJS.WriteStream,
        program: string,
    ) {
        this.agentsKey = `${projectName(program)}:agents`;
    }

    static async prepare(
        program: string,
        policyPack: string,
        cli: Cli,
        options: RehearsalOptions,
        out: NodeJS.WriteStream,
    ) {
        const workspace = await Workspace.create({
            program,
            stack: options.stack,
            policyPacks: [policyPack],
            cli,
        });
        return { workspace, rehearsal: new Rehearsal(workspace, options, out, program) };
    }

    async run(): Promise<RehearsalResult> {
        if (this.options.agents !== undefined) {
            this.workspace.setConfig(this.agentsKey, generateAgents(this.agents(), this.options.agents));
        }
        await this.step("preview", "preview", () => []);
        await this.step("up", "up", policyBeforeMountTargets);
        this.deployed = (await this.workspace.exportState().then(resourcesOf)).map(({ urn }) => urn);
        await this.step("up again: no changes", "up", changesNothing);
        await this.step("refresh: no drift", "refresh", findsNoDrift);
        const state = `${JSON.stringify(await this.workspace.exportState(), undefined, 4)}\n`;
        if (this.options.exportFile !== undefined) {
            writeFileSync(this.options.exportFile, state);
        }
        await this.whileChecking(state, () => this.swapAgents());
        await this.destroy();
        return this.result;
    }

    /** What it went through so far. */
    get result(): RehearsalResult {
        return { steps: this.steps, deployed: this.deployed };
    }

    private agents(): AgentConfig[] {
        const agents = this.workspace.config(this.agentsKey);
        if (!Array.isArray(agents)) {
            throw new Error(
                `Pulumi.${this.options.stack}.yaml has no ${this.agentsKey}, the list of the agents.`,
            );
        }
        return agents as AgentConfig[];
    }

    private async swapAgents(): Promise<void> {
        const before = this.agents();
        const { agents, added, removed } = swapOneAgent(before);
        const names = [added, ...before.map(({ name }) => name)];
        const guarded = (await this.workspace.protectedUrns()).filter(
            (urn) => ownerOf(urn, names) === removed,
        );
        if (guarded.length > 0) {
            this.say(
                `${removed} has ${guarded.length} protected resource(s); taking it out of service unprotects them`,
            );
            await this.workspace.unprotect(guarded);
        }
        this.workspace.setConfig(this.agentsKey, agents);
        await this.step("up: one agent more, one less", "up", (run) =>
            changesOnly(run, added, removed, names),
        );
    }

    /** Has the deployed state checked while the engine goes on, which leaves it a processor. */
    private async whileChecking(state: string, goOn: () => Promise<void>): Promise<void> {
        const check = this.options.startCheck(state, this.workspace.folder);
        try {
            await goOn();
            const { name } = check;
            const progress = new Progress(this.out, name);
            const { verdict, faults } = await check.result();
            this.finish({ name, seconds: progress.seconds, faults }, progress, verdict);
        } finally {
            check.stop();
        }
    }

    private async destroy(): Promise<void> {
        const guarded = await this.workspace.protectedUrns();
        if (guarded.length > 0) {
            await this.expectRefusal(guarded);
            this.say(`unprotecting ${guarded.length} resource(s), as pulumi state unprotect --all does`);
            await this.workspace.unprotect(guarded);
        }
        await this.step("destroy: nothing left", "destroy", async () => {
            const inState = resourcesOf(await this.workspace.exportState()).map(
                ({ urn }) => `the state still has ${shortUrn(urn)}`,
            );
            const inAccount = this.workspace
                .resourcesInAccount()
                .map(({ urn }) => `the account still has ${shortUrn(urn)}`);
            return [...inState, ...inAccount];
        });
    }

    /**
     * What `protect: true` is for: `pulumi destroy` previews first, and the preview fails. Only `--skip-preview` goes on,
     * and then deletes everything up to the first protected resource.
     */
    private async expectRefusal(guarded: readonly string[]): Promise<void> {
        const name = "destroy: protected, so refused";
        const progress = new Progress(this.out, name);
        const run = await this.workspace.previewDestroy({ timeoutSeconds });
        const faults = run.succeeded
            ? [`${guarded.length} resources are protected, and destroy would go ahead`]
            : [];
        this.finish(
            { name, seconds: progress.seconds, faults, run },
            progress,
            `${guarded.length} protected`,
        );
    }

    private async step(
        name: string,
        command: Command,
        check: (run: Run) => readonly Fault[] | Promise<readonly Fault[]>,
    ): Promise<void> {
        const progress = new Progress(this.out, name);
        const run = await this.workspace[command]({ onEvent: progress.onEvent, timeoutSeconds });
        const judged = command === "preview" || command === "up" ? evaluatesPolicies(run) : [];
        const faults = run.succeeded ? [...judged, ...(await check(run))] : failuresOf(run);
        this.finish({ name, seconds: progress.seconds, faults, run }, progress, summaryOf(run));
    }

    private finish(step: StepResult, progress: Progress, outcome: string): void {
        progress.done(outcome, step.faults.length === 0);
        this.steps.push(step);
        if (step.faults.length > 0) {
            throw new StepFailed(step);
        }
    }

    private say(line: string): void {
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
