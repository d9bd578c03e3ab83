import * as path from "node:path";
import { NoCliError } from "../rehearsal/engine/resolveCli";
import { Workspace } from "../rehearsal/engine/workspace";
import { bystandersOf, expectedTables } from "./expectations";
import { differencesIn } from "./finding";
import { Graph } from "./graph";
import { exitCodes, help, type Options, parseOptions, UsageError } from "./options";
import { Proof } from "./proof";
import { asJson, describe } from "./report";

const root = path.resolve(__dirname, "..");

async function main(args: readonly string[]): Promise<number> {
    const options = parseOptions(args);
    if (options.help) {
        process.stdout.write(help);
        return exitCodes.proven;
    }
    const graph = options.stateFile === undefined ? await rehearse(options) : Graph.read(options.stateFile);
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

/** Deploys the stack on the real engine with stand-ins for AWS, and takes the state that comes of it. */
async function rehearse({ stack }: Options): Promise<Graph> {
    const say = (line: string) => process.stderr.write(`${line}\n`);
    say(`Rehearsing ${stack} on the real Pulumi engine, with stand-ins for AWS. No account is touched.`);
    const workspace = await Workspace.create({ program: root, stack, report: say });
    try {
        const run = await workspace.up();
        if (!run.succeeded) throw new Error(`the rehearsal failed: ${run.errors.join("\n")}`);
        return Graph.of(await workspace.exportState());
    } finally {
        await workspace.dispose();
    }
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
