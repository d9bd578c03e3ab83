import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { checkFolderOf, checkStack, exitCodes, runCommand, withHelp } from "../cli/commandLine";
import { readExport } from "../state/exported";
import { Graph } from "../state/graph";
import { bystandersOf, expectedTables } from "./expectations";
import { differencesIn } from "./finding";
import { help, type Options, parseOptions } from "./options";
import { Proof } from "./proof";
import { rehearsedState } from "./rehearsed";
import { asJson, describe } from "./report";

const root = resolve(__dirname, "..");

async function main(options: Options): Promise<number> {
    const { stateFile, stack } = options;
    if (stateFile === undefined) checkStack(root, stack);
    checkFolderOf("--answers", options.answersFile);
    const graph = Graph.of(stateFile === undefined ? await rehearsedState(stack) : readExport(stateFile));
    const started = performance.now();
    const proof = new Proof(expectedTables(), bystandersOf(graph, options.deployerArn));
    const findings = await proof.of(graph, options.mostAgents);
    const result = {
        graph,
        findings,
        evaluated: proof.evaluated,
        seconds: (performance.now() - started) / 1000,
    };
    if (options.answersFile !== undefined) writeFileSync(options.answersFile, asJson(result));
    process.stdout.write(
        options.json
            ? asJson(result)
            : describe(result, { brief: options.brief, width: process.stdout.columns }),
    );
    return differencesIn(findings).length === 0 ? exitCodes.passed : exitCodes.failed;
}

runCommand("prove", withHelp(help, parseOptions, main));
