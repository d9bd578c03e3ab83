import type { Agent, Architecture } from "../facts/architecture";
import { type Box, bottomOf, boxOf, type Content, frame, type Mark, metrics } from "./shapes";

/**
 * Draws the VPC: a column for each zone with its subnets, the agents across the zones in which they may run, and the mount
 * targets at the bottom.
 */
export function drawZones(
    architecture: Architecture,
    agents: readonly Agent[],
    {
        x,
        y,
        width,
        mark,
    }: { readonly x: number; readonly y: number; readonly width: number; readonly mark: Mark },
): { readonly boxes: readonly Box[]; readonly mountTargets: readonly Box[] } {
    const { gap, titleHeight } = metrics;
    const padding = width < 500 ? metrics.padding / 2 : metrics.padding;
    const heading = metrics.padding + titleHeight + metrics.padding;
    const { zones } = architecture;
    const inner = width - 2 * padding;
    const column = (inner - (zones.length - 1) * gap) / Math.max(1, zones.length);
    const left = (at: number): number => x + padding + at * (column + gap);
    const row = (top: number, contents: readonly (readonly Content[])[]): readonly Box[] =>
        level(contents.map((own, at) => stack(own, left(at) + padding, top, column - 2 * padding)));

    const endpoints = endpointBox(architecture, x + padding, y + heading, inner);
    const zonesTop = bottomOf(endpoints, y + heading - gap) + gap;
    const open = row(zonesTop + heading, zones.map(publicSubnets));
    const closedTop = bottomOf(open, zonesTop + heading - gap) + gap;
    const closed = row(closedTop, zones.map(privateSubnets));
    const agentsTop = bottomOf(closed, closedTop - gap);
    const bars = agentBars(architecture, agents, { y: agentsTop, left, column, padding, mark });
    const targetsTop = bottomOf(bars, agentsTop) + gap;
    const mountTargets = zones.flatMap(({ mountTargets: own }, at) =>
        stack(
            own.map(({ address }) => ({ kind: "mountTarget", title: "Mount target", lines: [address] })),
            left(at) + 2 * padding,
            targetsTop,
            column - 4 * padding,
        ),
    );
    const subnetEnd = bottomOf(mountTargets, targetsTop - gap) + padding;
    const zoneEnd = subnetEnd + padding;
    const vpcTitle = architecture.vpc.isMadeHere
        ? `VPC ${architecture.vpc.cidr ?? ""}`
        : `VPC ${architecture.vpc.id}, not made here`;
    return {
        boxes: [
            frame("vpc", vpcTitle, x, y, width, zoneEnd + padding - y),
            ...endpoints,
            ...zones.map(({ name }, at) =>
                frame("zone", name, left(at), zonesTop, column, zoneEnd - zonesTop),
            ),
            ...open,
            ...closed.map((box) => ({ ...box, height: subnetEnd - box.y })),
            ...bars,
            ...mountTargets,
        ],
        mountTargets,
    };
}

function endpointBox({ endpoints }: Architecture, x: number, y: number, width: number): readonly Box[] {
    if (endpoints.length === 0) return [];
    const names = endpoints.map(({ service }) => service).toSorted();
    return [boxOf({ kind: "endpoints", title: "VPC endpoints", lines: [names.join(", ")] }, x, y, width)];
}

type Zone = Architecture["zones"][number];

const publicSubnets = ({ subnets }: Zone): readonly Content[] =>
    subnets
        .filter(({ isPublic }) => isPublic)
        .map(({ cidr, natGateways }) => ({
            kind: "publicSubnet",
            title: "Public subnet",
            lines: [cidr, natGateways.length > 0 ? "NAT gateway" : "empty"],
        }));

function privateSubnets({ subnets }: Zone): readonly Content[] {
    const own = subnets.filter(({ isPublic }) => !isPublic).map(({ cidr }) => cidr);
    return [{ kind: "privateSubnet", title: "Private subnet", lines: own }];
}

/** Boxes below each other. */
function stack(contents: readonly Content[], x: number, y: number, width: number): readonly Box[] {
    const boxes: Box[] = [];
    for (const content of contents)
        boxes.push(boxOf(content, x, bottomOf(boxes, y - metrics.gap) + metrics.gap, width));
    return boxes;
}

/** Columns of boxes, each last box stretched to where the longest column ends. */
function level(columns: readonly (readonly Box[])[]): readonly Box[] {
    const end = bottomOf(columns.flat(), 0);
    return columns.flatMap((boxes) =>
        boxes.map((box, at) => (at === boxes.length - 1 ? { ...box, height: end - box.y } : box)),
    );
}

/** Where the agents' bars go: below `y`, over columns of a width whose left ends are told by number. */
interface BarPlace {
    readonly y: number;
    readonly left: (at: number) => number;
    readonly column: number;
    readonly padding: number;
    readonly mark: Mark;
}

function agentBars(
    { zones, agents: all }: Architecture,
    agents: readonly Agent[],
    { y, left, column, padding, mark }: BarPlace,
): readonly Box[] {
    const { gap } = metrics;
    const boxes: Box[] = [];
    const add = (content: Content, from: number, to: number): void => {
        const x = left(from) + 2 * padding;
        const width = left(to) + column - 2 * padding - x;
        boxes.push(boxOf(content, x, bottomOf(boxes, y - gap) + gap, width));
    };
    for (const { name, instanceType, diskGiB, instances, zones: own, key } of agents) {
        const places = own
            .map((zone) => zones.findIndex((each) => each.name === zone))
            .filter((at) => at !== -1);
        const where = own.length === 1 ? "in this zone only" : "in any of these zones";
        add(
            {
                kind: "agent",
                title: `Agent ${name}`,
                lines: [`${instanceType}, ${diskGiB ?? 0} GiB; Auto Scaling group of ${instances}, ${where}`],
                key: mark(key),
            },
            places.length === 0 ? 0 : Math.min(...places),
            places.length === 0 ? zones.length - 1 : Math.max(...places),
        );
    }
    if (all.length > agents.length)
        add({ kind: "agent", title: `${all.length - agents.length} more agents` }, 0, zones.length - 1);
    return boxes;
}
