import { resolve } from "node:path";
import { exitCodes, runCommand } from "../cli/commandLine";
import { stateOf } from "../report/state";
import { Graph } from "../state/graph";
import { help, parseOptions } from "../teardown/options";
import { describeTeardown } from "../teardown/print";
import { tearDown } from "../teardown/steps";

const root = resolve(__dirname, "..");

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(args: readonly string[]): Promise<number> {
    const options = parseOptions(args);
    if (options.help) {
        process.stdout.write(help);
        return exitCodes.passed;
    }
    const teardown = tearDown(Graph.of(await stateOf(options, root, say)), new Date());
    process.stdout.write(
        options.json ? `${JSON.stringify(teardown, undefined, 2)}\n` : describeTeardown(teardown),
    );
    return teardown.held.length === 0 ? exitCodes.passed : exitCodes.failed;
}

runCommand("teardown", main);
