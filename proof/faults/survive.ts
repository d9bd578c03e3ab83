import { resolve } from "node:path";
import { checkStack, exitCodes, readOptions, runCommand, UsageError, withHelp } from "../../cli/commandLine";
import type { FaultPlan } from "../../rehearsal/providers/aws/faults";
import { one, triedConfig, two } from "./config";
import { describe, describeAll, missesOf } from "./report";
import { FaultyStack, type Outcome } from "./trial";

const root = resolve(__dirname, "..", "..");

const faults = ["error", "throttle", "lost-response", "kill"] as const;

const help = `Usage: npm run prove:faults -- [options]

Rehearses a stack on the real engine while its provider fails on purpose, at each resource: refused, throttled, the
answer lost, the engine killed. Recovers from each as docs/update-interrupted.md says, and checks that the
stack is then the one that no fault would have left, with nothing made twice, nothing lost and nothing protected gone.

Options:
  --stack NAME   the stack of Pulumi.NAME.yaml, with protect on (default: dev)
  --only WORDS   only trials whose name has these words, such as "create kill"
  --help         show this

Exit codes:
  ${exitCodes.passed}  every fault was survived
  ${exitCodes.failed}  one was not
  ${exitCodes.usage}  the command line was not understood, or names a stack or trials that are not there
  ${exitCodes.noCli}  no Pulumi CLI could be found, downloaded or built for the rehearsal
`;

const operations = ["create", "update", "delete"] as const;

const say = (line: string): boolean => process.stderr.write(`${line}\n`);

/** Makes every trial, one stack for those that create and one for all others, and hands over what came of each. */
async function* trials(stackName: string, isAsked: (name: string) => boolean): AsyncGenerator<Outcome> {
    const newStack = () =>
        FaultyStack.create({
            program: root,
            stack: stackName,
            config: triedConfig(root, stackName),
            report: say,
        });
    const strike = (stack: FaultyStack, plan: FaultPlan, expected: readonly string[] = []) => {
        const name = `${plan.operation} ${plan.how}`;
        const onRun = (runs: number, struck: number) => say(`       ${name}: run ${runs}, ${struck} struck`);
        return stack.survive(name, plan, { expected, onRun });
    };
    const stack = await newStack();
    try {
        const { converged, said } = await stack.survive("no fault", undefined);
        if (!converged) throw new Error(`the stack is not made even without a fault:\n${said.join("\n")}`);
        const everything = await stack.urns();
        for (const how of faults.filter((fault) => isAsked(`create ${fault}`))) {
            const fresh = await newStack();
            try {
                yield await strike(fresh, { operation: "create", how }, everything);
            } finally {
                fresh.dispose();
            }
        }
        for (const how of faults.filter((fault) => isAsked(`update ${fault}`))) {
            stack.workspace.setConfig("owner", `team-${how}`);
            yield await strike(stack, { operation: "update", how });
        }
        for (const how of faults.filter((fault) => isAsked(`delete ${fault}`))) {
            stack.workspace.setConfig("agents", one);
            await stack.unprotectAgent("second");
            yield await strike(stack, { operation: "delete", how });
            stack.workspace.setConfig("agents", two);
            await stack.workspace.up();
        }
    } finally {
        stack.dispose();
    }
}

const readFrom = (args: readonly string[]) =>
    readOptions(args, {
        stack: { type: "string", default: "dev" },
        only: { type: "string", default: "" },
        help: { type: "boolean", short: "h", default: false },
    });

async function main(values: ReturnType<typeof readFrom>): Promise<number> {
    checkStack(root, values.stack);
    const words = values.only.split(" ").filter((word) => word !== "");
    const isAsked = (name: string) => words.every((word) => name.split(" ").includes(word));
    if (!operations.some((operation) => faults.some((how) => isAsked(`${operation} ${how}`))))
        throw new UsageError(
            `--only "${values.only}": no trial has these words. A trial is one of ${operations.join(", ")} and one of ${faults.join(", ")}.`,
        );
    const outcomes: Outcome[] = [];
    for await (const outcome of trials(values.stack, isAsked)) {
        outcomes.push(outcome);
        process.stdout.write(describe(outcome));
    }
    process.stdout.write(describeAll(outcomes));
    const isSurvived = outcomes.length > 0 && outcomes.every((outcome) => missesOf(outcome).length === 0);
    return isSurvived ? exitCodes.passed : exitCodes.failed;
}

runCommand("prove:faults", withHelp(help, readFrom, main));
