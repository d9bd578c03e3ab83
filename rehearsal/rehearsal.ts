import { writeFileSync } from "node:fs";
import type { Cli } from "../engine/cli";
import { resourcesOf } from "../state/exported";
import { type AgentConfig, type AreaConfig, areasOf, generateAgents, ownerOf, swapOneAgent } from "./agents";
import { giveUp } from "./ending";
import { Workspace } from "./engine/workspace";
import {
    changesNothing,
    changesOnly,
    type Fault,
    findsNoDrift,
    policyBeforeMountTargets,
} from "./expectations";
import { type StepResult, Steps } from "./steps";

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
    /** Whether it ends with the stack still there. */
    readonly keep: boolean;
    /** Where the state at its height is written, as `pulumi stack export` does. */
    readonly exportFile: string | undefined;
    /** The configuration of the policy pack. @default the pack's own levels and settings */
    readonly policyPackConfig: string | undefined;
    /** Starts a check of an exported state; it may keep files in the folder, which goes with the rehearsal. */
    readonly startCheck: (state: string, folder: string) => StateCheck;
}

/** What a rehearsal went through, and what stood at its height. */
export interface RehearsalResult {
    readonly steps: readonly StepResult[];
    /** The URNs of everything that was deployed. */
    readonly deployed: readonly string[];
    /** What AWS keeps of what was destroyed, in words for a reader; undefined where the stack is still there. */
    readonly remains: readonly string[] | undefined;
}

/** Whose values the rehearsal changes: the list of the stack's agents, and of the areas that name them. */
const agentsKey = "agents";
const areasKey = "shared";

/** Takes one stack through its life, and checks after each step what must hold. */
export class Rehearsal {
    readonly #steps: Steps;
    #deployed: readonly string[] = [];

    private constructor(
        private readonly workspace: Workspace,
        private readonly options: RehearsalOptions,
        out: NodeJS.WriteStream,
    ) {
        this.#steps = new Steps(workspace, out, options.policyPackConfig);
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
        return { workspace, rehearsal: new Rehearsal(workspace, options, out) };
    }

    async run(): Promise<RehearsalResult> {
        if (this.options.agents !== undefined) {
            const before = this.#agents();
            this.#setAgents(before, generateAgents(before, this.options.agents));
        }
        await this.#steps.run("preview", "preview", () => []);
        await this.#steps.run("up", "up", policyBeforeMountTargets);
        this.#deployed = (await this.workspace.exportState().then(resourcesOf)).map(({ urn }) => urn);
        await this.#steps.run("up again: no changes", "up", changesNothing);
        await this.#steps.run("refresh: no drift", "refresh", findsNoDrift);
        const state = `${JSON.stringify(await this.workspace.exportState(), undefined, 4)}\n`;
        if (this.options.exportFile !== undefined) writeFileSync(this.options.exportFile, state);
        await this.#whileChecking(state, () => this.#swapAgents());
        if (this.options.keep) this.#steps.say("the stack stays as it is, and its end is not rehearsed");
        else await giveUp(this.workspace, this.#steps);
        return this.result;
    }

    /** What it went through so far. */
    get result(): RehearsalResult {
        return {
            steps: this.#steps.results,
            deployed: this.#deployed,
            remains: this.options.keep ? undefined : this.workspace.account.remains(),
        };
    }

    #agents(): AgentConfig[] {
        const agents = this.workspace.config(agentsKey);
        if (!Array.isArray(agents))
            throw new Error(`The configuration of stack ${this.options.stack} has no list of ${agentsKey}.`);
        return agents as AgentConfig[];
    }

    /** Puts agents in the place of others, each with the areas of the one at its place. */
    #setAgents(before: readonly AgentConfig[], agents: readonly AgentConfig[]): void {
        const renamed = new Map(
            before.flatMap(({ name }, at) => {
                const now = agents[at]?.name;
                return now === undefined ? [] : [[name, now] as const];
            }),
        );
        const areas = this.workspace.config(areasKey);
        this.workspace.setConfig(agentsKey, agents);
        if (Array.isArray(areas)) this.workspace.setConfig(areasKey, areasOf(areas as AreaConfig[], renamed));
    }

    async #swapAgents(): Promise<void> {
        const before = this.#agents();
        const { agents, added, removed } = swapOneAgent(before);
        const names = [added, ...before.map(({ name }) => name)];
        const guarded = (await this.workspace.protectedUrns()).filter(
            (urn) => ownerOf(urn, names) === removed,
        );
        if (guarded.length > 0) {
            this.#steps.say(
                `${removed} has ${guarded.length} protected resource(s); taking it out of service unprotects them`,
            );
            await this.workspace.unprotect(guarded);
        }
        // The newcomer, at the front, has the areas of the one that goes.
        this.#setAgents([...before.slice(-1), ...before.slice(0, -1)], agents);
        await this.#steps.run("up: one agent more, one less", "up", (run) =>
            changesOnly(run, added, removed, names),
        );
    }

    /** Has the deployed state checked while the engine goes on, which leaves it a processor. */
    async #whileChecking(state: string, goOn: () => Promise<void>): Promise<void> {
        const check = this.options.startCheck(state, this.workspace.folder);
        try {
            await goOn();
            const { name } = check;
            const progress = this.#steps.progress(name);
            const { verdict, faults } = await check.result();
            this.#steps.finish({ name, seconds: progress.seconds, faults }, progress, verdict);
        } finally {
            check.stop();
        }
    }
}
