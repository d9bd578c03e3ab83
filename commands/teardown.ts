import { resolve } from "node:path";
import { exitCodes, runCommand, withHelp } from "../cli/commandLine";
import { Graph } from "../state/graph";
import type { StateOptions } from "../state/options";
import { stateOf } from "../state/read";
import { help, parseOptions } from "../teardown/options";
import { describeTeardown } from "../teardown/print";
import { tearDown } from "../teardown/steps";

const root = resolve(__dirname, "..");

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(options: StateOptions): Promise<number> {
    const teardown = tearDown(Graph.of(await stateOf(options, root, say)), new Date());
    process.stdout.write(
        options.json ? `${JSON.stringify(teardown, undefined, 2)}\n` : describeTeardown(teardown),
    );
    return teardown.held.length === 0 ? exitCodes.passed : exitCodes.failed;
}

runCommand("teardown", withHelp(help, parseOptions, main));
