import { resolve } from "node:path";
import { exitCodes } from "../cli/commandLine";
import { explained } from "../operations/aws/errors";
import { callerIn, placeOf } from "../operations/aws/place";
import { Session } from "../operations/aws/session";
import {
    environmentIn,
    type Operation,
    type Outcome,
    type Statement,
    standbyOf,
} from "../operations/operation";
import { type OperationOptions, policyCommand } from "../operations/options";
import { Graph } from "../state/graph";
import { stateOf } from "../state/read";

/** Tells a line of progress, on standard error. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** The graph of the stack that options name, by the login and the project of this checkout. */
export const graphOf = async (options: OperationOptions): Promise<Graph> =>
    Graph.of(await stateOf(options, resolve(__dirname, ".."), say));

/** Prints a policy on standard output, and returns the exit code. */
export function tellPolicy(statements: readonly Statement[]): number {
    const document = { Version: "2012-10-17", Statement: statements };
    process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
    return exitCodes.passed;
}

/** Prints an outcome on standard output, and returns the exit code. */
export function tellOutcome({ json, text, passed }: Outcome, options: OperationOptions): number {
    process.stdout.write(options.json ? `${JSON.stringify(json, undefined, 2)}\n` : text);
    return passed ? exitCodes.passed : exitCodes.failed;
}

/** Runs an operation to its exit code: its outcome goes to standard output, all else to standard error. */
export const operate =
    <O extends OperationOptions>(operation: Operation<O>) =>
    async (options: O): Promise<number> => {
        const graph = await graphOf(options);
        const environment = environmentIn(graph, options.environment);
        const subject = {
            environment,
            standby: standbyOf(graph, environment),
            place: placeOf(environment.graph),
        };
        if (options.policy) return tellPolicy(operation.policy(subject, options));
        const session = new Session({
            ...options,
            region: operation.regionOf?.(subject) ?? subject.place.region,
            say,
            ...(operation.pretended === undefined ? {} : { pretended: operation.pretended }),
        });
        try {
            await callerIn(session, subject.place);
            return tellOutcome(await operation.run(session, subject, options), options);
        } catch (error) {
            throw explained(error, policyCommand(operation.script, options));
        } finally {
            session.close();
        }
    };
