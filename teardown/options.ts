import { exitCodes, readOptions } from "../cli/commandLine";
import { type StateOptions, stateOptions, stateOptionsIn } from "../state/options";

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

/** Reads the command line. Throws a `UsageError` where it is not understood. */
export const parseOptions = (args: readonly string[]): StateOptions =>
    stateOptionsIn(readOptions(args, stateOptions));
