import type { Policy, PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { awsTypeOf } from "../kernel/asAws";
import { takeUnread, takeWaiting } from "../kernel/ledger";

/** One thing that a rule said. */
export interface Remark {
    readonly message: string;
    /** The resource that it is about; undefined where a rule about the stack names none. */
    readonly urn: string | undefined;
}

/** What a rule said of some resources. */
export interface Verdict {
    /** Violations at the level of the rule. */
    readonly violations: readonly Remark[];
    /** Messages that fail nothing, such as a violation that is exempt. */
    readonly notices: readonly Remark[];
    /** What it could not tell, yet or at all, as `resource: value`. */
    readonly waits: readonly string[];
    /** Why it did not apply, for each resource or stack where it did not. */
    readonly notApplicable: readonly string[];
    /** URNs of the single resources that it had something to say about or accepted. */
    readonly judged: readonly string[];
    /** Whether it judged the stack as a whole. */
    readonly judgedStack: boolean;
}

class NotApplicable extends Error {}

/**
 * Asks a rule as the host does: about the inputs of each resource, then about the outputs of the stack.
 * @param config @default the rule's own settings
 */
export function judgeResources(
    rule: Policy,
    inputs: readonly PolicyResource[],
    outputs: () => PolicyResource[],
    config: Readonly<Record<string, unknown>> = {},
): Verdict {
    const { validateResource, validateStack }: Partial<ResourceValidationPolicy & StackValidationPolicy> =
        rule;
    const violations: Remark[] = [];
    const notices: Remark[] = [];
    const notApplicable: string[] = [];
    const judged = new Set<string>();
    takeWaiting();
    takeUnread();
    const sayAbout =
        (subject: string | undefined) =>
        (message: unknown, named?: string): void => {
            if (typeof message === "string") violations.push({ message, urn: named || subject });
            else notices.push(noticeOf(message, subject));
        };
    const shared = {
        stackTags: new Map<string, string>(),
        getConfig: <T extends object>() => config as T,
        notApplicable: (reason?: string): never => {
            throw new NotApplicable(reason);
        },
    };
    const applies = (validate: () => unknown): boolean => {
        try {
            validate();
            return true;
        } catch (error) {
            if (!(error instanceof NotApplicable)) throw error;
            notApplicable.push(error.message);
            return false;
        }
    };
    for (const { type, name, urn, props, opts, isType } of inputs) {
        for (const validate of [validateResource ?? []].flat()) {
            const only = typeOf(validate);
            if (only && only !== awsTypeOf(type)) continue;
            const args = { type, name, urn, props, opts, isType, asType: () => undefined, ...shared };
            if (applies(() => validate(args, sayAbout(urn)))) judged.add(urn);
        }
    }
    const trigger = validateStack && typeOf(validateStack);
    const judgedStack =
        validateStack !== undefined &&
        (!trigger || inputs.some(({ type }) => awsTypeOf(type) === trigger)) &&
        applies(() => validateStack({ resources: outputs(), ...shared }, sayAbout(undefined)));
    const waits = [...takeWaiting(), ...takeUnread()].map((entry) => `${entry.name}: ${entry.what}`);
    return { violations, notices, waits, notApplicable, judged: [...judged], judgedStack };
}

/** The host takes an object in place of a message, with a level of its own: see `advise` in kernel/report.ts. */
function noticeOf(said: unknown, subject: string | undefined): Remark {
    const { message, urn } = Object(said) as { readonly message?: unknown; readonly urn?: unknown };
    return { message: String(message), urn: typeof urn === "string" ? urn : subject };
}

/** The only type that a rule is asked about, which the SDK notes on its function. */
function typeOf(validate: object): unknown {
    return Reflect.get(validate, "__pulumiType");
}
