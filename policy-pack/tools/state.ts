import { type Policy, type PolicyResource, unknownCheckingProxy } from "@pulumi/policy";
import { type ExportedResource, isRecord } from "../../state/exported";
import { nameIn } from "../../state/urn";
import { judgeResources, type Verdict } from "./judge";

/** Configuration of the pack by rule, as `--policy-pack-config` takes it. */
export type PackConfig = Readonly<Record<string, unknown>>;

/**
 * Asks rules about a deployed state, as `pulumi policy analyze` does: each resource by its inputs, the stack by its
 * outputs. What is only read has no inputs, and no update deletes it.
 */
export class State {
    readonly #inputs: readonly PolicyResource[];
    readonly #outputs: PolicyResource[];

    constructor(state: readonly ExportedResource[]) {
        const replicas = replicasIn(state);
        const resources = state.filter(({ external, id }) => external !== true || !replicas.has(id));
        this.#inputs = hosted(resources, "inputs");
        this.#outputs = hosted(resources, "outputs");
    }

    /** What a rule says of it, whatever its level, with the settings that a configuration has for it. */
    judge(rule: Policy, config: PackConfig = {}): Verdict {
        const own = config[rule.name];
        const { enforcementLevel: _, ...settings } = isRecord(own) ? own : {};
        return judgeResources(rule, this.#inputs, () => this.#outputs, settings);
    }
}

/** What EFS makes and keeps as its source is: its replication is what is judged. */
const replicasIn = (state: readonly ExportedResource[]): ReadonlySet<unknown> =>
    new Set(
        state
            .filter(({ type }) => type === "aws:efs/replicationConfiguration:ReplicationConfiguration")
            .map(({ outputs }) => Object(outputs?.destination).fileSystemId),
    );

function hosted(resources: readonly ExportedResource[], side: "inputs" | "outputs"): PolicyResource[] {
    const all = resources.map((resource) => ({ resource, node: nodeOf(resource, side) }));
    const byUrn = new Map(all.map(({ node }) => [node.urn, node]));
    for (const { resource, node } of all) {
        const parent = byUrn.get(resource.parent ?? "");
        if (parent) node.parent = parent;
        for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {}))
            node.propertyDependencies[property] = urns.flatMap((urn) => byUrn.get(urn) ?? []);
    }
    return all.map(({ node }) => node);
}

function nodeOf(resource: ExportedResource, side: "inputs" | "outputs"): PolicyResource {
    const { type, urn, external = false, protect = external } = resource;
    return {
        type,
        urn,
        name: nameIn(urn),
        props: unknownCheckingProxy({ ...resource[external ? "outputs" : side] }),
        opts: {
            protect,
            ignoreChanges: [],
            aliases: [],
            customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
            additionalSecretOutputs: [],
        },
        dependencies: [],
        propertyDependencies: {},
        isType: (cls) => Reflect.get(Object(cls), "__pulumiType") === type,
        asType: () => undefined,
    };
}
