import { parseArgs } from "node:util";

export interface Options {
    readonly stack: string;
    /** How many agents to generate in place of the configured ones. */
    readonly agents: number | undefined;
    readonly keep: boolean;
    readonly exportFile: string | undefined;
    readonly help: boolean;
}

/** The command line was not understood; the message says what would be. */
export class UsageError extends Error {
    override readonly name = "UsageError";
}

const mostAgents = 5000;

export const exitCodes = { passed: 0, failed: 1, usage: 2, noCli: 3 } as const;

export const help = `Usage: npm run rehearse -- [options]

Runs this program and its policy pack on the real Pulumi engine, with stand-ins for the aws and awsx plugins: preview,
update, update again, refresh, one agent more and one less, destroy. No AWS account, no login and no real stack is
touched: everything happens in a scratch folder.

Options:
  --stack NAME    rehearse with the configuration of Pulumi.NAME.yaml (default: dev)
  --agents N      generate N agents like the first configured one, 1 to ${mostAgents}
  --export FILE   write the deployed state to FILE, as \`pulumi stack export\` does
  --keep          leave the scratch folder for a look, and say how to run pulumi in it
  --help          show this

Exit codes:
  ${exitCodes.passed}  everything went as it must
  ${exitCodes.failed}  a step failed, or did something that it must not
  ${exitCodes.usage}  the command line was not understood
  ${exitCodes.noCli}  no Pulumi CLI could be found, downloaded or built
`;

export function parseOptions(args: readonly string[]): Options {
    const values = parse(args);
    return {
        stack: values.stack ?? "dev",
        agents: values.agents === undefined ? undefined : countFrom(values.agents),
        keep: values.keep ?? false,
        exportFile: values.export,
        help: values.help ?? false,
    };
}

function parse(args: readonly string[]) {
    try {
        return parseArgs({
            args: [...args],
            options: {
                stack: { type: "string" },
                agents: { type: "string" },
                export: { type: "string" },
                keep: { type: "boolean" },
                help: { type: "boolean", short: "h" },
            },
        }).values;
    } catch (error) {
        throw new UsageError(error instanceof Error ? error.message : String(error));
    }
}

function countFrom(text: string): number {
    const count = Number(text);
    if (!Number.isInteger(count) || count < 1 || count > mostAgents) {
        throw new UsageError(
            `--agents ${text}: give a whole number from 1 to ${mostAgents}, for example --agents 20.`,
        );
    }
    return count;
}
