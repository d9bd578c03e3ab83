import { agentsFrom, exitCodes, mostAgents, readOptions } from "../cli/commandLine";

/** What the command line of `npm run rehearse` asks for. */
export interface Options {
    readonly stack: string;
    /** How many agents to generate in place of the configured ones. */
    readonly agents: number | undefined;
    readonly keep: boolean;
    readonly exportFile: string | undefined;
    /** Whether the result is printed for a program, and all else to standard error. */
    readonly json: boolean;
    readonly help: boolean;
}

/** What `npm run rehearse -- --help` prints. */
export const help = `Usage: npm run rehearse -- [options]

Runs this program and its policy pack on the real Pulumi engine, with stand-ins for the aws and awsx plugins: preview,
update, update again, refresh, one agent more and one less, destroy. Proves beside that who can reach what. No AWS
account, no login and no real stack is touched: everything happens in a scratch folder.

Options:
  --stack NAME    rehearse with the configuration of Pulumi.NAME.yaml, in its aws:region (default: dev)
  --agents N      generate N agents like the first configured one, 1 to ${mostAgents}
  --export FILE   write the deployed state to FILE, as \`pulumi stack export\` does
  --keep          end before the destroy, leave the scratch folder with the stack in it, and say how to run pulumi there
  --json          print the steps, with what was wrong in each, as JSON; all else goes to standard error
  --help          show this

Exit codes:
  ${exitCodes.passed}  everything went as it must
  ${exitCodes.failed}  a step failed, or did something that it must not
  ${exitCodes.usage}  the command line was not understood, or names a stack that is not there
  ${exitCodes.noCli}  no Pulumi CLI could be found, downloaded or built
`;

/** Reads the command line. Throws a `UsageError` where it is not understood. */
export function parseOptions(args: readonly string[]): Options {
    const values = readOptions(args, {
        stack: { type: "string", default: "dev" },
        agents: { type: "string" },
        export: { type: "string" },
        keep: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
    });
    return {
        stack: values.stack,
        agents: agentsFrom(values.agents),
        keep: values.keep,
        exportFile: values.export,
        json: values.json,
        help: values.help,
    };
}
