import * as path from "node:path";
import { generateAgents } from "../rehearsal/agents";
import type { Run } from "../rehearsal/engine/run";
import { Workspace } from "../rehearsal/engine/workspace";
import { type Role, type Usage, watchProcesses } from "./processes";

const root = path.resolve(__dirname, "..");

/** One command of the engine: seconds on the clock, and what each role took. */
export interface Command {
    readonly seconds: number;
    readonly usage: Readonly<Record<Role, Usage>>;
}

/** A stack's life, as far as people wait for it. */
export interface Life {
    readonly resources: number;
    readonly stateBytes: number;
    readonly preview: Command;
    readonly update: Command;
    readonly noChange: Command;
}

/** Both stacks of one number of agents. */
export interface Measured {
    readonly agents: number;
    readonly kit: Life;
    /** As many resources that depend on nothing, without this program and pack: what the engine costs by itself. */
    readonly trivial: Life;
}

const likeAgent = { name: "like", instanceType: "m7g.large" };

/** An hour: the largest stack takes long, and a bench that gives up says nothing. */
const timeoutSeconds = 3_600;

async function time(what: string, run: () => Promise<Run>): Promise<Command> {
    const { result, usage } = await watchProcesses(run);
    if (!result.succeeded) throw new Error(`${what} failed:\n${result.errors.join("\n")}`);
    return { seconds: result.seconds, usage };
}

async function live(what: string, workspace: Workspace): Promise<Life> {
    try {
        const preview = await time(`${what}: preview`, () => workspace.preview({ timeoutSeconds }));
        const update = await time(`${what}: update`, () => workspace.up({ timeoutSeconds }));
        const noChange = await time(`${what}: update without a change`, () =>
            workspace.up({ timeoutSeconds }),
        );
        const state = await workspace.exportState();
        const { resources } = state.deployment as { resources: readonly unknown[] };
        return {
            resources: resources.length,
            stateBytes: Buffer.byteLength(JSON.stringify(state)),
            preview,
            update,
            noChange,
        };
    } finally {
        workspace.dispose();
    }
}

/** Measures the kit with so many agents, and then as many trivial resources as that made. */
export async function measure(agents: number): Promise<Measured> {
    const kit = await live(
        `${agents} agents`,
        await Workspace.create({
            program: root,
            policyPacks: [path.join(root, "policy-pack")],
            config: { "jenkins-efs:agents": generateAgents([likeAgent], agents) },
        }),
    );
    const trivial = await live(
        `${kit.resources} trivial resources`,
        await Workspace.create({
            program: path.join(__dirname, "trivial"),
            config: { "aws:region": "us-east-1", "trivial:resources": kit.resources },
        }),
    );
    return { agents, kit, trivial };
}
