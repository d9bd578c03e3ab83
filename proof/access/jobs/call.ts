import type { Account } from "../../account/account";
import type { Guarded } from "../../account/document";
import type { KeyPurpose } from "../../account/parts";
import { via } from "../keys";
import type { Question } from "../subject";

/** The facts of a request. */
export type Context = Question["request"]["context"];

/** One call of a job, with the policy of the resource that it is about. */
export interface Call {
    readonly action: string;
    readonly resource: string;
    readonly context?: Context;
    readonly policy?: Guarded["policy"];
}

/** The calls of each job, by the name that docs/access.md gives it. A job that this account does not have makes none. */
export type Jobs = Readonly<Record<string, (account: Account) => readonly Call[]>>;

/** Several actions on one resource. */
export const calls = (
    actions: readonly string[],
    resource: string,
    rest: Omit<Call, "action" | "resource"> = {},
): readonly Call[] => actions.map((action): Call => ({ action, resource, ...rest }));

/** The keys for these purposes. */
export const keysFor = ({ keys }: Account, ...purposes: readonly KeyPurpose[]): readonly Guarded[] =>
    keys.filter(({ purpose }) => purpose !== undefined && purposes.includes(purpose));

/** What KMS is told when a service asks it in somebody's name. */
export const through = (service: string, key: Guarded, account: Account): Context =>
    via("", service, key, account).context;
