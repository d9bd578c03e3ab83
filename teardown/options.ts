import { exitCodes, readOptions, UsageError } from "../cli/commandLine";

/** What the command line of `npm run teardown` asks for. */
export interface Options {
    /** The stack whose state to export; undefined where a file holds the state. */
    readonly stack: string | undefined;
    /** A state that `pulumi stack export` wrote. */
    readonly stateFile: string | undefined;
    readonly json: boolean;
    readonly help: boolean;
}

/** What `npm run teardown -- --help` prints. */
export const help = `Usage: npm run teardown -- --stack NAME [options]
       npm run teardown -- --file FILE [options]

Tells how a stack is given up: what keeps pulumi destroy from deleting it in one go and until when (recovery points,
audit files, locks), each next step with commands to paste, and what AWS keeps after the last. Reads the stack's state,
asks AWS nothing and changes nothing. The state does not tell what a vault or a bucket holds, so each that is not emptied
by its deletion is taken to hold something that was made today.

Options:
  --stack NAME  the stack; its state comes from \`pulumi stack export\`, so log in first
  --file FILE   a state in place of a stack: what \`pulumi stack export --file FILE\` wrote
  --json        print the same as JSON
  --help        show this

Exit codes:
  ${exitCodes.passed}  nothing holds the stack: pulumi destroy deletes it in one go
  ${exitCodes.failed}  something does, as told; or the state could not be read, which a message says
  ${exitCodes.usage}  the command line was not understood, or names a file that is not there or no such file
  ${exitCodes.noCli}  no Pulumi CLI could be found, downloaded or built to export the state
`;

/** Reads the command line. Throws a \`UsageError` where it is not understood. */
export function parseOptions(args: readonly string[]): Options {
    const values = readOptions(args, {
        stack: { type: "string" },
        file: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
    });
    if (!values.help && (values.stack === undefined) === (values.file === undefined))
        throw new UsageError("Give either --stack NAME or --file FILE, for example --stack dev.");
    return { stack: values.stack, stateFile: values.file, json: values.json, help: values.help };
}
