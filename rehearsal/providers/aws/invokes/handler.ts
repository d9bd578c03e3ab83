import type { Account } from "../account";
import type { Properties } from "../values";

/** Who calls, and from which region. */
export interface InvokeContext {
    readonly account: Pick<Account, "all" | "get">;
    readonly region: string;
}

/** Answers one function of the aws package, such as `aws.getCallerIdentity`. */
export type InvokeHandler = (args: Properties, context: InvokeContext) => Properties;
