import { readFileSync } from "node:fs";
import { bystandersOf, expectedTables } from "../expectations";
import { type Export, Graph } from "../graph";
import { Proof } from "../proof";
import { mutantsOf, Survey, type Verdict } from "./survey";

async function main([file]: readonly string[]): Promise<number> {
    if (file === undefined) {
        process.stderr.write("Usage: tsx proof/mutation/mutate.ts STATE-FILE\n");
        return 2;
    }
    const state = JSON.parse(readFileSync(file, "utf8")) as Export;
    const survey = await Survey.of(state, new Proof(expectedTables(), bystandersOf(Graph.of(state))));
    const verdicts: Verdict[] = [];
    const started = performance.now();
    for (const mutant of mutantsOf(state)) {
        verdicts.push(await survey.judge(mutant));
        const { byProof, byPack } = verdicts.at(-1) ?? {};
        process.stdout.write(
            `${byProof ? "proof" : "-----"} ${byPack ? "pack" : "----"}  ${mutant.operator} | ${mutant.target}\n`,
        );
    }
    process.stdout.write(`${verdicts.length} in ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
    return 0;
}

main(process.argv.slice(2)).then(
    (code) => {
        process.exitCode = code;
    },
    (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exitCode = 1;
    },
);
