import { resolve } from "node:path";
import { readConfigKey } from "../cli/project";
import { type Diagnosis, isSound } from "../operations/doctor/result";
import type { PackConfig } from "../policy-pack/tools/state";
import { environmentsIn } from "../state/environments";
import type { Export } from "../state/exported";
import { Graph } from "../state/graph";
import { accountId } from "../state/rehearsed";
import { type Access, proveAccessOf } from "./facts/access";
import { type Architecture, readArchitecture } from "./facts/architecture";
import { type ControlFact, isFailing, readControls } from "./facts/controls";
import { type Cost, readCost } from "./facts/cost";
import { type Encryption, readEncryption } from "./facts/encryption";
import { type Machines, readMachines } from "./facts/machines";
import { type QuotaFact, readQuotas } from "./facts/quotas";
import { type Retention, readRetention } from "./facts/retention";

const root = resolve(__dirname, "..");

/** Everything that a report says of a stack. It is what `--json` prints. */
export interface Report {
    readonly project: string;
    readonly stack: string;
    /** Whether the state is a rehearsal's, whose account is AWS's example: no such resource exists. */
    readonly rehearsed: boolean;
    /** When the state was written, in ISO 8601; undefined where it does not say. */
    readonly stateTime: string | undefined;
    readonly resources: number;
    /** File of the policy pack's configuration; undefined for the pack's defaults. */
    readonly packConfigFile: string | undefined;
    readonly environments: readonly EnvironmentFacts[];
    readonly controls: readonly ControlFact[];
    readonly access: Access;
    readonly quotas: readonly QuotaFact[];
    readonly cost: Cost;
    /** What `npm run doctor` found of the stack; undefined where it was not asked. */
    readonly diagnosis?: Diagnosis | undefined;
}

/** What is one environment's own. */
export interface EnvironmentFacts {
    readonly name: string;
    readonly architecture: Architecture;
    readonly machines: Machines;
    readonly encryption: Encryption;
    readonly retention: Retention;
}

/** What a report is made with, besides the state. */
export interface ComposeOptions {
    readonly packConfig?: { readonly file: string; readonly content: PackConfig } | undefined;
    /** Answers of a proof of the same state. @default the state is proven */
    readonly access?: Access | undefined;
    /** What `npm run doctor` found. @default none, and no section of it */
    readonly diagnosis?: Diagnosis | undefined;
    /** ARN of the role that deploys. @default the rehearsal's */
    readonly deployerArn?: string | undefined;
    /** How many agents are asked for, each with each. @default all */
    readonly mostAgents?: number | undefined;
}

/** Makes the report of a state, which has to be without its secrets: see `checked`. */
export async function compose(state: Export, options: ComposeOptions = {}): Promise<Report> {
    const graph = Graph.of(state);
    const environments = environmentsIn(graph).map(
        ({ name, graph: own }): EnvironmentFacts => ({
            name,
            architecture: readArchitecture(own),
            machines: readMachines(own),
            encryption: readEncryption(own),
            retention: readRetention(own),
        }),
    );
    const { region = "", accountId: account } = environments[0]?.architecture ?? {};
    return {
        project: graph.project,
        stack: graph.stack,
        rehearsed: account === accountId,
        stateTime: timeOf(state),
        resources: graph.resources.length,
        packConfigFile: options.packConfig?.file,
        environments,
        controls: readControls(state, options.packConfig?.content ?? {}),
        access: options.access ?? (await proveAccessOf(graph, options.deployerArn, options.mostAgents)),
        quotas: readQuotas(graph, region, readConfigKey(root, graph.stack, `${graph.project}:quotas`)),
        cost: readCost(graph, region),
        diagnosis: options.diagnosis,
    };
}

/** What has to be mended: mandatory controls that are violated, access that is not as expected, and a stack that is not sound. */
export function findingsIn({ controls, access, diagnosis }: Report): {
    readonly controls: readonly ControlFact[];
    readonly access: Access["differences"];
    readonly isUnsound: boolean;
} {
    return {
        controls: controls.filter(isFailing),
        access: access.differences,
        isUnsound: diagnosis !== undefined && !isSound(diagnosis),
    };
}

function timeOf({ deployment }: Export): string | undefined {
    const time: unknown = deployment.manifest?.time;
    return typeof time === "string" && !Number.isNaN(Date.parse(time)) ? time : undefined;
}
