import { runCommand, withHelp } from "../cli/commandLine";
import { placeOf } from "../operations/aws/place";
import { Session } from "../operations/aws/session";
import { consult } from "../operations/doctor/consult";
import { type DoctorOptions, help, parseOptions } from "../operations/doctor/options";
import { doctorPolicy } from "../operations/doctor/policy";
import { environmentIn } from "../operations/operation";
import { policyCommand } from "../operations/options";
import { environmentsIn } from "../state/environments";
import { graphOf, say, tellOutcome, tellPolicy } from "./operate";

/** The other commands are about one environment, this one about all of them. */
async function main(options: DoctorOptions): Promise<number> {
    const graph = await graphOf(options);
    const { environment } = options;
    const environments =
        environment === undefined ? environmentsIn(graph) : [environmentIn(graph, environment)];
    if (options.policy) return tellPolicy(doctorPolicy(graph, environments));
    const { region } = placeOf(environments[0]?.graph ?? graph);
    const session = new Session({ ...options, region, say });
    try {
        const policy = policyCommand("doctor", options);
        return tellOutcome(await consult(session, graph, environments, policy, options.intended), options);
    } finally {
        session.close();
    }
}

runCommand("doctor", withHelp(help, parseOptions, main));
