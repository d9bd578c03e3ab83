import { UsageError } from "../cli/commandLine";

/** What a command that is about one stack's state is asked, whatever else it takes. */
export interface StateOptions {
    /** The stack whose state to export; undefined where a file holds the state. */
    readonly stack: string | undefined;
    /** A state that `pulumi stack export` wrote. */
    readonly stateFile: string | undefined;
    readonly json: boolean;
    readonly help: boolean;
}

/** The same for `readOptions`. */
export const stateOptions = {
    stack: { type: "string" },
    file: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
} as const;

/** What a command line says of them. Throws a `UsageError` unless it names either a stack or a file, or asks for help. */
export function stateOptionsIn(values: {
    readonly stack?: string | undefined;
    readonly file?: string | undefined;
    readonly json: boolean;
    readonly help: boolean;
}): StateOptions {
    const { stack, file, json, help } = values;
    if (!help && (stack === undefined) === (file === undefined))
        throw new UsageError("Give either --stack NAME or --file FILE, for example --stack dev.");
    return { stack, stateFile: file, json, help };
}
