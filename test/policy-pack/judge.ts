import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { ControlName } from "../../policy-pack/catalogue";
import { takeWaiting } from "../../policy-pack/kernel/ledger";
import { rules } from "../../policy-pack/rules";
import { type Declared, hosted, type Moment, stackOf } from "./plan";

/** What a rule said. */
export interface Verdict {
    /** Violations at the level of the rule. */
    readonly breaches: readonly string[];
    /** Messages that fail nothing. */
    readonly notices: readonly string[];
    /** What it could not tell yet, as `resource: value`. */
    readonly waits: readonly string[];
    /** Why it did not apply, for each resource or stack where it did not. */
    readonly skips: readonly string[];
}

type Configuration = Readonly<Record<string, unknown>>;

class NotApplicable extends Error {}

/** Finds a rule of the pack by its name. */
export function ruleNamed(name: string): Partial<ResourceValidationPolicy & StackValidationPolicy> {
    const rule = rules.find((candidate) => candidate.name === name);
    if (!rule) throw new Error(`the pack has no rule ${name}`);
    return rule;
}

/** Asks one rule about a plan, as the host does at that moment. */
export function judge(
    name: ControlName,
    plan: readonly Declared[],
    moment: Moment,
    config: Configuration = {},
): Verdict {
    const inputs = plan.map((declared) => hosted(declared, moment, false));
    return judgeResources(name, inputs, () => stackOf(plan, moment), config);
}

/** Asks one rule as the host does: about the inputs of each resource, then about the outputs of the stack. */
export function judgeResources(
    name: ControlName,
    inputs: readonly PolicyResource[],
    outputs: () => PolicyResource[],
    config: Configuration = {},
): Verdict {
    const rule = ruleNamed(name);
    const breaches: string[] = [];
    const notices: string[] = [];
    const skips: string[] = [];
    takeWaiting();
    const say = (message: unknown) => {
        if (typeof message === "string") breaches.push(message);
        else notices.push(String((message as { message: string }).message));
    };
    const shared = {
        stackTags: new Map<string, string>(),
        getConfig: <T extends object>() => config as T,
        notApplicable: (reason?: string): never => {
            throw new NotApplicable(reason);
        },
    };
    const ask = (validate: () => unknown) => {
        try {
            validate();
        } catch (error) {
            if (!(error instanceof NotApplicable)) throw error;
            skips.push(error.message);
        }
    };
    for (const { type, name: of, urn, props, opts, isType } of inputs) {
        for (const validate of [rule.validateResource ?? []].flat()) {
            const only = typeOf(validate);
            if (only && only !== type) continue;
            ask(() =>
                validate(
                    { type, name: of, urn, props, opts, isType, asType: () => undefined, ...shared },
                    say,
                ),
            );
        }
    }
    const { validateStack } = rule;
    const trigger = validateStack && typeOf(validateStack);
    if (validateStack && (!trigger || inputs.some(({ type }) => type === trigger))) {
        ask(() => validateStack({ resources: outputs(), ...shared }, say));
    }
    const waits = takeWaiting().map((entry) => `${entry.name}: ${entry.what}`);
    return { breaches, notices, waits, skips };
}

function typeOf(validate: object): unknown {
    return (validate as { __pulumiType?: unknown }).__pulumiType;
}
