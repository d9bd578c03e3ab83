import { UsageError } from "../cli/commandLine";
import { type Environment, environmentsIn } from "../state/environments";
import type { Graph } from "../state/graph";
import type { Place } from "./aws/place";
import type { Pretended, Session } from "./aws/session";
import type { OperationOptions } from "./options";

/** What an operation is about: one deployed environment. */
export interface Subject {
    readonly environment: Environment;
    /** What stands by for it in the region of its replica. @default nothing */
    readonly standby?: Environment | undefined;
    readonly place: Place;
}

/** A statement of an identity policy. */
export interface Statement {
    readonly Sid: string;
    readonly Effect: "Allow" | "Deny";
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** How an operation ended. */
export interface Outcome {
    /** For `--json`. */
    readonly json: unknown;
    /** The same for a reader, each line with its end. */
    readonly text: string;
    /** Whether all is as it must be: the command ends with 0, and otherwise with 1. */
    readonly passed: boolean;
}

/** A command that calls AWS for one environment. */
export interface Operation<O extends OperationOptions> {
    /** Its name in package.json. */
    readonly script: string;
    /** The least that a caller has to be allowed, for what the options ask. */
    readonly policy: (subject: Subject, options: O) => readonly Statement[];
    readonly pretended?: Pretended;
    /** Region of the calls that name no other. @default the environment's own */
    readonly regionOf?: (subject: Subject) => string;
    readonly run: (session: Session, subject: Subject, options: O) => Promise<Outcome>;
}

/**
 * The environment that the options mean, of those that stand by for no other unless one of these is named. Throws a
 * `UsageError` where a stack has none of that name, or several and none is named.
 */
export function environmentIn(graph: Graph, asked: string | undefined): Environment {
    const all = environmentsIn(graph);
    const [only, ...more] =
        asked === undefined
            ? all.filter(({ standbyFor }) => standbyFor === undefined)
            : all.filter(({ name }) => name === asked);
    if (only !== undefined && more.length === 0) return only;
    const names = all.map(({ name }) => name).join(" and ");
    throw new UsageError(
        asked === undefined
            ? `Stack ${graph.stack} has the environments ${names}: give --environment with one of them.`
            : `--environment ${asked}: stack ${graph.stack} has only ${names}.`,
    );
}

/** What stands by for an environment; undefined where its files are not replicated. */
export const standbyOf = (graph: Graph, { name }: Environment): Environment | undefined =>
    environmentsIn(graph).find(({ standbyFor }) => standbyFor === name);
