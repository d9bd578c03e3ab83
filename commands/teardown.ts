import { resolve } from "node:path";
import { exitCodes, runCommand } from "../cli/commandLine";
import { exportStack, readState } from "../report/state";
import { Graph } from "../state/graph";
import { help, parseOptions } from "../teardown/options";
import { describeTeardown } from "../teardown/print";
import { tearDown } from "../teardown/steps";

const root = resolve(__dirname, "..");

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(args: readonly string[]): Promise<number> {
    const { stack = "", stateFile, json, help: asked } = parseOptions(args);
    if (asked) {
        process.stdout.write(help);
        return exitCodes.passed;
    }
    const state = stateFile === undefined ? await exportStack(stack, root, say) : readState(stateFile);
    const teardown = tearDown(Graph.of(state), new Date());
    process.stdout.write(json ? `${JSON.stringify(teardown, undefined, 2)}\n` : describeTeardown(teardown));
    return teardown.held.length === 0 ? exitCodes.passed : exitCodes.failed;
}

runCommand("teardown", main);
