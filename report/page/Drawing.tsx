import { draw } from "../drawing/draw";
import { type Arrow, type Box, metrics, type Shapes } from "../drawing/shapes";
import type { Architecture as Facts } from "../facts/architecture";
import { CardTable } from "./table";

/** Widths of the two drawings in CSS pixels: the style sheet shows the one that fits. */
const widths = { wide: 1000, narrow: 350 } as const;

interface ArchitectureProps {
    /** The section's, which those of the drawings begin with. */
    readonly id: string;
    readonly facts: Facts;
    readonly of: string;
}

/** The architecture as a drawing, for two widths of screen, and as a table. */
export function Architecture({ id, facts, of }: ArchitectureProps) {
    return (
        <>
            {Object.entries(widths).map(([name, width]) => (
                <figure key={name} class={name}>
                    <Drawing
                        name={`${id}-${name}`}
                        shapes={draw(facts, width)}
                        title={`Architecture of ${of}`}
                        facts={facts}
                    />
                </figure>
            ))}
            <CardTable
                caption="What is in which availability zone"
                columns={[
                    "Zone",
                    "Public subnets",
                    "Private subnets",
                    "Mount targets",
                    "Agents that may run here",
                ]}
                rows={facts.zones.map(({ name, subnets, mountTargets }) => [
                    name,
                    subnets
                        .filter(({ isPublic }) => isPublic)
                        .map(({ cidr, natGateways }) =>
                            natGateways.length > 0 ? `${cidr} with a NAT gateway` : cidr,
                        )
                        .join(", ") || "none",
                    subnets
                        .filter(({ isPublic }) => !isPublic)
                        .map(({ cidr }) => cidr)
                        .join(", ") || "none made here",
                    mountTargets.map(({ address, id }) => `${address} (${id})`).join(", ") || "none",
                    agentsIn(facts, name),
                ])}
            />
        </>
    );
}

function agentsIn({ agents }: Facts, zone: string): string {
    const names = agents.filter(({ zones }) => zones.includes(zone)).map(({ name }) => name);
    return names.length === 0 ? "none" : names.length === agents.length ? "every agent" : names.join(", ");
}

interface DrawingProps {
    readonly name: string;
    readonly shapes: Shapes;
    readonly title: string;
    readonly facts: Facts;
}

function Drawing({ name, shapes, title, facts }: DrawingProps) {
    const { width, height, boxes, arrows } = shapes;
    return (
        <svg
            role="img"
            viewBox={`-1 -1 ${width + 2} ${height + 2}`}
            width={width}
            height={height}
            aria-labelledby={`${name}-title ${name}-description`}
        >
            <title id={`${name}-title`}>{title}</title>
            <desc id={`${name}-description`}>{summaryOf(facts)}</desc>
            <defs>
                <marker
                    id={`${name}-head`}
                    viewBox="0 0 8 8"
                    refX="7"
                    refY="4"
                    markerWidth="8"
                    markerHeight="8"
                    orient="auto"
                >
                    <path class="head" d="M0 0 L8 4 L0 8 z" />
                </marker>
            </defs>
            {boxes.map((box, at) => (
                <BoxShape key={at} box={box} />
            ))}
            {arrows.map((arrow) => (
                <ArrowShape key={arrow.x} arrow={arrow} head={`${name}-head`} />
            ))}
        </svg>
    );
}

function BoxShape({ box }: { readonly box: Box }) {
    const { kind, x, y, width, height, title, lines, key, dot } = box;
    const { padding, titleHeight, lineHeight } = metrics;
    const text = x + padding;
    const first = y + padding + 13;
    const below = first + title.length * titleHeight;
    const keyLine = below + lines.length * lineHeight;
    return (
        <g class={`box ${kind}`}>
            <rect x={x} y={y} width={width} height={height} rx={6} />
            {title.map((line, at) => (
                <text key={at} class="title" x={text} y={first + at * titleHeight}>
                    {line}
                </text>
            ))}
            {lines.map((line, at) => (
                <text key={at} x={text} y={below + at * lineHeight}>
                    {line}
                </text>
            ))}
            {key && (
                <>
                    <circle class={colorOf(key.color)} cx={text + 5} cy={keyLine - 4} r={5} />
                    <text x={text + 15} y={keyLine}>
                        {key.label}
                    </text>
                </>
            )}
            {dot !== undefined && (
                <circle class={colorOf(dot)} cx={x + width - padding - 5} cy={first - 4} r={5} />
            )}
        </g>
    );
}

/** The style sheet has six colours. */
const colorOf = (color: number): string => `key-${color % 6}`;

function ArrowShape({
    arrow: { x, from, to, label },
    head,
}: {
    readonly arrow: Arrow;
    readonly head: string;
}) {
    return (
        <g class="arrow">
            <line x1={x} y1={from} x2={x} y2={to - 1} marker-end={`url(#${head})`} />
            <text x={x + 8} y={to - 12}>
                {label}
            </text>
        </g>
    );
}

/** The drawing in a sentence, for those who hear it. */
function summaryOf({ zones, agents, fileSystem, keys, vaults, trails, vpc }: Facts): string {
    const targets = zones.reduce((sum, { mountTargets }) => sum + mountTargets.length, 0);
    return [
        `VPC ${vpc.cidr ?? vpc.id} over the zones ${zones.map(({ name }) => name).join(", ")}, with ${targets} mount targets of the file system ${fileSystem.id}.`,
        `Agents, each with an access point of its own: ${agents.map(({ name }) => name).join(", ")}.`,
        `${keys.length} keys, ${vaults.length} backup vaults, ${trails.length} trails. The tables below say the same in full.`,
    ].join(" ");
}
