import { rules } from "../../policy-pack/rules";
import { State } from "../../policy-pack/tools/state";
import { type Export, resourcesOf } from "../../state/exported";

/** One thing that a rule of the policy pack finds wrong with a state. */
export interface Violation {
    readonly rule: string;
    /** Rule, resource and message in one. */
    readonly said: string;
}

/**
 * What every rule of the policy pack finds wrong with a state, whatever its level.
 * @param config settings by rule, as `--policy-pack-config` takes them @default each rule's own
 */
export function violationsOf(
    exported: Export,
    config: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): readonly Violation[] {
    const state = new State(resourcesOf(exported));
    return rules.flatMap((rule) =>
        state.judge(rule, config[rule.name]).violations.map(({ message, urn = "" }) => ({
            rule: rule.name,
            said: `${rule.name}: ${urn} ${message}`,
        })),
    );
}
