import type { Policies } from "@pulumi/policy";
import { countFrom, exitCodes, readOptions, runCommand, withHelp } from "../../cli/commandLine";
import { readEachTime, readOnce } from "../kernel/readOnce";
import { rules } from "../rules";
import { type Cost, measure, wireOf } from "./host";
import { awsguardRules, floorOf } from "./packs";
import { otherStack, type Sample, storageStack } from "./resources";

/** Resources of the stacks that are measured. */
const defaultSizes = [10, 100, 1_000, 5_000];

const help = `Usage: npm run bench:policies -- [options]

Times the pack on stacks of several sizes against the same number of empty rules and against @pulumi/awsguard, which it
installs once into the user's cache. Some minutes.

Options:
  --sizes N,N  resources of each stack (default: ${defaultSizes.join(",")})
  --help       show this

Exit codes:
  ${exitCodes.passed}  it was measured
  ${exitCodes.failed}  it could not be, which a message says
  ${exitCodes.usage}  the command line was not understood
`;

/** The least of several runs: what the machine does besides only adds. */
async function best(policies: Policies, samples: readonly Sample[]): Promise<Cost> {
    const wire = wireOf(samples);
    const runs: Cost[] = [];
    const repeats = Math.max(4, Math.min(40, Math.round(12_000 / samples.length)));
    for (let run = 0; run < repeats; run += 1) runs.push(await measure(policies, wire));
    const least = (part: (cost: Cost) => number) => Math.min(...runs.map(part));
    return {
        resources: least((cost) => cost.resources),
        stack: least((cost) => cost.stack),
        violations: runs[0]?.violations ?? 0,
    };
}

/** As the pack runs: it makes the host read each resource once, which others do not. */
async function bestReadingOnce(policies: Policies, samples: readonly Sample[]): Promise<Cost> {
    readOnce();
    try {
        return await best(policies, samples);
    } finally {
        readEachTime();
    }
}

const total = ({ resources, stack }: Cost) => resources + stack;
const inMs = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const inUs = (value: number) => `${Math.round(value * 1_000)} µs`;
const round = (value: number) => Number(value.toFixed(2));

/** Measures the whole pack, the same rules doing nothing, and awsguard, in one process on the same requests. */
const readFrom = (args: readonly string[]) =>
    readOptions(args, {
        sizes: { type: "string", default: defaultSizes.join(",") },
        help: { type: "boolean", short: "h", default: false },
    });

async function main(values: ReturnType<typeof readFrom>): Promise<number> {
    const sizes = values.sizes.split(",").map((size) => countFrom("--sizes", size, 100_000));
    const guard = awsguardRules();
    const floor = floorOf(rules);
    console.log(`Node ${process.version}; the pack has ${rules.length} rules, awsguard ${guard.length}`);
    const warm = storageStack(200);
    await bestReadingOnce(rules, warm);
    for (const pack of [rules, floor, guard]) await best(pack, warm);
    const rows: Record<string, Record<string, string | number>> = {};
    const perResource: number[] = [];
    for (const size of sizes) {
        process.stderr.write(`measuring ${size} resources\n`);
        const samples = storageStack(size);
        const pack = await bestReadingOnce(rules, samples);
        const unaided = await best(rules, samples);
        const host = await bestReadingOnce(floor, samples);
        const nothing = await best(floor, samples);
        const other = await best(guard, samples);
        const own = total(pack) - total(host);
        perResource.push(own / size);
        rows[`${size} resources`] = {
            pack: inMs(total(pack)),
            "of it stack rules": inMs(pack.stack),
            floor: inMs(total(nothing)),
            "pack / floor": round(total(pack) / total(nothing)),
            awsguard: inMs(total(other)),
            "pack, per rule": inUs(total(pack) / rules.length),
            "awsguard, per rule": inUs(total(other) / guard.length),
            "pack, per resource": inUs(total(pack) / size),
            "of it the rules'": inUs(own / size),
            "pack without reading once": inMs(total(unaided)),
        };
    }
    console.table(rows);
    if (perResource.length > 2) {
        const spread = Math.max(...perResource.slice(1)) / Math.min(...perResource.slice(1));
        console.log(
            `the rules' own cost per resource from ${sizes[1]} to ${sizes.at(-1)} resources: most / least = ${spread.toFixed(2)}`,
        );
    }
    const foreign = otherStack(1_000);
    const ours = await bestReadingOnce(rules, foreign);
    const across = rules.filter((rule) => "validateStack" in rule);
    const skipped = await best(floorOf(across), foreign);
    console.log(
        `1000 resources without EFS: pack ${inMs(total(ours))}, of it stack rules ${inMs(ours.stack)}; ${across.length} empty stack rules ${inMs(skipped.stack)}`,
    );
    return exitCodes.passed;
}

runCommand("bench:policies", withHelp(help, readFrom, main));
