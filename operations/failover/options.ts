import { exitCodes, readOptions } from "../../cli/commandLine";
import {
    type OperationOptions,
    operationExits,
    operationHelp,
    operationOptions,
    operationOptionsIn,
} from "../options";

/** What the command line of `npm run failover` asks for. */
export interface FailoverOptions extends OperationOptions {
    /** Do it; without, the plan is told. */
    readonly yes: boolean;
    /** Delete the replica region's half of the replication alone, where EFS cannot delete both. */
    readonly localOnly: boolean;
}

/** What `npm run failover -- --help` prints. */
export const help = `Usage: npm run failover -- --stack NAME [--yes] [options]
       npm run failover -- --file FILE [--yes] [options]

Fails an environment over to the region of its replica: stops the agents here, promotes the replica, which is deleting the
replication, and starts the agents that stand by there. Tells first what is lost, which is what was written since the last
sync, and in the end the commands that bring the state into agreement, and how to fail back. Without --yes the plan is told,
and nothing is done. The same again goes on where it was interrupted.

Options:
  --yes           do it
  --local-only    where EFS cannot delete both regions' halves of the replication: delete the replica's alone, after which
                  the other half cannot be recovered
${operationHelp}
Exit codes:
  ${exitCodes.passed}  it has failed over, or was only told what that would do
  ${exitCodes.failed}  it has not, as told: run it again to go on
${operationExits}`;

/** Reads the command line. Throws a `UsageError` where it is not understood. */
export function parseOptions(args: readonly string[]): FailoverOptions {
    const values = readOptions(args, {
        ...operationOptions,
        yes: { type: "boolean", default: false },
        "local-only": { type: "boolean", default: false },
    });
    return { ...operationOptionsIn(values), yes: values.yes, localOnly: values["local-only"] };
}
