import { areaMountPoint, mountPoint } from "../../agent-userdata";
import { UsageError } from "../../cli/commandLine";
import { itemPath } from "./items";
import type { Wanted } from "./options";
import type { AgentPlace, AreaPlace, Directory, Places } from "./places";

/** What is restored for whom, and where on the reader's instance the original is. */
export interface Target {
    readonly item: string;
    readonly directory: Directory;
    readonly reader: AgentPlace;
    /** Mount point of the original on the reader's instance; undefined where it has none. */
    readonly original: string | undefined;
}

/**
 * The directory that is meant, and the agent that is to read it.
 * @throws UsageError where the stack has no such agent or area, or the reader may not change the area
 */
export function targetOf(
    { agents, areas }: Pick<Places, "agents" | "areas">,
    wanted: Exclude<Wanted, { readonly kind: "everything" }>,
    readerName: string | undefined,
): Target {
    if (wanted.kind === "agent") {
        const agent = named("--agent", agents, wanted.name);
        const reader = readerName === undefined ? agent : named("--for", agents, readerName);
        return {
            item: itemPath(agent.path, wanted.path),
            directory: agent,
            reader,
            original: reader === agent ? mountPoint(agent.name) : undefined,
        };
    }
    const area: AreaPlace = named("--area", areas, wanted.name);
    const reader = named("--for", agents, readerName ?? area.writers[0] ?? "");
    if (!area.writers.includes(reader.name))
        throw new UsageError(
            `--for ${reader.name}: it may not change area ${area.name}, so that it could copy nothing there. Give one of ${area.writers.join(" and ")}.`,
        );
    return {
        item: itemPath(area.path, wanted.path),
        directory: area,
        reader,
        original: areaMountPoint(area.name),
    };
}

function named<T extends { readonly name: string }>(option: string, all: readonly T[], name: string): T {
    const found = all.find((each) => each.name === name);
    if (found === undefined)
        throw new UsageError(
            `${option} ${name}: the stack has ${all.length === 0 ? "none" : `only ${all.map((each) => each.name).join(" and ")}`}.`,
        );
    return found;
}
