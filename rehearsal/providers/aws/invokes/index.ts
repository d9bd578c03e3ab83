import type { Properties } from "../values";
import { catalogue } from "./catalogue";
import type { InvokeContext, InvokeHandler } from "./handler";
import { identity } from "./identity";
import { network } from "./network";
import { storage } from "./storage";

const handlers: ReadonlyMap<string, InvokeHandler> = new Map(
    Object.entries({ ...catalogue, ...identity, ...network, ...storage }),
);

/** The functions that the stand-in answers, by token. */
export const knownInvokes: readonly string[] = [...handlers.keys()];

/** Answers a function of the aws package. Throws for one that it does not know, rather than to guess. */
export function invoke(token: string, args: Properties, context: InvokeContext): Properties {
    const handler = handlers.get(token);
    if (handler === undefined)
        throw new Error(
            `The rehearsal's stand-in for AWS does not know the function ${token}. ` +
                "Answer it in a file under rehearsal/providers/aws/invokes/.",
        );
    const region = typeof args.region === "string" ? args.region : context.region;
    return handler(args, { ...context, region });
}
