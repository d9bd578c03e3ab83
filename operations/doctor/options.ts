import { exitCodes, readOptions, UsageError } from "../../cli/commandLine";
import {
    type OperationOptions,
    operationExits,
    operationHelp,
    operationOptions,
    operationOptionsIn,
} from "../options";

/** What the doctor is asked besides what every such command is. */
export interface DoctorOptions extends OperationOptions {
    /** ARNs of roles and users of the stack's account that may mount or use keys by intention. */
    readonly intended: readonly string[];
}

/** What `npm run doctor -- --help` prints. */
export const help = `Usage: npm run doctor -- --stack NAME [options]
       npm run doctor -- --file FILE [options]

Asks AWS, not the state, whether a stack is as it was deployed, its agents run and are connected, its backups and restore
tests succeeded, and its alarms are heard; who else in the account could mount its files; and what is near a quota. Tells
each finding with the command that mends it, and what it could not look at. All environments of the stack, unless one is
named. Changes nothing.

Options:
  --expect ARN    a role or user that may mount, or use keys, by intention: told as expected, in a note that needs no
                  mending, and as unknown where the account has no such one; may be given several times
${operationHelp}
Exit codes:
  ${exitCodes.passed}  sound: everything was looked at, and nothing needs mending (notes do not)
  ${exitCodes.failed}  something does, or could not be looked at, as told; or the state could not be read, which a message says
${operationExits}`;

const principal = /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/;

/** Reads the command line. Throws a `UsageError` where it is not understood, or expects what is no ARN of a role or user. */
export function parseOptions(args: readonly string[]): DoctorOptions {
    const { expect: intended = [], ...values } = readOptions(args, {
        ...operationOptions,
        expect: { type: "string", multiple: true },
    });
    for (const arn of intended)
        if (!principal.test(arn))
            throw new UsageError(
                `--expect ${arn}: give the ARN of a role or a user, as IAM has it with its path and not of a session, for example --expect arn:aws:iam::111122223333:role/Administrator.`,
            );
    return { ...operationOptionsIn(values), intended };
}
