import { readFileSync } from "node:fs";
import { join } from "node:path";
import { validateConfig } from "../infra/config";
import { quotas } from "../infra/config/quotas";
import { quotaUses } from "../infra/quotas";

const region = "us-east-1";

/** More than anybody runs in one stack. */
const mostAgents = 10_000;

/** How many of each quota a stack needs that has nothing but these agents. */
function usesOf(agents: number) {
    const names = Array.from({ length: agents }, (_, index) => `linux-${index + 1}`);
    const checked = validateConfig(
        {
            owner: "ci-team@example.com",
            controllerUrl: "https://jenkins.example.com/",
            agents: JSON.stringify(names.map((name) => ({ name, instanceType: "m7g.large" }))),
        },
        region,
    );
    if (!("config" in checked)) throw new Error(JSON.stringify(checked.faults));
    return quotaUses([checked.config], {}, { region, zones: 2 });
}

/** A row for each quota that an agent takes something of, with the number of agents that AWS's default has room for. */
function rooms(): string {
    const withTwo = new Map(usesOf(2).map(({ name, needed }) => [name, needed]));
    return usesOf(1)
        .filter(({ name, needed }) => (withTwo.get(name) ?? 0) > needed)
        .map(({ name, needed }) => ({ ...quotas[name], room: quotas[name].limit - (needed - 1) }))
        .filter(({ room }) => room <= mostAgents)
        .toSorted((a, b) => a.room - b.room)
        .map(({ room, what, limit }) => `| ${grouped(room)} | ${what}: ${grouped(limit)} |\n`)
        .join("");
}

const grouped = (value: number) => value.toLocaleString("en-US");

/** docs/scale.md with its table of what ends first; the rest stays as it is written there. Throws where it has no such table. */
export function scalePage(): string {
    const written = readFileSync(join(__dirname, "scale.md"), "utf8");
    const [, before, after] =
        /^([\s\S]*^\| up to so many agents \|.*\n\|---\|---\|\n)(?:\|.*\n)*([\s\S]*)$/m.exec(written) ?? [];
    if (before === undefined)
        throw new Error("docs/scale.md has no table that begins with | up to so many agents |");
    return `${before}${rooms()}${after}`;
}
