import { type Fault, faultAt } from "./faults";
import { isMisspelling, nearestOf } from "./nearest";
import type { AgentConfig, AreaConfig, Config } from "./schema";

/** What contradicts the agents, or itself. */
export function sharedFaults(areas: Config["shared"], agents: Config["agents"]): Fault[] {
    const names = agents.map(({ name }) => name);
    return [
        ...areas.flatMap((each, at) => areaFaults(each, at, names)),
        ...(areas.length === 0 ? [] : agents.flatMap(agentFaults)),
    ];
}

/** An agent that would be taken for another's area, on its instance or in Jenkins. */
function agentFaults({ name, labels }: AgentConfig, at: number): Fault[] {
    return [
        ...(name === "shared"
            ? [
                  faultAt(
                      ["agents", at, "name"],
                      name,
                      "is where agents mount the areas of shared, below /mnt/efs; rename the agent",
                  ),
              ]
            : []),
        ...labels.flatMap((label, index) =>
            label.startsWith("shared-")
                ? [
                      faultAt(
                          ["agents", at, "labels", index],
                          label,
                          "begins as the labels that follow from shared, by which builds find an area; call it otherwise",
                      ),
                  ]
                : [],
        ),
    ];
}

function areaFaults({ writers, readers }: AreaConfig, at: number, names: readonly string[]): Fault[] {
    const listed = readers === "all" ? [] : readers;
    const lists = [
        ["writers", writers],
        ["readers", listed],
    ] as const;
    return [
        ...lists.flatMap(([key, list]) =>
            list.flatMap((name, index) => {
                const path = ["shared", at, key, index];
                if (list.indexOf(name) < index) return [faultAt(path, name, "is listed twice")];
                return names.includes(name) ? [] : [unknownAgent(path, name, names)];
            }),
        ),
        ...listed.flatMap((name, index) =>
            writers.includes(name)
                ? [
                      faultAt(
                          ["shared", at, "readers", index],
                          name,
                          "is a writer too, who reads anyway; take it out of one of the two",
                      ),
                  ]
                : [],
        ),
    ];
}

function unknownAgent(path: readonly PropertyKey[], name: string, names: readonly string[]): Fault {
    const nearest = nearestOf(names, name);
    const fault = faultAt(
        path,
        name,
        `is none of agents (${names.slice(0, 20).join(", ")}${names.length > 20 ? ", …" : ""})`,
    );
    return nearest !== undefined && isMisspelling(name, nearest) ? { ...fault, fix: nearest } : fault;
}
