import { NoCliError } from "../rehearsal/engine/resolveCli";
import { bystandersOf, expectedTables } from "./expectations";
import { differencesIn } from "./finding";
import { Graph, readExport } from "./graph";
import { exitCodes, help, parseOptions, UsageError } from "./options";
import { Proof } from "./proof";
import { rehearsedState } from "./rehearsed";
import { asJson, describe } from "./report";

async function main(args: readonly string[]): Promise<number> {
    const options = parseOptions(args);
    if (options.help) {
        process.stdout.write(help);
        return exitCodes.proven;
    }
    const { stateFile, stack } = options;
    const graph = Graph.of(stateFile === undefined ? await rehearsedState(stack) : readExport(stateFile));
    const started = performance.now();
    const proof = new Proof(expectedTables(), bystandersOf(graph, options.deployerArn));
    const findings = await proof.of(graph);
    const result = {
        graph,
        findings,
        evaluated: proof.evaluated,
        seconds: (performance.now() - started) / 1000,
    };
    process.stdout.write(options.json ? asJson(result) : describe(result));
    return differencesIn(findings).length === 0 ? exitCodes.proven : exitCodes.different;
}

main(process.argv.slice(2)).then(
    (code) => {
        process.exitCode = code;
    },
    (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        if (error instanceof UsageError)
            process.stderr.write("npm run prove -- --help shows what there is.\n");
        process.exitCode =
            error instanceof UsageError
                ? exitCodes.usage
                : error instanceof NoCliError
                  ? exitCodes.noCli
                  : exitCodes.different;
    },
);
