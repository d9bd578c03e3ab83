import { componentTypes } from "../state/components";
import { parseUrn } from "../state/urn";

/** One agent of the stack's configuration. What else it holds is the program's affair. */
export interface AgentConfig {
    readonly name: string;
    readonly [key: string]: unknown;
}

/** `count` agents like the first of these, under names of their own. */
export function generateAgents(configured: readonly AgentConfig[], count: number): AgentConfig[] {
    const { availabilityZone: _pinned, ...like } = configured[0] ?? { name: "" };
    return Array.from({ length: count }, (_, index) => ({ ...like, name: `rehearsed-${index + 1}` }));
}

/** One shared area of the stack's configuration. */
export interface AreaConfig {
    readonly writers: readonly string[];
    readonly readers: "all" | readonly string[];
    readonly [key: string]: unknown;
}

/**
 * The areas when agents are called otherwise: each is written and read by those who were, under their new names. Who has
 * none is left out, and an area that nobody would write then is the first one's.
 */
export function areasOf(areas: readonly AreaConfig[], renamed: ReadonlyMap<string, string>): AreaConfig[] {
    const [first] = renamed.values();
    const named = (names: readonly string[]) => names.flatMap((name) => renamed.get(name) ?? []);
    return areas.map((area) => {
        const writers = named(area.writers);
        const readers = area.readers === "all" ? area.readers : named(area.readers);
        if (writers.length > 0 || first === undefined) return { ...area, writers, readers };
        return {
            ...area,
            writers: [first],
            readers: readers === "all" ? readers : readers.filter((name) => name !== first),
        };
    });
}

/** The agents after a change that adds one and removes another, and the names of these two. */
export interface AgentSwap {
    readonly agents: readonly AgentConfig[];
    readonly added: string;
    readonly removed: string;
}

/** Adds one agent, at the front so that order is shown not to matter, and removes the last. */
export function swapOneAgent(before: readonly AgentConfig[]): AgentSwap {
    const last = before.at(-1);
    if (last === undefined)
        throw new Error(
            "The stack configures no agents, so none can be removed. Add one, or rehearse with --agents 2.",
        );
    const names = new Set(before.map(({ name }) => name));
    const candidates = before.map((_, index) => `newcomer-${index + 1}`).concat("newcomer");
    const added = candidates.find((name) => !names.has(name)) ?? "newcomer";
    const newcomer: AgentConfig = { ...(before[0] ?? last), name: added };
    return { agents: [newcomer, ...before.slice(0, -1)], added, removed: last.name };
}

/** The components that make an agent's resources, and those that watch it. */
const perAgent: readonly string[] = [componentTypes.agent, componentTypes.agentAlarms];

/**
 * Which agent a resource belongs to: of those components, by its logical name, which contains the agent's as a whole. Of
 * `linux` and `linux-1`, `agent-linux-1-role` belongs to the longer one; the storage belongs to no agent called `storage`.
 */
export function ownerOf(urn: string, agents: readonly string[]): string | undefined {
    const { types, name: logical } = parseUrn(urn);
    if (!types.some((type) => perAgent.includes(type))) return undefined;
    const name = `-${logical}-`;
    return agents.filter((agent) => name.includes(`-${agent}-`)).sort((a, b) => b.length - a.length)[0];
}
