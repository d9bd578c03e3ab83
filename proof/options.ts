import { agentsFrom, exitCodes, readOptions } from "../cli/commandLine";

/** What the command line of `npm run prove` asks for. */
export interface Options {
    /** The stack to rehearse; its configuration names the key administrators. */
    readonly stack: string;
    /** A state that `pulumi stack export` wrote, in place of a rehearsal. */
    readonly stateFile: string | undefined;
    /** ARN of the role that deploys. @default the one that the rehearsal deploys as */
    readonly deployerArn: string | undefined;
    /** How many agents to ask for, each with each. @default all */
    readonly mostAgents: number | undefined;
    /** Leave out the tables. */
    readonly brief: boolean;
    readonly json: boolean;
    /** Where to write every answer as JSON, too. @default nowhere */
    readonly answersFile: string | undefined;
    readonly help: boolean;
}

/** What `npm run prove -- --help` prints. */
export const help = `Usage: npm run prove -- [options]

Proves who can reach what. Reads the roles, policies, keys and network of a deployed stack from its state, puts every
request in docs/access.md to every principal with an IAM evaluator, and compares the answers with that page.

Options:
  --stack NAME      rehearse with the configuration of Pulumi.NAME.yaml and prove the result (default: dev)
  --file FILE       prove a real stack: FILE is what \`pulumi stack export --file FILE\` wrote
  --deployer ARN    the role that deploys the stack (default: role/Deployer, as in the rehearsal)
  --agents N        ask for N of the agents, each with each, where a stack has hundreds (default: all)
  --brief           print the differences and the verdict only
  --json            print every answer as JSON
  --answers FILE    write every answer as JSON to FILE, too
  --help            show this

Exit codes:
  ${exitCodes.passed}  everything is as docs/access.md expects it
  ${exitCodes.failed}  something is not; each difference is printed with the statement that decided. Or it could not be asked, which a
     message says
  ${exitCodes.usage}  the command line was not understood, or names a stack or a file that is not there
  ${exitCodes.noCli}  no Pulumi CLI could be found, downloaded or built for the rehearsal
`;

/** Reads the command line. */
export function parseOptions(args: readonly string[]): Options {
    const values = readOptions(args, {
        stack: { type: "string", default: "dev" },
        file: { type: "string" },
        deployer: { type: "string" },
        agents: { type: "string" },
        brief: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        answers: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
    });
    return {
        stack: values.stack,
        stateFile: values.file,
        deployerArn: values.deployer,
        mostAgents: agentsFrom(values.agents),
        brief: values.brief,
        json: values.json,
        answersFile: values.answers,
        help: values.help,
    };
}
