import { resolve } from "node:path";
import { exitCodes } from "../cli/commandLine";
import { explained } from "../operations/aws/errors";
import { callerIn, placeOf } from "../operations/aws/place";
import { Session } from "../operations/aws/session";
import { environmentIn, type Operation, standbyOf } from "../operations/operation";
import { type OperationOptions, policyCommand } from "../operations/options";
import { stateOf } from "../report/state";
import { Graph } from "../state/graph";

const root = resolve(__dirname, "..");

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Runs an operation to its exit code: its outcome goes to standard output, all else to standard error. */
export const operate =
    <O extends OperationOptions>(operation: Operation<O>) =>
    async (options: O): Promise<number> => {
        const graph = Graph.of(await stateOf(options, root, say));
        const environment = environmentIn(graph, options.environment);
        const subject = {
            environment,
            standby: standbyOf(graph, environment),
            place: placeOf(environment.graph),
        };
        if (options.policy) {
            const document = { Version: "2012-10-17", Statement: operation.policy(subject, options) };
            process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
            return exitCodes.passed;
        }
        const session = new Session({
            ...options,
            region: operation.regionOf?.(subject) ?? subject.place.region,
            say,
            ...pretendedOf(operation),
        });
        try {
            await callerIn(session, subject.place);
            const { json, text, passed } = await operation.run(session, subject, options);
            process.stdout.write(options.json ? `${JSON.stringify(json, undefined, 2)}\n` : text);
            return passed ? exitCodes.passed : exitCodes.failed;
        } catch (error) {
            throw explained(error, policyCommand(operation.script, options));
        } finally {
            session.close();
        }
    };

const pretendedOf = <O extends OperationOptions>({ pretended }: Operation<O>) =>
    pretended === undefined ? {} : { pretended };
