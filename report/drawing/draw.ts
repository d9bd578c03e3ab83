import type { Agent, Architecture } from "../facts/architecture";
import { fileSystemBoxes } from "./fileSystem";
import {
    type Arrow,
    type Box,
    bottomOf,
    type Content,
    frame,
    grid,
    type Mark,
    metrics,
    type Shapes,
} from "./shapes";
import { drawZones } from "./zones";

/** Agents that are drawn one by one; the rest are counted. */
const mostAgents = 12;

/** Narrower drawings put below each other what wider ones put side by side. */
const wideFrom = 700;

/** Lays the architecture out for a width in CSS pixels: zones side by side, what they share below them. */
export function draw(architecture: Architecture, width: number): Shapes {
    const mark = marks(architecture);
    const { padding, gap, titleHeight } = metrics;
    const x = padding;
    const inner = width - 2 * padding;
    const top = padding + titleHeight + padding;
    const agents = drawnAgents(architecture);
    const { boxes: vpc, mountTargets } = drawZones(architecture, agents, { x, y: top, width: inner, mark });
    const fileSystemTop = bottomOf(vpc, top) + arrowHeight;
    const fileSystem = fileSystemBoxes(architecture, agents, x, fileSystemTop, inner, mark);
    const below = bottomOf(fileSystem, fileSystemTop) + gap;
    const shared = sharedBoxes(architecture, x, below, inner, mark);
    const end = bottomOf(shared, below) + padding;
    const region = frame(
        "region",
        `AWS account ${architecture.accountId}, ${architecture.region}`,
        0,
        0,
        width,
        end,
    );
    const elsewhere = elsewhereBoxes(architecture, end + gap, width, mark);
    const arrows = mountTargets.map(
        ({ x: left, width: w, y, height }, at): Arrow => ({
            x: left + w / 2,
            from: y + height,
            to: fileSystemTop,
            label: at === 0 ? (width >= wideFrom ? "NFS in TLS, 2049/tcp" : "NFS in TLS") : "",
        }),
    );
    const boxes = [region, ...vpc, ...fileSystem, ...shared, ...elsewhere];
    return { width, height: bottomOf(boxes, 0), boxes, arrows };
}

const arrowHeight = 40;

function marks({ keys }: Architecture): Mark {
    const labels = keys.map(({ label }) => label);
    const prefix = labels.length > 1 ? commonPrefix(labels) : "";
    return (label) => {
        if (label === undefined) return undefined;
        const color = labels.indexOf(label);
        return {
            label: color === -1 ? label : label.slice(prefix.length),
            color: color === -1 ? labels.length : color,
        };
    };
}

/** Ends at a hyphen, so that names are cut between words. */
function commonPrefix(texts: readonly string[]): string {
    const [first = ""] = texts;
    let length = 0;
    while (length < first.length && texts.every((text) => text[length] === first[length])) length++;
    return first.slice(0, first.lastIndexOf("-", length - 1) + 1);
}

function drawnAgents({ agents }: Architecture): readonly Agent[] {
    return agents.length <= mostAgents ? agents : agents.slice(0, mostAgents - 1);
}

function sharedBoxes(
    architecture: Architecture,
    x: number,
    y: number,
    width: number,
    mark: Mark,
): readonly Box[] {
    const { padding, gap, titleHeight } = metrics;
    const groups = shared(architecture, mark).filter(({ contents }) => contents.length > 0);
    const columns = width >= wideFrom ? groups.length : 1;
    const each = (width - (columns - 1) * gap) / columns;
    const boxes: Box[] = [];
    let top = y;
    groups.forEach(({ title, contents }, at) => {
        const left = x + (at % columns) * (each + gap);
        if (columns === 1) top = bottomOf(boxes, y - gap) + gap;
        const inside = grid(contents, left + padding, top + titleHeight + 2 * padding, each - 2 * padding, 1);
        const height = bottomOf(inside, top) + padding - top;
        boxes.push(frame("group", title, left, top, each, height), ...inside);
    });
    // Groups side by side end together.
    const end = bottomOf(boxes, y);
    return columns === 1
        ? boxes
        : boxes.map((box) => (box.kind === "group" ? { ...box, height: end - box.y } : box));
}

interface Group {
    readonly title: string;
    readonly contents: readonly Content[];
}

function shared(architecture: Architecture, mark: Mark): readonly Group[] {
    const { region, keys, vaults, trails, logGroups, buckets, topics, alarms, secrets } = architecture;
    const here = <T extends { readonly region: string }>(things: readonly T[]) =>
        things.filter((thing) => thing.region === region);
    return [
        { title: "Keys", contents: here(keys).map((key) => keyContent(key, mark)) },
        {
            title: "Backup and credentials",
            contents: [
                ...here(vaults).map((vault) => vaultContent(vault, mark)),
                ...(secrets.count > 0
                    ? [
                          {
                              kind: "store",
                              title: "Secrets Manager",
                              lines: [`${secrets.count} Jenkins credentials`],
                              key: mark(secrets.key),
                          },
                      ]
                    : []),
            ],
        },
        {
            title: "Audit",
            contents: [
                ...trails.map(({ name, key }) => ({ kind: "store", title: `Trail ${name}`, key: mark(key) })),
                ...logGroups.map(({ name, key }) => ({
                    kind: "store",
                    title: "Log group",
                    lines: [name],
                    key: mark(key),
                })),
                ...(buckets > 0
                    ? [{ kind: "store", title: "Buckets of audit files", lines: [String(buckets)] }]
                    : []),
                ...topics.map((name) => ({
                    kind: "store",
                    title: "Alarms",
                    lines: [`${alarms} alarms to ${name}`],
                })),
            ],
        },
    ];
}

const keyContent = ({ label, purpose, rotationDays }: Architecture["keys"][number], mark: Mark): Content => ({
    kind: "key",
    title: `Key ${mark(label)?.label ?? label}`,
    lines: [
        purpose,
        rotationDays === undefined ? "does not rotate" : `rotates every ${rotationDays} days`,
    ].filter((line) => line !== ""),
    dot: mark(label)?.color,
});

const vaultContent = ({ name, key }: Architecture["vaults"][number], mark: Mark): Content => ({
    kind: "store",
    title: "Backup vault",
    lines: [name],
    key: mark(key),
});

/** What lives in other regions: a frame for each. */
function elsewhereBoxes(architecture: Architecture, y: number, width: number, mark: Mark): readonly Box[] {
    const { padding, gap, titleHeight } = metrics;
    const { region, keys, vaults, replicas } = architecture;
    const others = new Set([...keys, ...vaults, ...replicas].map((thing) => thing.region));
    const boxes: Box[] = [];
    let top = y;
    for (const other of [...others].filter((name) => name !== region).toSorted()) {
        const contents: readonly Content[] = [
            ...replicas
                .filter((replica) => replica.region === other)
                .map(({ key }) => ({ kind: "store", title: "Replica of the files", key: mark(key) })),
            ...vaults.filter((vault) => vault.region === other).map((vault) => vaultContent(vault, mark)),
            ...keys.filter((key) => key.region === other).map((key) => keyContent(key, mark)),
        ];
        const columns = width >= wideFrom ? Math.min(3, contents.length) : 1;
        const inside = grid(contents, padding, top + titleHeight + 2 * padding, width - 2 * padding, columns);
        const height = bottomOf(inside, top) + padding - top;
        boxes.push(frame("region", `Second region, ${other}`, 0, top, width, height), ...inside);
        top += height + gap;
    }
    return boxes;
}
