import type { Policy, PolicyResource } from "@pulumi/policy";
import { rules } from "../../policy-pack/rules";
import { judgeResources } from "../../policy-pack/tools/judge";
import { type Declared, hosted, type Moment, stackOf } from "./plan";

/** What a rule said of a plan. */
export interface Verdict {
    /** Violations at the level of the rule. */
    readonly violations: readonly string[];
    /** Messages that fail nothing. */
    readonly notices: readonly string[];
    /** What it could not tell yet, as `resource: value`. */
    readonly waits: readonly string[];
    /** Why it did not apply, for each resource or stack where it did not. */
    readonly notApplicable: readonly string[];
    /** Whether it judged anything: a resource, or the stack as a whole. */
    readonly judged: boolean;
}

type Configuration = Readonly<Record<string, unknown>>;

/** Finds a rule of the pack by its name. */
function ruleNamed(name: string): Policy {
    const rule = rules.find((candidate) => candidate.name === name);
    if (!rule) throw new Error(`the pack has no rule ${name}`);
    return rule;
}

/** What the host hands to rules at a moment; the stack only where one asks for it. */
interface Handed {
    readonly inputs: readonly PolicyResource[];
    readonly outputs: () => PolicyResource[];
}

/** Hands a plan to any number of rules, as resolving it takes longer than judging it. */
export function hand(plan: readonly Declared[], moment: Moment): Handed {
    let outputs: PolicyResource[] | undefined;
    return {
        inputs: plan.map((declared) => hosted(declared, moment, false)),
        outputs: () => {
            outputs ??= stackOf(plan, moment);
            return outputs;
        },
    };
}

/** Asks one rule about a plan, as the host does at that moment. */
export function judge(
    name: string,
    plan: readonly Declared[],
    moment: Moment,
    config: Configuration = {},
): Verdict {
    return judgeHanded(name, hand(plan, moment), config);
}

/** Asks one rule about what other rules may have been handed too. */
export function judgeHanded(name: string, { inputs, outputs }: Handed, config: Configuration = {}): Verdict {
    const verdict = judgeResources(ruleNamed(name), inputs, outputs, config);
    return {
        violations: verdict.violations.map(({ message }) => message),
        notices: verdict.notices.map(({ message }) => message),
        waits: verdict.waits,
        notApplicable: verdict.notApplicable,
        judged: verdict.judged.length > 0 || verdict.judgedStack,
    };
}
