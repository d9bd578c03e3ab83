import { resolve } from "node:path";
import { exitCodes, runCommand, withHelp } from "../cli/commandLine";
import { explained } from "../operations/aws/errors";
import { callerIn, placeOf } from "../operations/aws/place";
import { Session } from "../operations/aws/session";
import { examine } from "../operations/doctor/examine";
import { help, parseOptions } from "../operations/doctor/options";
import { doctorPolicy } from "../operations/doctor/policy";
import { describeDiagnosis } from "../operations/doctor/print";
import { isSound } from "../operations/doctor/result";
import { environmentIn } from "../operations/operation";
import type { OperationOptions } from "../operations/options";
import { stateOf } from "../report/state";
import { environmentsIn } from "../state/environments";
import { Graph } from "../state/graph";
import { policyCommand } from "./operate";

const root = resolve(__dirname, "..");

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** The other commands are about one environment, this one about all of them. */
async function main(options: OperationOptions): Promise<number> {
    const graph = Graph.of(await stateOf(options, root, say));
    const { environment } = options;
    const environments =
        environment === undefined ? environmentsIn(graph) : [environmentIn(graph, environment)];
    if (options.policy) {
        const document = { Version: "2012-10-17", Statement: doctorPolicy(graph, environments) };
        process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
        return exitCodes.passed;
    }
    const places = environments.map(({ graph: own }) => placeOf(own));
    const [place] = places;
    if (place === undefined) throw new Error(`Stack ${graph.stack} has no environment.`);
    const session = new Session({ ...options, region: place.region, say });
    const policy = policyCommand("doctor", options);
    try {
        await callerIn(session, place);
        const diagnosis = await examine(session, graph, environments, policy);
        process.stdout.write(
            options.json ? `${JSON.stringify(diagnosis, undefined, 2)}\n` : describeDiagnosis(diagnosis),
        );
        return isSound(diagnosis) ? exitCodes.passed : exitCodes.failed;
    } catch (error) {
        throw explained(error, policy);
    } finally {
        session.close();
    }
}

runCommand("doctor", withHelp(help, parseOptions, main));
