/** A line of a plot: its name, and a value for each number of agents. */
export interface Line {
    readonly name: string;
    readonly colour: string;
    readonly points: readonly (readonly [agents: number, seconds: number])[];
}

const width = 720;
const height = 420;
const margin = { left: 64, right: 190, top: 28, bottom: 48 };

/** Pixels from one name to the next. */
const lineHeight = 16;

const log = (value: number) => Math.log10(value);

/** Seconds over agents as an SVG, both axes logarithmic: what grows in proportion is a straight line of slope one. */
export function plot(title: string, lines: readonly Line[]): string {
    const all = lines.flatMap(({ points }) => points);
    const [fewest, most] = [Math.min(...all.map(([x]) => x)), Math.max(...all.map(([x]) => x))];
    const low = 10 ** Math.floor(log(Math.min(...all.map(([, y]) => y))));
    const high = 10 ** Math.ceil(log(Math.max(...all.map(([, y]) => y))));
    const span = (value: number, from: number, to: number) =>
        (log(value) - log(from)) / (log(to) - log(from) || 1);
    const x = (agents: number) =>
        margin.left + span(agents, fewest, most) * (width - margin.left - margin.right);
    const y = (seconds: number) =>
        height - margin.bottom - span(seconds, low, high) * (height - margin.top - margin.bottom);
    const decades = Array.from({ length: Math.round(log(high / low)) + 1 }, (_, at) => low * 10 ** at);
    const numbers = [...new Set(all.map(([agents]) => agents))].toSorted((a, b) => a - b);
    const right = width - margin.right;
    // Lines that end close to each other would have their names on top of each other.
    const labels = new Map<string, number>();
    for (const { name, points } of lines.toSorted(
        (a, b) => (b.points.at(-1)?.[1] ?? 0) - (a.points.at(-1)?.[1] ?? 0),
    )) {
        const above = [...labels.values()].at(-1) ?? Number.NEGATIVE_INFINITY;
        labels.set(name, Math.max(y(points.at(-1)?.[1] ?? low) + 4, above + lineHeight));
    }
    const parts = [
        ...decades.map(
            (at) =>
                `<path class="grid" d="M${margin.left} ${y(at)}H${right}"/><text x="${margin.left - 8}" y="${y(at) + 4}" text-anchor="end">${at} s</text>`,
        ),
        ...numbers.map(
            (at) => `<text x="${x(at)}" y="${height - margin.bottom + 20}" text-anchor="middle">${at}</text>`,
        ),
        ...lines.map(({ name, colour, points }) => {
            const path = points.map(([a, s], index) => `${index ? "L" : "M"}${x(a)} ${y(s)}`).join("");
            const [lastX = 0] = points.at(-1) ?? [];
            const dots = points.map(([a, s]) => `<circle cx="${x(a)}" cy="${y(s)}" r="3" fill="${colour}"/>`);
            return `<path d="${path}" stroke="${colour}" fill="none" stroke-width="2"/>${dots.join("")}<text x="${x(lastX) + 8}" y="${labels.get(name)}" style="fill:${colour}">${name}</text>`;
        }),
    ];
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<style>svg{background:#fff;font:12px system-ui,sans-serif}text{fill:#333}.grid{stroke:#ddd}</style>
<text x="${margin.left}" y="16" font-weight="bold">${title}</text>
<text x="${(margin.left + right) / 2}" y="${height - 8}" text-anchor="middle">agents</text>
${parts.join("\n")}
</svg>
`;
}
