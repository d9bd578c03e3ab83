import { parseArgs } from "node:util";

export interface Options {
    /** The stack to rehearse; its configuration names the key administrators. */
    readonly stack: string;
    /** A state that `pulumi stack export` wrote, in place of a rehearsal. */
    readonly stateFile: string | undefined;
    /** ARN of the role that deploys. @default the one that the rehearsal deploys as */
    readonly deployerArn: string | undefined;
    readonly json: boolean;
    readonly help: boolean;
}

/** The command line was not understood; the message says what would be. */
export class UsageError extends Error {
    override readonly name = "UsageError";
}

export const exitCodes = { proven: 0, different: 1, usage: 2, noCli: 3 } as const;

export const help = `Usage: npm run prove -- [options]

Proves who can reach what. Reads the roles, policies, keys and network of a deployed stack from its state, puts every
request in docs/access.md to every principal with an IAM evaluator, and compares the answers with that page.

Options:
  --stack NAME      rehearse with the configuration of Pulumi.NAME.yaml and prove the result (default: dev)
  --state FILE      prove a real stack: FILE is what \`pulumi stack export --file FILE\` wrote
  --deployer ARN    the role that deploys the stack (default: role/Deployer, as in the rehearsal)
  --json            print every answer as JSON
  --help            show this

Exit codes:
  ${exitCodes.proven}  everything is as docs/access.md expects it
  ${exitCodes.different}  something is not; each difference is printed with the statement that decided
  ${exitCodes.usage}  the command line was not understood
  ${exitCodes.noCli}  no Pulumi CLI could be found, downloaded or built for the rehearsal
`;

/** Reads the command line. */
export function parseOptions(args: readonly string[]): Options {
    const values = parse(args);
    return {
        stack: values.stack ?? "dev",
        stateFile: values.state,
        deployerArn: values.deployer,
        json: values.json ?? false,
        help: values.help ?? false,
    };
}

function parse(args: readonly string[]) {
    try {
        return parseArgs({
            args: [...args],
            options: {
                stack: { type: "string" },
                state: { type: "string" },
                deployer: { type: "string" },
                json: { type: "boolean" },
                help: { type: "boolean", short: "h" },
            },
        }).values;
    } catch (error) {
        throw new UsageError(error instanceof Error ? error.message : String(error));
    }
}
