import { type Control, decided } from "../../policy-pack/kernel/control";
import { areas } from "../../policy-pack/rules";
import { sources } from "../../policy-pack/tools/controlsPage";
import type { Remark, Verdict } from "../../policy-pack/tools/judge";
import { type PackConfig, State } from "../../policy-pack/tools/state";
import { type Export, isRecord } from "../../state/exported";
import { nameIn } from "../../state/urn";

/**
 * What the pack says of a control in the state.
 *
 * - `met`: it judged something and found no violation.
 * - `exempt`: only violations that the configuration accepts.
 * - `not applicable`: the stack has nothing that it is about.
 */
export type Result = "met" | "violated" | "exempt" | "undecided" | "not applicable";

/** A control beside what the pack says of it. */
export interface ControlFact {
    readonly name: string;
    readonly area: string;
    readonly title: string;
    readonly asserts: string;
    readonly severity: string;
    /** Who else knows it, and by which ids. */
    readonly frameworks: readonly { readonly source: string; readonly ids: readonly string[] }[];
    /** `advisory`, `mandatory`, `remediate` or `disabled`, with the configuration that was given. */
    readonly level: string;
    /** When the pack decides. */
    readonly decides: string;
    readonly result: Result;
    /** Names of the resources that it judged one by one. */
    readonly judged: readonly string[];
    readonly judgedStack: boolean;
    /** What is wrong, or accepted, on which resource. */
    readonly remarks: readonly { readonly resource: string; readonly message: string }[];
}

/** The catalogues for auditors; the pack's references name the ids of scanners besides. */
const frameworks = ["cis", "pci", "securityHub", "controlTower", "configRules"] as const;

/** Judges a state with every rule of the pack, those that are disabled too. */
export function readControls({ deployment }: Export, config: PackConfig): readonly ControlFact[] {
    const state = new State(deployment.resources ?? []);
    return areas.flatMap((area) =>
        area.rules.map((rule) => ({
            area: area.title,
            ...describe(rule.control),
            level: levelOf(config, rule.control),
            ...judged(rule.name, state.judge(rule, config)),
        })),
    );
}

/** Whether a control that must hold does not. */
export const isFailing = ({ result, level }: ControlFact): boolean =>
    result === "violated" && (level === "mandatory" || level === "remediate");

function describe({ name, title, asserts, severity, references, nist, decisive: when }: Control) {
    const known = frameworks.flatMap((framework) => {
        const ids = references[framework];
        return ids === undefined ? [] : [{ source: sources[framework], ids }];
    });
    const nistIds = nist.by === "Security Hub" ? nist.controls : nist.controls.map((id) => `~${id}`);
    return {
        name,
        title,
        asserts,
        severity,
        frameworks: [{ source: "NIST SP 800-53", ids: nistIds }, ...known],
        decides: decided[when],
    };
}

function judged(
    name: string,
    verdict: Verdict,
): Pick<ControlFact, "result" | "judged" | "judgedStack" | "remarks"> {
    const remarks = [...verdict.violations, ...verdict.notices].map(({ urn, message }: Remark) => ({
        resource: urn === undefined ? "the stack" : nameIn(urn),
        message: message.replace(`${name}: `, ""),
    }));
    return {
        result: resultOf(verdict),
        judged: verdict.judged.map(nameIn),
        judgedStack: verdict.judgedStack,
        remarks,
    };
}

function resultOf({ violations, notices, waits, judged: single, judgedStack }: Verdict): Result {
    if (violations.length > 0) return "violated";
    if (waits.length > 0) return "undecided";
    if (notices.length > 0) return "exempt";
    return single.length > 0 || judgedStack ? "met" : "not applicable";
}

/** The level in force: a rule's own entry, else that of `all`, else the rule's default. */
function levelOf(config: PackConfig, { name, level: fallback }: Control): string {
    const own = config[name];
    const said = isRecord(own) ? own.enforcementLevel : own;
    const all = isRecord(config.all) ? config.all.enforcementLevel : config.all;
    return [said, all].find((level) => typeof level === "string") ?? fallback;
}
