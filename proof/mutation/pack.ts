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

type Settings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * What every rule of the policy pack finds wrong with a state, whatever its level.
 * @param config settings by rule, as `--policy-pack-config` takes them @default what the kit is deployed under
 */
export function violationsOf(
    exported: Export,
    config: Settings = {
        "efs-client-image-owner-named": shipped["efs-client-image-owner-named"],
        "efs-access-point-directory-permissions": shipped["efs-access-point-directory-permissions"],
        "iam-trust-policy-narrow": shipped["iam-trust-policy-narrow"],
    },
): readonly Violation[] {
    const state = new State(resourcesOf(exported));
    return rules.flatMap((rule) =>
        state.judge(rule, config[rule.name]).violations.map(({ message, urn = "" }) => ({
            rule: rule.name,
            said: `${rule.name}: ${urn} ${message}`,
        })),
    );
}
