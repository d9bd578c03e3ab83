import { rules } from "../../policy-pack/rules";
import { State } from "../../policy-pack/tools/state";
import { type Export, resourcesOf } from "../../state/exported";

/** What every rule of the policy pack finds wrong with a state, as `rule: resource` and the message. */
export function violationsOf(exported: Export): ReadonlySet<string> {
    const state = new State(resourcesOf(exported));
    return new Set(
        rules.flatMap((rule) =>
            state.judge(rule).breaches.map(({ message, urn = "" }) => `${rule.name}: ${urn} ${message}`),
        ),
    );
}
