import type { Area } from "../facts/accessPoints";
import type { Agent, Architecture } from "../facts/architecture";
import { type Box, bottomOf, boxOf, type Content, grid, type Mark, metrics } from "./shapes";

/** The file system with an access point for each agent that is drawn, and for each shared area. */
export function fileSystemBoxes(
    { fileSystem, agents, areas }: Architecture,
    drawn: readonly Agent[],
    x: number,
    y: number,
    width: number,
    mark: Mark,
): readonly Box[] {
    const { padding, gap } = metrics;
    const heading = boxOf(
        {
            kind: "fileSystem",
            title: `EFS file system ${fileSystem.name}`,
            lines: [
                `${fileSystem.id}, ${fileSystem.throughput} throughput${fileSystem.isProtected ? ", protected" : ""}${fileSystem.outlives ? ", outlives the stack" : ""}`,
            ],
            key: mark(fileSystem.key),
        },
        x,
        y,
        width,
    );
    const contents = drawn.map(
        ({ name, accessPoint }): Content => ({
            kind: "accessPoint",
            title: accessPoint?.path ?? "no access point",
            lines: [
                `access point of ${name}`,
                ...(accessPoint ? [`uid ${accessPoint.uid ?? "of the client"}`] : []),
            ],
        }),
    );
    const rest: readonly Content[] =
        agents.length > drawn.length
            ? [
                  {
                      kind: "accessPoint",
                      title: `${agents.length - drawn.length} more`,
                      lines: ["one for each agent"],
                  },
              ]
            : [];
    const all = [...contents, ...rest, ...areas.map(areaContent)];
    const columns = Math.max(1, Math.min(all.length, Math.floor(width / 160)));
    const points = grid(all, x + padding, y + heading.height, width - 2 * padding, columns);
    const height = bottomOf(points, y + heading.height - gap) + padding - y;
    return [{ ...heading, height }, ...points];
}

const areaContent = ({ name, accessPoint: { path, uid }, writers, readers }: Area): Content => ({
    kind: "accessPoint",
    title: path,
    lines: [
        `area ${name}, uid ${uid ?? "of the client"}`,
        `written by ${counted(writers)}`,
        `read by ${readers === "all" ? "all others" : counted(readers)}`,
    ],
});

/** Names of agents while they fit into a box, else how many there are. */
function counted(agents: readonly string[]): string {
    if (agents.length === 0) return "nobody else";
    return agents.length <= 3 ? agents.join(", ") : `${agents.length} agents`;
}
