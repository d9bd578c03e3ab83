import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, readOptions, runCommand, UsageError, withHelp } from "../cli/commandLine";
import { type Command, type Life, type Measured, measure, measureEmpty } from "./measure";
import { plot } from "./plot";

const help = `Usage: npm run bench -- [options]

Previews, updates and updates again stacks of the kit with the policy pack, on the rehearsal's engine, and beside each as
many resources that depend on nothing, with a pack without a policy. Prints a table, and how many times longer a preview
takes than that and than one of an empty program; writes a plot and the figures. Linux only.

Options:
  --agents LIST  numbers of agents, rising (default: 3,10,100,300,1000; that takes half an hour)
  --out FOLDER   where scale.svg and scale.json go (default: bench-results)
  --help         show this

Exit codes:
  0  measured, and what is ours costs as much per agent at the largest size as at the smallest from 100 up, within 20 %
  1  it does not, or the engine failed
  2  the options were not understood
`;

/** What the program and the policy pack took, in seconds of processor time: what is ours. */
const ours = ({ preview }: Life, part: "program" | "policy pack") => preview.usage[part].seconds;
const rounded = (value: number) => Number(value.toPrecision(3));

function numbers(text: string): number[] {
    const list = text.split(",").map(Number);
    if (list.some((count, at) => !Number.isInteger(count) || count < 1 || count <= (list[at - 1] ?? 0)))
        throw new UsageError(`--agents ${text}: give whole numbers from 1 that rise, for example 3,10,100.`);
    return list;
}

function row({ agents, kit, trivial }: Measured): Record<string, number | string> {
    const largest = Math.max(
        ...[kit.preview, kit.update, kit.noChange].flatMap(({ usage }) =>
            Object.values(usage).map(({ peakMiB }) => peakMiB),
        ),
    );
    return {
        agents,
        resources: kit.resources,
        "state, MB": rounded(kit.stateBytes / 1e6),
        "preview, s": rounded(kit.preview.seconds),
        "update, s": rounded(kit.update.seconds),
        "no change, s": rounded(kit.noChange.seconds),
        "trivial: preview, update, no change, s": [trivial.preview, trivial.update, trivial.noChange]
            .map(({ seconds }) => rounded(seconds))
            .join(", "),
        "program, CPU s": rounded(ours(kit, "program")),
        "policy pack, CPU s": rounded(ours(kit, "policy pack")),
        "largest process, MiB": Math.round(largest),
    };
}

/** What one more agent costs between two sizes, in milliseconds of processor time. */
function perAgent(from: Measured, to: Measured, part: "program" | "policy pack"): number {
    return ((ours(to.kit, part) - ours(from.kit, part)) / (to.agents - from.agents)) * 1_000;
}

/** Says what one more agent costs from size to size, and whether that grows by more than 20 % from 100 agents up. */
function growth(measured: readonly Measured[]): boolean {
    let constant = true;
    for (const part of ["program", "policy pack"] as const) {
        const steps = measured.slice(1).flatMap((to, at) => {
            const from = measured[at];
            return from ? [{ from: from.agents, to: to.agents, cost: perAgent(from, to, part) }] : [];
        });
        for (const { from, to, cost } of steps)
            console.log(
                `${part}: ${rounded(cost)} ms of processor time per agent from ${from} to ${to} agents`,
            );
        const large = steps.filter(({ from }) => from >= 100).map(({ cost }) => cost);
        const least = Math.min(...large);
        if (large.length > 1 && Math.max(...large) > least * 1.2) constant = false;
    }
    return constant;
}

/** Says how much longer a preview takes than what no program here could do without. */
function compare(empty: Command, measured: readonly Measured[]): void {
    console.log(`an empty program with an empty pack: preview ${rounded(empty.seconds)} s`);
    for (const { agents, kit, trivial } of measured) {
        const { seconds } = kit.preview;
        console.log(
            `${agents} agents: preview ${rounded(seconds / empty.seconds)} times that, and ${rounded(seconds / trivial.preview.seconds)} times as many trivial resources`,
        );
    }
}

const readFrom = (args: readonly string[]) =>
    readOptions(args, {
        agents: { type: "string", default: "3,10,100,300,1000" },
        out: { type: "string", default: "bench-results" },
        help: { type: "boolean", default: false },
    });

async function main(options: ReturnType<typeof readFrom>): Promise<number> {
    const measured: Measured[] = [];
    const file = join(options.out, "scale.json");
    const sizes = numbers(options.agents);
    mkdirSync(options.out, { recursive: true });
    const empty = await measureEmpty();
    for (const agents of sizes) {
        console.log(`${agents} agents ...`);
        measured.push(await measure(agents));
        // As far as it got: a large stack takes long, and may be given up.
        writeFileSync(file, `${JSON.stringify({ empty, measured }, undefined, 4)}\n`);
    }
    console.table(measured.map(row));
    compare(empty, measured);
    const constant = growth(measured);
    const line = (name: string, colour: string, seconds: (one: Measured) => number) => ({
        name,
        colour,
        points: measured.map((one) => [one.agents, seconds(one)] as const),
    });
    writeFileSync(
        join(options.out, "scale.svg"),
        plot("A stack of the kit, with the policy pack, and as many trivial resources", [
            line("update", "#b3541e", ({ kit }) => kit.update.seconds),
            line("preview", "#1f6f8b", ({ kit }) => kit.preview.seconds),
            line("no change", "#2d7a46", ({ kit }) => kit.noChange.seconds),
            line("trivial, preview", "#777", ({ trivial }) => trivial.preview.seconds),
            line("program, processor", "#8a4fa0", ({ kit }) => ours(kit, "program")),
            line("policy pack, processor", "#c2185b", ({ kit }) => ours(kit, "policy pack")),
        ]),
    );
    console.log(`wrote ${file} and scale.svg`);
    return constant ? exitCodes.passed : exitCodes.failed;
}

runCommand("bench", withHelp(help, readFrom, main));
