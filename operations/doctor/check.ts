import type { Environment } from "../../state/environments";
import { type Graph, type Resource, regionOf, textOf } from "../../state/graph";
import { isMissing } from "../aws/errors";
import type { Session } from "../aws/session";

/**
 * How much a fault matters: `critical` where data or access is at stake or builds stand still, `warning` where something is
 * not as deployed or soon will not do, `note` where somebody ought to know and nothing needs mending.
 */
export const severities = ["critical", "warning", "note"] as const;
/** Of a kind of fault, and so the same wherever that is found. */
export type Severity = (typeof severities)[number];

/** A kind of fault that a check can find. */
export interface Fault {
    readonly severity: Severity;
    /** What follows where it is left. */
    readonly why: string;
    /** The command that mends it, or what to read. `{name}` stands for a value of the remark, `{stack}`, `{environment}` and `{region}` for its place. */
    readonly mend: string;
}

/** What a judge says of one fault. */
export interface Remark<F extends string = string> {
    readonly fault: F;
    /** The thing, as AWS calls it. */
    readonly where: string;
    readonly got: string;
    readonly wanted: string;
    /** What stands in the command for `{name}`. @default none */
    readonly values?: Readonly<Record<string, string>>;
}

/** Actions that a check's calls need, and on which ARNs; `*` where the action takes no resource. */
export interface Grant {
    readonly actions: readonly string[];
    readonly resources: readonly string[];
}

/** One thing that AWS is asked about. */
export interface Thing {
    readonly region: string;
    /** How a reader knows it, such as `file system fs-0123`. */
    readonly subject: string;
}

/** One row of the table of checks: what is expected of the state, what AWS is asked, and how the answer is judged. */
export interface Check<E extends Thing, A, F extends string> {
    readonly name: string;
    /** What holds where it finds nothing. */
    readonly holds: string;
    /** Whether it is about the account, and so asked once for all environments of a stack. @default false */
    readonly isOfAccount?: true;
    readonly faults: Readonly<Record<F, Fault>>;
    /** What the state says that AWS has; nothing where the stack has no such thing. */
    expected(environment: Environment): readonly E[];
    grants(expected: E): readonly Grant[];
    ask(session: Session, expected: E): Promise<A>;
    /** What a reader wants to know of it where all is sound too, a line each. @default nothing */
    tells?(expected: E, answer: A): readonly string[];
    /**
     * Compares without asking anybody.
     * @param intended ARNs of the roles and users of whom somebody said that they may by intention
     */
    judge(
        expected: E,
        answer: A,
        at: Date,
        intended: readonly string[],
    ): readonly Remark<F>[] | Promise<readonly Remark<F>[]>;
}

/** A check whatever it expects: what the table holds. */
export interface Row extends Pick<Check<Thing, unknown, string>, "name" | "holds"> {
    readonly isOfAccount: boolean;
    readonly faults: Readonly<Record<string, Fault>>;
    questions(environment: Environment): readonly Question[];
}

/** One thing to ask about, with all that the check needs for it. */
export interface Question extends Thing {
    readonly grants: readonly Grant[];
    answer(
        session: Session,
        at: Date,
        intended: readonly string[],
    ): Promise<{ readonly remarks: readonly Remark[]; readonly told: readonly string[] }>;
}

/** Makes a row of the table of a check. */
export const row = <E extends Thing, A, F extends string>(check: Check<E, A, F>): Row => ({
    name: check.name,
    holds: check.holds,
    isOfAccount: check.isOfAccount === true,
    faults: check.faults,
    questions: (environment) =>
        check.expected(environment).map((expected) => ({
            region: expected.region,
            subject: expected.subject,
            grants: check.grants(expected),
            async answer(session, at, intended) {
                const ask = () => check.ask(session, expected);
                // What is deleted between two calls is missing when it is asked about again.
                const answer = await ask().catch((error: unknown) => {
                    if (isMissing(error)) return ask();
                    throw error;
                });
                return {
                    remarks: await check.judge(expected, answer, at, intended),
                    told: check.tells?.(expected, answer) ?? [],
                };
            },
        })),
});

/** A remark where something is so, for a judge's list. */
export const when = <F extends string>(isSo: boolean, remark: Remark<F>): readonly Remark<F>[] =>
    isSo ? [remark] : [];

/** A remark with what differs, where anything does. */
export const whenDiffers = <F extends string>(
    differing: Pick<Remark, "got" | "wanted"> | undefined,
    remark: Omit<Remark<F>, "got" | "wanted">,
): readonly Remark<F>[] => (differing === undefined ? [] : [{ ...remark, ...differing }]);

/** What puts a resource back as the program has it, also where only AWS knows of the change. */
export const putBack = "pulumi up --refresh --stack {stack}";

/** The region that a stack is deployed in, whatever it has in others besides: that of its own provider. */
export function regionOfStack(graph: Graph): string | undefined {
    const providers = graph.all("pulumi:providers:aws");
    const own = providers.find(({ name }) => name.startsWith("default"));
    const [system] = graph.all("aws:efs/fileSystem:FileSystem");
    return textOf(own, "region") ?? (system && regionIn(system));
}

/** The region that a resource is in: what the provider says, otherwise its ARN. */
export const regionIn = (resource: Resource): string => textOf(resource, "region") ?? regionOf(resource);
