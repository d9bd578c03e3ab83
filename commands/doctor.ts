import { resolve } from "node:path";
import { exitCodes, runCommand, withHelp } from "../cli/commandLine";
import { placeOf } from "../operations/aws/place";
import { Session } from "../operations/aws/session";
import { consult } from "../operations/doctor/consult";
import { help, parseOptions } from "../operations/doctor/options";
import { doctorPolicy } from "../operations/doctor/policy";
import { environmentIn } from "../operations/operation";
import { type OperationOptions, policyCommand } from "../operations/options";
import { stateOf } from "../report/state";
import { environmentsIn } from "../state/environments";
import { Graph } from "../state/graph";

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
    const { region } = placeOf(environments[0]?.graph ?? graph);
    const session = new Session({ ...options, region, say });
    try {
        const { json, text, passed } = await consult(
            session,
            graph,
            environments,
            policyCommand("doctor", options),
        );
        process.stdout.write(options.json ? `${JSON.stringify(json, undefined, 2)}\n` : text);
        return passed ? exitCodes.passed : exitCodes.failed;
    } finally {
        session.close();
    }
}

runCommand("doctor", withHelp(help, parseOptions, main));
