import shipped from "../../policy-pack/config/prod.json";
import { rules } from "../../policy-pack/rules";
import { State } from "../../policy-pack/tools/state";
import { type Export, resourcesOf } from "../../state/exported";

/** One thing that a rule of the policy pack finds wrong with a state. */
export interface Violation {
    readonly rule: string;
    /** Rule, resource and message in one. */
    readonly said: string;
}

/** What every rule of the policy pack, whatever its level, finds wrong with a state under what prod is deployed under. */
export function violationsOf(exported: Export): readonly Violation[] {
    const state = new State(resourcesOf(exported));
    return rules.flatMap((rule) =>
        state.judge(rule, shipped).violations.map(({ message, urn = "" }) => ({
            rule: rule.name,
            said: `${rule.name}: ${urn} ${message}`,
        })),
    );
}
