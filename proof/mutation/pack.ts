import { rules } from "../../policy-pack/rules";
import { State } from "../../policy-pack/tools/state";
import type { Export } from "../../state/exported";

/** What every rule of the policy pack finds wrong with a state, as `rule: resource` and the message. */
export function violationsOf({ deployment }: Export): ReadonlySet<string> {
    const state = new State(deployment.resources ?? []);
    return new Set(
        rules.flatMap((rule) =>
            state.judge(rule).breaches.map(({ message, urn = "" }) => `${rule.name}: ${urn} ${message}`),
        ),
    );
}
