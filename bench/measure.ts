import { join, resolve } from "node:path";
import { firstUid } from "../infra/agentIdentity";
import { type AgentConfig, generateAgents } from "../rehearsal/agents";
import type { Run } from "../rehearsal/engine/run";
import { Workspace } from "../rehearsal/engine/workspace";
import { type Role, type Usage, watchProcesses } from "./processes";

const root = resolve(__dirname, "..");

/** One command of the engine: seconds on the clock, and what each role took. */
export interface Command {
    readonly seconds: number;
    readonly usage: Readonly<Record<Role, Usage>>;
}

/** A stack's life, as far as people wait for it. */
export interface Life {
    /** As the engine counts them: the stack is one. */
    readonly resources: number;
    readonly stateBytes: number;
    /** The median of several where few resources make it short. */
    readonly preview: Command;
    readonly update: Command;
    readonly noChange: Command;
}

/** Both stacks of one number of agents. */
export interface Measured {
    readonly agents: number;
    readonly kit: Life;
    /** As many resources that depend on nothing, and a pack without a policy: what the engine costs by itself. */
    readonly trivial: Life;
}

const likeAgent = { name: "like", instanceType: "m7g.large" };

/** From some 700 generated names on, two meet in one uid. */
const settled = (agents: readonly AgentConfig[]): AgentConfig[] =>
    agents.map((agent, index) => ({ ...agent, uid: firstUid + index }));

/** An hour: the largest stack takes long, and a bench that gives up says nothing. */
const timeoutSeconds = 3_600;

async function time(what: string, run: () => Promise<Run>): Promise<Command & { readonly run: Run }> {
    const { result, usage } = await watchProcesses(run);
    if (!result.succeeded) throw new Error(`${what} failed:\n${result.errors.join("\n") || result.stderr}`);
    return { seconds: result.seconds, usage, run: result };
}

/** Previews so often that one that something else slowed down does not count. */
async function preview(what: string, workspace: Workspace, times: number): Promise<Command> {
    const all: Command[] = [];
    for (let done = 0; done < times; done += 1) {
        const { seconds, usage } = await time(`${what}: preview`, () =>
            workspace.preview({ timeoutSeconds }),
        );
        all.push({ seconds, usage });
    }
    const median = all.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(times / 2)];
    if (median === undefined) throw new Error(`${what} was previewed ${times} times`);
    return median;
}

async function live(what: string, workspace: Workspace, previews: number): Promise<Life> {
    try {
        const previewed = await preview(what, workspace, previews);
        const { run, ...update } = await time(`${what}: update`, () => workspace.up({ timeoutSeconds }));
        const { run: _, ...noChange } = await time(`${what}: update without a change`, () =>
            workspace.up({ timeoutSeconds }),
        );
        const resources = Object.values(run.resourceChanges).reduce((sum, count) => sum + count, 0);
        return { resources, stateBytes: workspace.stateBytes, preview: previewed, update, noChange };
    } finally {
        workspace.dispose();
    }
}

/** What a search for the engine says: it may build for minutes. */
export const report = (line: string): boolean => process.stderr.write(`${line}\n`);

const trivialStack = (resources: number) =>
    Workspace.create({
        program: join(__dirname, "trivial"),
        policyPacks: [join(__dirname, "emptyPack")],
        config: { "aws:region": "us-east-1", "trivial:resources": resources },
        report,
    });

/** Previews a program without a resource, with a pack without a policy. */
export async function measureEmpty(): Promise<Command> {
    const workspace = await trivialStack(0);
    try {
        return await preview("an empty program", workspace, 5);
    } finally {
        workspace.dispose();
    }
}

/** Measures the kit with so many agents, and then as many trivial resources as that made. */
export async function measure(agents: number): Promise<Measured> {
    const previews = agents <= 10 ? 5 : 1;
    const kit = await live(
        `${agents} agents`,
        await Workspace.create({
            program: root,
            policyPacks: [join(root, "policy-pack")],
            config: { agents: settled(generateAgents([likeAgent], agents)) },
            report,
        }),
        previews,
    );
    const trivial = await live(
        `${kit.resources} trivial resources`,
        await trivialStack(kit.resources - 1),
        previews,
    );
    return { agents, kit, trivial };
}
