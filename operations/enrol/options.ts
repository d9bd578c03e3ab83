import { countFrom, exitCodes, readOptions, UsageError } from "../../cli/commandLine";
import { oldestVersion } from "../jenkins/client";
import type { Login } from "../jenkins/request";
import {
    type OperationOptions,
    operationExits,
    operationHelp,
    operationOptions,
    operationOptionsIn,
} from "../options";

/** What `npm run enrol` is asked. */
export interface EnrolOptions extends OperationOptions {
    /** Names of agents; all of the environment where there is none. */
    readonly agents: readonly string[];
    /** An agent whose secret was seen by somebody; undefined where none is to be changed. */
    readonly rotate: string | undefined;
    /** Minutes to wait for the agents; 0 to look once. */
    readonly waitMinutes: number;
}

const mostWaitMinutes = 120;

/** What `npm run enrol -- --help` prints. */
export const help = `Usage: npm run enrol -- --stack NAME [options]
       npm run enrol -- --file FILE [options]

Gives a stack's agents what they need to connect: makes the nodes that Jenkins lacks and checks those that it has, reads each
agent's secret from Jenkins and stores it in Secrets Manager, with the API token of the agent's own Jenkins user where
agents[].jenkinsUser names one, and waits until each agent is connected. Run again, it changes nothing but what is not right.
Of what stands by in another region nothing is enrolled by itself: Secrets Manager copies each value there.

In the environment, as Jenkins's own CLI has them:
  JENKINS_USER_ID    your user in Jenkins. It needs Overall/Read, Agent/Connect, and Agent/Create for nodes that are missing;
                     for users and tokens Overall/Administer, which makes the users too
  JENKINS_API_TOKEN  an API token of that user
  JENKINS_URL        the controller's root, where it is another from here (default: the stack's controllerUrl)

Options:
  --agent NAME    only this agent; may be given several times
  --rotate NAME   for an agent whose secret or token was seen: gives its user another token, and says what becomes of the
                  secret, which Jenkins makes from the node's name
  --wait MINUTES  how long to wait for the agents, up to ${mostWaitMinutes}; none looks once (default: 15)
${operationHelp}
Exit codes:
  ${exitCodes.passed}  every agent is connected, with what it needs
  ${exitCodes.failed}  one is not, or something is left to be done, as told; the controller has to be Jenkins ${oldestVersion} or later
${operationExits}`;

/** Reads the command line. Throws a `UsageError` where it is not understood, or the environment lacks who asks Jenkins. */
export function parseOptions(args: readonly string[], env = process.env): EnrolOptions {
    const values = readOptions(args, {
        ...operationOptions,
        agent: { type: "string", multiple: true, default: [] },
        rotate: { type: "string" },
        wait: { type: "string", default: "15" },
    });
    const options = operationOptionsIn(values);
    if (values.rotate !== undefined && values.agent.length > 0)
        throw new UsageError("--rotate NAME is about that agent alone: give it without --agent.");
    // Before minutes go into reading a state.
    if (!values.help && !values.policy) loginFrom(env);
    return {
        ...options,
        agents: values.agent,
        rotate: values.rotate,
        waitMinutes: values.wait === "none" ? 0 : countFrom("--wait", values.wait, mostWaitMinutes),
    };
}

/**
 * Who asks Jenkins, from the environment alone: arguments are seen by every process of the machine.
 * @throws UsageError where either variable is missing
 */
export function loginFrom({ JENKINS_USER_ID: user, JENKINS_API_TOKEN: token }: NodeJS.ProcessEnv): Login {
    if (!user || !token)
        throw new UsageError(
            `${user ? "JENKINS_API_TOKEN" : "JENKINS_USER_ID"} is not in the environment. Make an API token on your page in Jenkins (Security), then:\n` +
                "  export JENKINS_USER_ID=you\n  read -rs JENKINS_API_TOKEN && export JENKINS_API_TOKEN",
        );
    return { user, token };
}
