import assert from "node:assert/strict";
import type { Call } from "../../operations/aws/session";
import type { Statement } from "../../operations/operation";
import { readDocument } from "../../proof/account/document";
import { Evaluator } from "../../proof/account/evaluate";

/** What a caller asks, as IAM decides about it. */
export interface Asked {
    /** ARN; `*` where the action has no type of resource. */
    readonly resource: string;
    readonly context?: Readonly<Record<string, string | readonly string[]>>;
    /** The resource's own policy, without which IAM allows nobody a key. @default none */
    readonly resourcePolicy?: string | undefined;
}

const evaluator = new Evaluator();

/** Whether a policy alone allows its caller, in an account, to do something. */
export async function allows(
    statements: readonly Statement[],
    account: string,
    action: string,
    { resource, context = {}, resourcePolicy }: Asked,
): Promise<boolean> {
    const policy = readDocument("--policy", JSON.stringify({ Version: "2012-10-17", Statement: statements }));
    const caller = {
        kind: "deployer",
        name: "caller",
        id: `arn:aws:iam::${account}:role/Caller`,
        account,
        policies: [policy],
        boundary: undefined,
    } as const;
    const { outcome } = await evaluator.decide(caller, {
        action,
        resource,
        account,
        context,
        resourcePolicy: resourcePolicy === undefined ? undefined : readDocument(resource, resourcePolicy),
    });
    return outcome === "yes";
}

/**
 * Holds that a policy allows every call that was made, and that it allows no action that none of them needs.
 * @param asked the resources of a call, each of which has to be allowed; none for a call that needs no permission
 */
export async function assertLeast(
    statements: readonly Statement[],
    account: string,
    calls: readonly Call[],
    asked: (call: Call) => readonly Asked[],
): Promise<void> {
    for (const call of calls)
        for (const each of asked(call))
            assert.ok(
                await allows(statements, account, call.action, each),
                `${call.action} on ${each.resource} is not allowed`,
            );
    const used = new Set(calls.map(({ action }) => action));
    assert.deepEqual(
        statements
            .filter(({ Effect }) => Effect === "Allow")
            .flatMap(({ Action }) => [Action].flat())
            .filter((action) => !used.has(action)),
        [],
        "allowed, and never called",
    );
}
