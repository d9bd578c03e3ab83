import type { Cli } from "../engine/cli";
import { parseUrn } from "../state/urn";
import type { RehearsalResult } from "./rehearsal";
import type { StepFailed, StepResult } from "./steps";

/** The part of an environment that a resource belongs to: `storage` of `jenkins-efs:storage:Storage`, however deep. */
export function partOf(urn: string): string {
    const own = parseUrn(urn).types.findLast((type) => type.startsWith("jenkins-efs:"));
    return own?.split(":")[1] ?? "(top level)";
}

/** Components group others; every other resource is one that AWS would have. */
const isAws = (urn: string): boolean => parseUrn(urn).type.startsWith("aws:");

/**
 * What a rehearsal says at its end: what was deployed by part, which policies were asked, and what was stood in for.
 */
export function reportPassed(stack: string, cli: Cli, result: RehearsalResult): string {
    const aws = result.deployed.filter(isAws);
    const rows = [...new Set(aws.map(partOf))]
        .sort()
        .map((part) => [part, aws.filter((urn) => partOf(urn) === part).length] as const);
    return [
        "",
        table("resources by part", [...rows, ["total", aws.length]]),
        counts(result.deployed, aws.length),
        "",
        policies(result.steps),
        "",
        ...(result.remains === undefined ? [] : [remainsOf(result.remains), ""]),
        table(
            "seconds by step",
            [...result.steps, { name: "total", seconds: sum(result.steps) }].map(({ name, seconds }) => [
                name,
                seconds.toFixed(1),
            ]),
        ),
        "",
        `Rehearsed stack ${stack} with Pulumi ${cli.version}, ${cli.origin}.`,
        "AWS was stood in for: nothing exists in any account, and AWS itself has judged nothing of this.",
        "",
    ].join("\n");
}

/**
 * The same for a program: what each step took and what was wrong in it.
 * @param page the file of the report on what was deployed. @default none, as a step failed
 */
export function asJson(
    stack: string,
    cli: Cli,
    { steps, deployed, remains }: RehearsalResult,
    page?: string,
): string {
    const result = {
        stack,
        pulumi: cli.version,
        passed: steps.every(({ faults }) => faults.length === 0),
        resources: deployed.filter(isAws).length,
        steps: steps.map(({ name, seconds, faults }) => ({ name, seconds, faults })),
        remains,
        page,
    };
    return `${JSON.stringify(result, undefined, 2)}\n`;
}

/** Why the numbers of the engine, of the state and of AWS's resources differ. */
function counts(deployed: readonly string[], aws: number): string {
    const providers = deployed.filter((urn) => parseUrn(urn).type.startsWith("pulumi:providers:")).length;
    const groups = deployed.length - aws - providers;
    return `  ${deployed.length} in the state: ${aws} of AWS, ${groups} that group them, and ${providers} providers, which the engine does not count`;
}

const sum = (steps: readonly StepResult[]): number =>
    steps.reduce((total, { seconds }) => total + seconds, 0);

function table(title: string, rows: readonly (readonly [string, string | number])[]): string {
    const width = Math.max(...rows.map(([name]) => name.length));
    return [
        title,
        ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${String(value).padStart(8)}`),
    ].join("\n");
}

function policies(steps: readonly StepResult[]): string {
    const runs = steps.flatMap(({ run }) => run ?? []);
    const names = new Set(runs.flatMap(({ evaluatedPolicies }) => [...evaluatedPolicies.keys()]));
    const evaluations = runs
        .flatMap(({ evaluatedPolicies }) => [...evaluatedPolicies.values()])
        .reduce((a, b) => a + b, 0);
    const advice = new Map<string, Set<string>>();
    for (const { policyName, enforcementLevel, resourceUrn } of runs.flatMap(
        ({ policyEvents }) => policyEvents,
    )) {
        if (enforcementLevel !== "mandatory")
            advice.set(policyName, (advice.get(policyName) ?? new Set()).add(resourceUrn ?? ""));
    }
    const waited = advice.delete("preview-coverage");
    const advised = [...advice].map(([name, urns]) => `  ${name} (${urns.size})`).sort();
    return [
        `policies: ${names.size} evaluated, ${evaluations} times; no mandatory one was violated`,
        ...(waited
            ? [
                  "  where values were not known yet, previews said so (preview-coverage) and the updates judged them",
              ]
            : []),
        ...(advised.length > 0
            ? ["advice of policies that are not mandatory, with the number of resources:", ...advised]
            : []),
    ].join("\n");
}

/** What AWS keeps of a destroyed environment, and until when. */
const remainsOf = (remains: readonly string[]): string =>
    ["what the destroyed environment leaves in AWS", ...remains.map((what) => `  ${what}`)].join("\n");

/** What went wrong, in the engine's words, and where to look. */
export function reportFailed({ step }: StepFailed, kept: string | undefined): string {
    const indented = step.faults.map((fault) => `  - ${fault.replaceAll("\n", "\n    ")}`);
    return [
        "",
        `The step "${step.name}" failed:`,
        ...indented,
        "",
        kept === undefined ? "Run again with --keep to look at the state and to run pulumi by hand." : kept,
        "",
    ].join("\n");
}
