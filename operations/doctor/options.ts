import { exitCodes, readOptions } from "../../cli/commandLine";
import {
    type OperationOptions,
    operationExits,
    operationHelp,
    operationOptions,
    operationOptionsIn,
} from "../options";

/** What `npm run doctor -- --help` prints. */
export const help = `Usage: npm run doctor -- --stack NAME [options]
       npm run doctor -- --file FILE [options]

Asks AWS, not the state, whether a stack is as it was deployed, its agents run and are connected, its backups and restore
tests succeeded, and its alarms are heard; who else in the account could mount its files; and what is near a quota. Tells
each finding with the command that mends it, and what it could not look at. All environments of the stack, unless one is
named. Changes nothing.

Options:
${operationHelp}
Exit codes:
  ${exitCodes.passed}  sound: everything was looked at, and nothing needs mending (notes do not)
  ${exitCodes.failed}  something does, or could not be looked at, as told; or the state could not be read, which a message says
${operationExits}`;

/** Reads the command line. Throws a `UsageError` where it is not understood. */
export const parseOptions = (args: readonly string[]): OperationOptions =>
    operationOptionsIn(readOptions(args, operationOptions));
