import type {
    Policy,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
} from "@pulumi/policy";
import { asAws, awsTypeOf, insideOf } from "./asAws";
import type { Control } from "./control";
import { exemptionsSchema } from "./exemptions";
import { settle } from "./ledger";
import { isNative } from "./nativeReader";
import { HostReport, type Report } from "./report";
import { SettingFault, type Settings, schemaOf, type Values, valuesOf } from "./settings";
import { type Stack, stackOf } from "./stack";

/** A resource as a rule sees it. Read `props` through the functions of `values` only. */
export interface Resource {
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    readonly props: unknown;
    readonly protect: boolean;
}

/** A policy of the pack, with what the pages tell of it. */
export type Rule = (ResourceValidationPolicy | StackValidationPolicy) & { readonly control: Control };

/** A rule about resources of some types, one at a time, judged before each is created. */
export interface ResourceRule<S extends Settings> extends Control {
    /** Type tokens; with a single one the host skips every other resource at no cost. */
    readonly types: readonly string[];
    /** Whether resources of aws-native hold such a one themselves, which are then asked about too. @default false */
    readonly alsoInside?: boolean;
    readonly settings?: S;
    check(resource: Resource, report: Report, values: Values<S>): void;
    /** Remedies the inputs in place and says whether it did; runs only where the level is set to remediate. */
    remediate?(resource: Resource): boolean;
    /** What of the same control shows across resources only. */
    readonly across?: Across<S>;
}

/** What is judged across the resources of a stack, at the end of preview and of the update. */
export interface Across<S extends Settings> {
    /** Stacks without a resource of this type are skipped before the host reads anything. */
    readonly trigger?: string;
    check(stack: Stack, report: Report, values: Values<S>): void;
}

/** A rule across the resources of a stack. */
export interface StackRule<S extends Settings> extends Control, Across<S> {
    readonly settings?: S;
}

type Typed<F> = F & { __pulumiType?: string };

/** Makes a policy of a rule about single resources. */
export function resourceRule<S extends Settings = Record<never, never>>(rule: ResourceRule<S>): Rule {
    const applies = new Set(rule.types);
    const about = `It is about ${rule.types.join(", ")}`;
    const [only] = rule.types;
    const type = applies.size === 1 && !rule.alsoInside ? only : undefined;
    const validate: Typed<(args: ResourceValidationArgs, say: Parameters<typeof judge>[2]) => void> = (
        args,
        say,
    ) => {
        // Most of what a rule about several types is asked is about something else: that has to be quick.
        if (!applies.has(args.type) && !isNative(args.urn)) return sayNotApplicable(args, about);
        const subjects = subjectsOf(args, applies);
        if (subjects.length === 0) return sayNotApplicable(args, about);
        settle(rule.name, args.urn);
        for (const resource of subjects) {
            const notApplicable = judge(rule.name, args, say, resource, (report, configured) =>
                rule.check(resource, report, valuesOf(settingsOf(rule), configured)),
            );
            if (notApplicable !== undefined) sayNotApplicable(args, notApplicable);
        }
    };
    if (type) validate.__pulumiType = type;
    return {
        ...describe(rule),
        validateResource: validate,
        ...remediation(rule, applies, type),
        ...(rule.across && acrossStack(rule, rule.across)),
    };
}

/** Makes a policy of a rule across resources. */
export function stackRule<S extends Settings = Record<never, never>>(rule: StackRule<S>): Rule {
    return { ...describe(rule), ...acrossStack(rule, rule) };
}

function acrossStack<S extends Settings>(
    rule: Described<S>,
    across: Across<S>,
): Pick<StackValidationPolicy, "validateStack"> {
    const validate: Typed<StackValidationPolicy["validateStack"]> = (args, say) => {
        const notApplicable = judge(rule.name, args, say, undefined, (report, configured) =>
            across.check(stackOf(args.resources), report, valuesOf(settingsOf(rule), configured)),
        );
        if (notApplicable !== undefined) sayNotApplicable(args, notApplicable);
    };
    if (across.trigger) validate.__pulumiType = across.trigger;
    return { validateStack: validate };
}

/** Runs a check and returns why it did not apply, if it did not. A check that fails on what it reads is a violation. */
function judge(
    control: string,
    args: ResourceValidationArgs | StackValidationArgs,
    say: (message: string, urn?: string) => void,
    resource: Resource | undefined,
    check: (report: Report, configured: unknown) => void,
): string | undefined {
    const configured: unknown = args.getConfig();
    const report = new HostReport(control, say, configured, resource === undefined);
    try {
        check(report, configured);
    } catch (error) {
        const on = resource ?? { name: "the stack", urn: "" };
        const why = error instanceof Error ? error.message : String(error);
        // Thrown on, this would abort the whole update; passed over, it would pass.
        if (error instanceof SettingFault) {
            report.violation(
                on,
                `the rule cannot judge it, because ${why}`,
                "be judged",
                "Correct the pack's configuration",
            );
        } else {
            report.violation(
                on,
                `the rule failed on it (${why})`,
                "be readable",
                "Report this to the pack's authors",
            );
        }
    }
    return report.notApplicableFor;
}

/* What each host throws for each reason. */
const passes = new WeakMap<NotApplicable, Map<string, unknown>>();

type NotApplicable = (reason: string) => never;

/**
 * Says that a rule does not apply. The host wants that thrown, and making the error is most of what throwing costs: it is
 * made once per reason, because a rule about several types is asked about every resource.
 */
function sayNotApplicable(
    { notApplicable }: { readonly notApplicable: NotApplicable },
    reason: string,
): never {
    const known = passes.get(notApplicable) ?? new Map<string, unknown>();
    passes.set(notApplicable, known);
    if (known.has(reason)) throw known.get(reason);
    try {
        return notApplicable(reason);
    } catch (error) {
        known.set(reason, error);
        throw error;
    }
}

/** What of a resource a rule is about: itself, and of aws-native also what it holds. */
function subjectsOf(args: ResourceValidationArgs, applies: ReadonlySet<string>): readonly Resource[] {
    const own = applies.has(awsTypeOf(args.type)) ? [resourceOf(args)] : [];
    const held = insideOf(args).filter(({ type }) => applies.has(type));
    return held.length === 0 ? own : [...own, ...held.map((known) => ({ ...resourceOf(args), ...known }))];
}

function resourceOf(args: ResourceValidationArgs): Resource {
    const { type, props } = asAws(args);
    return { type, name: args.name, urn: args.urn, props, protect: args.opts.protect };
}

function settingsOf<S extends Settings>(rule: { readonly settings?: S }): S {
    return rule.settings ?? ({} as S);
}

function remediation<S extends Settings>(
    rule: ResourceRule<S>,
    applies: ReadonlySet<string>,
    type: string | undefined,
) {
    if (!rule.remediate) return {};
    const remedy = rule.remediate.bind(rule);
    const remediate: Typed<NonNullable<ResourceValidationPolicy["remediateResource"]>> = (args) => {
        // What a rule sees of aws-native is a copy by other names: remedied, it would change nothing.
        if (isNative(args.urn)) return undefined;
        if (!applies.has(args.type)) return sayNotApplicable(args, `It is about ${rule.types.join(", ")}`);
        return remedy(resourceOf(args)) ? args.props : undefined;
    };
    if (type) remediate.__pulumiType = type;
    return { remediateResource: remediate };
}

type Described<S extends Settings> = Control & { readonly settings?: S };

/** The metadata that the host shows and a registry lists. */
function describe<S extends Settings>(rule: Described<S>): Policy & { readonly control: Control } {
    return {
        control: rule,
        name: rule.name,
        displayName: rule.title,
        description: `${rule.title}.`,
        enforcementLevel: rule.level,
        severity: rule.severity,
        framework: {
            name: "NIST SP 800-53",
            version: "Revision 5",
            reference: rule.nist.controls.join(", "),
            specification: `${rule.asserts} (mapped by ${rule.nist.by})`,
        },
        tags: tagsOf(rule),
        remediationSteps: rule.fix.join("\n"),
        configSchema: schemaOf(settingsOf(rule), exemptionsSchema),
    };
}

function tagsOf({ references, nist }: Control): string[] {
    const named = Object.entries(references).flatMap(([source, ids]) =>
        ids.map((id: string) => `${source}:${id}`),
    );
    return [...named, ...nist.controls.map((id) => `nist:${id}`)];
}
