import { exitCodes, readOptions, UsageError } from "../../cli/commandLine";
import {
    type OperationOptions,
    operationExits,
    operationHelp,
    operationOptions,
    operationOptionsIn,
} from "../options";
import { timeFrom } from "./recoveryPoints";

/** What is restored, if anything is. */
export type Wanted =
    | { readonly kind: "agent"; readonly name: string; readonly path: string }
    | { readonly kind: "area"; readonly name: string; readonly path: string }
    | { readonly kind: "everything" };

/** What the command line of `npm run restore` asks for. */
export interface RestoreOptions extends OperationOptions {
    /** Undefined where recovery points are only listed, or what was made is removed. */
    readonly wanted: Wanted | undefined;
    /** The agent whose role may read what is restored; undefined for the one that it belongs to. */
    readonly reader: string | undefined;
    /** State of the files that is wanted. */
    readonly asOf: Date;
    /** The file system that was backed up, where it is no longer the stack's. */
    readonly lostFileSystemId: string | undefined;
    /** Remove what runs made, rather than restore. */
    readonly remove: boolean;
    /** Of one run only; undefined for the only one that there is. */
    readonly run: string | undefined;
    /** Do it; without, the plan is told. */
    readonly yes: boolean;
}

/** What `npm run restore -- --help` prints. */
export const help = `Usage: npm run restore -- --stack NAME                                  what could be restored
       npm run restore -- --stack NAME --agent NAME [--path PATH] [--yes]  a directory, or a path in it
       npm run restore -- --stack NAME --area NAME [--path PATH] [--yes]
       npm run restore -- --stack NAME --new-file-system [--yes]           everything
       npm run restore -- --stack NAME --remove [--yes]                    what a restore made

Brings files back from the backup, beside those that are there. What is wanted is restored alone, into a file system of
its own with the kit's key, mount targets and a stricter policy; one access point leads to it, which the role of one agent
may mount, to read. Then the commands that copy it are told. Without --yes the plan is told, and nothing is made. The same
again goes on where it was interrupted. --remove deletes what was made.

Options:
  --agent NAME    the directory of this agent
  --area NAME     the directory of this shared area
  --path PATH     only this file or directory in it, such as cache/m2
  --for NAME      the agent whose role may read it (default: the agent itself, or the area's first writer)
  --as-of TIME    as it was then: 2026-11-26 or 2026-11-26T18:00:00Z (default: the newest recovery point)
  --new-file-system
                  everything, into a file system that stays; storage.fileSystemId brings it in
  --file-system ID
                  recovery points of this file system, which the stack no longer has
  --remove        delete what a restore made, and close the agent's role again
  --run NUMBER    of this run only
  --yes           do it
${operationHelp}
Exit codes:
  ${exitCodes.passed}  it is restored and within reach, or removed; or was only told
  ${exitCodes.failed}  it is not, as told: run it again to go on
${operationExits}`;

/** Reads the command line. Throws a `UsageError` where it is not understood. */
export function parseOptions(args: readonly string[], now = new Date()): RestoreOptions {
    const values = readOptions(args, {
        ...operationOptions,
        agent: { type: "string" },
        area: { type: "string" },
        path: { type: "string" },
        for: { type: "string" },
        "as-of": { type: "string" },
        "new-file-system": { type: "boolean", default: false },
        "file-system": { type: "string" },
        remove: { type: "boolean", default: false },
        run: { type: "string" },
        yes: { type: "boolean", default: false },
    });
    const { agent, area, path, remove, run, for: reader } = values;
    const everything = values["new-file-system"];
    const named = [
        ...(agent === undefined ? [] : ["--agent"]),
        ...(area === undefined ? [] : ["--area"]),
        ...(everything ? ["--new-file-system"] : []),
        ...(remove ? ["--remove"] : []),
    ];
    if (named.length > 1)
        throw new UsageError(`${named.join(" and ")} do not go together: give one of them.`);
    const beside = (option: string, given: boolean, needed: readonly string[]) => {
        if (given && !needed.some((each) => named.includes(each)))
            throw new UsageError(`${option} goes with ${needed.join(" or ")}.`);
    };
    beside("--path", path !== undefined, ["--agent", "--area"]);
    beside("--for", reader !== undefined, ["--agent", "--area"]);
    beside("--as-of", values["as-of"] !== undefined, ["--agent", "--area", "--new-file-system"]);
    beside("--run", run !== undefined, ["--remove"]);
    beside("--yes", values.yes, ["--agent", "--area", "--new-file-system", "--remove"]);
    if (run !== undefined && !/^[0-9a-f]{12}$/.test(run))
        throw new UsageError(`--run ${run}: give a run's number, twelve hexadecimal digits, as it was told.`);
    const lost = values["file-system"];
    if (lost !== undefined && remove)
        throw new UsageError("--file-system and --remove do not go together: give one of them.");
    if (lost !== undefined && !/^fs-[0-9a-f]{8,40}$/.test(lost))
        throw new UsageError(
            `--file-system ${lost}: give a file system's id, for example fs-0123456789abcdef0.`,
        );
    return {
        ...operationOptionsIn(values),
        wanted: wantedIn({ agent, area, path: path ?? "", everything }),
        reader,
        asOf: timeFrom(values["as-of"], now),
        lostFileSystemId: lost,
        remove,
        run,
        yes: values.yes,
    };
}

function wantedIn(given: {
    readonly agent: string | undefined;
    readonly area: string | undefined;
    readonly path: string;
    readonly everything: boolean;
}): Wanted | undefined {
    const { agent, area, path, everything } = given;
    if (agent !== undefined) return { kind: "agent", name: agent, path };
    if (area !== undefined) return { kind: "area", name: area, path };
    return everything ? { kind: "everything" } : undefined;
}
