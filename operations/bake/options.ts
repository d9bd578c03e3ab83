import { exitCodes, readOptions } from "../../cli/commandLine";
import {
    type OperationOptions,
    operationExits,
    operationHelp,
    operationOptions,
    operationOptionsIn,
} from "../options";

/** What the command line of `npm run bake` asks for. */
export interface BakeOptions extends OperationOptions {
    /** Tell the images that there are, and bake none. */
    readonly list: boolean;
}

/** What `npm run bake -- --help` prints. */
export const help = `Usage: npm run bake -- --stack NAME [--list] [options]
       npm run bake -- --file FILE [--list] [options]

Bakes an image with everything that agents install at boot, for each architecture of a stack with \`bake: true\`: starts Image
Builder's pipelines, waits for half an hour or so, looks at each image, and writes its id as a new version of the parameter that
\`image\` can name. Goes on with a bake that runs already, or that ended with nobody there to write the parameter.

Options:
  --list          the images that there are, which of them agents start from, and which may go
${operationHelp}
Exit codes:
  ${exitCodes.passed}  every image is baked, or was only told
  ${exitCodes.failed}  one is not, as told: run it again to go on
${operationExits}`;

/** Reads the command line. Throws a `UsageError` where it is not understood. */
export function parseOptions(args: readonly string[]): BakeOptions {
    const values = readOptions(args, { ...operationOptions, list: { type: "boolean", default: false } });
    return { ...operationOptionsIn(values), list: values.list };
}
