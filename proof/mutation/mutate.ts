import { resolve } from "node:path";
import { checkStack, countFrom, exitCodes, readOptions, runCommand, withHelp } from "../../cli/commandLine";
import { readExport } from "../../state/exported";
import { Graph } from "../../state/graph";
import { bystandersOf, expectedTables } from "../expectations";
import { Proof } from "../proof";
import { rehearsedState } from "../rehearsed";
import { labelOf } from "./mutant";
import { mutantsOf, Survey, type Verdict } from "./survey";
import { explanationOf } from "./survivors";

const root = resolve(__dirname, "..", "..");

const help = `Usage: npm run prove:mutants -- [options]

Weakens a deployed state in every small way that it knows, or takes an allowance away that something needs, one at a
time, and says what noticed: the proof, the policy pack or nothing. What nothing notices is listed with its explanation.

Options:
  --stack NAME   rehearse with the configuration of Pulumi.NAME.yaml (default: prod)
  --file FILE    weaken a state that \`pulumi stack export --file FILE\` wrote
  --every N      make every Nth mutant only (default: 1)
  --verbose      name every mutant
  --help         show this

Exit codes:
  ${exitCodes.passed}  each mutant was noticed or is explained
  ${exitCodes.failed}  one is neither, or it could not be asked, which a message says
  ${exitCodes.usage}  the command line was not understood, or names a stack or a file that is not there
  ${exitCodes.noCli}  no Pulumi CLI could be found, downloaded or built for the rehearsal
`;

/** Of mutants, after which it says how far it is: about a line in half a minute. */
const progressEvery = 100;

const secondsSince = (started: number): string => ((performance.now() - started) / 1000).toFixed(0);

const readFrom = (args: readonly string[]) =>
    readOptions(args, {
        stack: { type: "string", default: "prod" },
        file: { type: "string" },
        every: { type: "string", default: "1" },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
    });

async function main(values: ReturnType<typeof readFrom>): Promise<number> {
    const every = countFrom("--every", values.every, 100_000);
    if (values.file === undefined) checkStack(root, values.stack);
    const state = values.file === undefined ? await rehearsedState(values.stack) : readExport(values.file);
    const stack = Graph.of(state);
    const survey = await Survey.of(state, new Proof(expectedTables(), bystandersOf(stack)));
    const started = performance.now();
    const verdicts: Verdict[] = [];
    const mutants = mutantsOf(state).filter((_, at) => at % every === 0);
    for (const mutant of mutants) {
        const verdict = await survey.judge(mutant);
        verdicts.push(verdict);
        if (verdicts.length % progressEvery === 0)
            process.stderr.write(`${verdicts.length} of ${mutants.length}, ${secondsSince(started)} s\n`);
        if (values.verbose) process.stdout.write(`${line(verdict)}\n`);
    }
    process.stdout.write(describe(verdicts, stack, secondsSince(started)));
    return verdicts.every((verdict) => isCaught(verdict) || explanationOf(verdict.mutant, stack))
        ? exitCodes.passed
        : exitCodes.failed;
}

const isCaught = ({ byProof, byPack }: Verdict): boolean => byProof !== undefined || byPack !== undefined;

const line = ({ mutant, byProof, byPack }: Verdict): string =>
    `${byProof ? "proof" : "-----"} ${byPack ? "pack" : "----"}  ${labelOf(mutant)}`;

function describe(verdicts: readonly Verdict[], stack: Graph, seconds: string): string {
    const count = (test: (verdict: Verdict) => unknown) => verdicts.filter(test).length;
    const survivors = verdicts.filter((verdict) => !isCaught(verdict));
    const unexplained = survivors.filter(({ mutant }) => explanationOf(mutant, stack) === undefined);
    return [
        ...survivors.map(
            ({ mutant }) =>
                `SURVIVED ${labelOf(mutant)}\n  ${explanationOf(mutant, stack) ?? "NOT EXPLAINED"}`,
        ),
        `${verdicts.length} weakenings of ${new Set(verdicts.map(({ mutant }) => mutant.operator)).size} kinds in ${seconds} s:`,
        `  ${count(({ byProof }) => byProof)} noticed by the proof, ${count(({ byPack }) => byPack)} by the policy pack, ${count(isCaught)} by either`,
        `  ${survivors.length} by nothing, of which ${unexplained.length} are not explained`,
        "",
    ].join("\n");
}

runCommand("prove:mutants", withHelp(help, readFrom, main));
