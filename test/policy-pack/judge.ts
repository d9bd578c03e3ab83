import type { Policy } from "@pulumi/policy";
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
}

type Configuration = Readonly<Record<string, unknown>>;

/** Finds a rule of the pack by its name. */
export function ruleNamed(name: string): Policy {
    const rule = rules.find((candidate) => candidate.name === name);
    if (!rule) throw new Error(`the pack has no rule ${name}`);
    return rule;
}

/** Asks one rule about a plan, as the host does at that moment. */
export function judge(
    name: string,
    plan: readonly Declared[],
    moment: Moment,
    config: Configuration = {},
): Verdict {
    const inputs = plan.map((declared) => hosted(declared, moment, false));
    const verdict = judgeResources(ruleNamed(name), inputs, () => stackOf(plan, moment), config);
    return {
        violations: verdict.violations.map(({ message }) => message),
        notices: verdict.notices.map(({ message }) => message),
        waits: verdict.waits,
        notApplicable: verdict.notApplicable,
    };
}
