import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { askJava } from "../javaProgram";

/** A directive, step, option or assignment of a pipeline, as Jenkins's own Groovy parses it. */
export interface Directive {
    readonly name: string;
    /** A text's own words, any other argument's code, or what is assigned. */
    readonly value: string;
    readonly body: readonly Directive[];
}

const folder = join(__dirname, "..", "..", "pipelines");

/** The pipelines of this repository, by their paths in `pipelines/`. */
export const pipelineNames = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith("Jenkinsfile"),
);

/** The text of one of them. */
export const pipelineText = (name: string): string => readFileSync(join(folder, name), "utf8");

/** The outline of each of these pipelines' texts, or the parser's message where one is no Groovy. */
export const outlines = (...texts: readonly string[]): (Directive[] | string)[] =>
    JSON.parse(askJava(join(__dirname, "groovy", "Outline.java"), texts.join("\0")));

let known: Map<string, Directive[] | string> | undefined;

/** The outline of one of this repository's, of which the first that is asked for brings all. Throws where it is no Groovy. */
export function outlineOf(name: string): Directive[] {
    if (known === undefined) {
        const all = outlines(...pipelineNames.map(pipelineText));
        known = new Map(pipelineNames.map((each, at) => [each, all[at] ?? "no outline"]));
    }
    const found = known.get(name) ?? `pipelines/ has no ${name}`;
    if (typeof found === "string") throw new Error(found);
    return found;
}

/** The shell scripts of a pipeline, in order. */
export const scripts = (directives: readonly Directive[]): string[] =>
    directives.flatMap(({ name, value, body }) => [...(name === "sh" ? [value] : []), ...scripts(body)]);

const conditions =
    "branch buildingTag changelog changeset changeRequest environment equals expression tag triggeredBy not allOf anyOf";
const stageOptions = "retry skipDefaultCheckout timeout timestamps";

/** What each block may hold: https://www.jenkins.io/doc/book/pipeline/syntax/ */
const allowed: Readonly<Record<string, string>> = {
    pipeline: "agent environment options parameters post stages tools triggers",
    stages: "stage",
    stage: "agent environment failFast input matrix options parallel post stages steps tools when",
    agent: "docker dockerfile kubernetes label node",
    when: `${conditions} beforeAgent beforeInput beforeOptions`,
    not: conditions,
    allOf: conditions,
    anyOf: conditions,
    input: "id message ok parameters submitter submitterParameter",
    triggers: "cron pollSCM upstream",
    post: "aborted always changed cleanup failure fixed regression success unstable unsuccessful",
    pipelineOptions: `${stageOptions} buildDiscarder checkoutToSubdirectory disableConcurrentBuilds disableRestartFromStage disableResume newContainerPerStage overrideIndexTriggers parallelsAlwaysFailFast preserveStashes quietPeriod skipStagesAfterUnstable`,
    stageOptions,
    // Of the many steps, those that these pipelines use.
    steps: "sh",
};

/** Blocks that must hold something, and what. */
const needed: Readonly<Record<string, readonly string[]>> = {
    pipeline: ["agent", "stages"],
    stages: ["stage"],
    stage: ["steps"],
    steps: ["sh"],
};

/** What Jenkins would refuse before it runs anything. */
export function declarativeFaults(pipeline: readonly Directive[]): string[] {
    const [root, ...others] = pipeline;
    if (root?.name !== "pipeline" || others.length > 0) return ["there is more than one pipeline block"];
    return faultsIn(root, "pipeline");
}

function faultsIn({ name, body }: Directive, path: string): string[] {
    const names = body.map((directive) => directive.name);
    const missing = (needed[name] ?? []).filter((one) => !names.includes(one));
    const rule = name === "options" ? (path.includes("stage") ? "stageOptions" : "pipelineOptions") : name;
    const words = allowed[rule]?.split(" ");
    return [
        ...missing.map((one) => `${path} has no ${one}`),
        ...body.flatMap((inner) => [
            ...(words && !words.includes(inner.name) ? [`${path} may not hold ${inner.name}`] : []),
            ...faultsIn(inner, `${path} ${inner.name}`),
        ]),
    ];
}
