import { rules } from "../../policy-pack/rules";
import { State } from "../../policy-pack/tools/state";

/** A resource of a deployed stack, as `pulumi stack export` gives it. */
export interface StateResource {
    readonly urn: string;
    readonly type: string;
    inputs: Record<string, unknown>;
    outputs: Record<string, unknown>;
    readonly parent?: string;
    readonly protect?: boolean;
    readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

type Properties = Readonly<Record<string, unknown>>;

interface Document {
    Statement: Record<string, unknown>[];
}

/** The kit as the engine deployed it, to be broken in one place. */
export class KitPlan {
    #resources: StateResource[];

    constructor(resources: readonly StateResource[]) {
        this.#resources = structuredClone([...resources]);
    }

    /** The first resource of a type, or the one of that name. */
    find(type: string, name?: string): StateResource {
        const found = this.#resources.find(
            (resource) => resource.type === type && (!name || resource.urn.endsWith(`::${name}`)),
        );
        if (!found) throw new Error(`the kit has no ${type} ${name ?? ""}`);
        return found;
    }

    /** Sets properties of a resource; `undefined` takes one away. */
    set(type: string, properties: Properties, name?: string): void {
        const resource = this.find(type, name);
        const merge = (old: Properties) =>
            Object.fromEntries(
                Object.entries({ ...old, ...properties }).filter(([, value]) => value !== undefined),
            );
        resource.inputs = merge(resource.inputs);
        resource.outputs = merge(resource.outputs);
    }

    /** Changes the first element of a list in a property. */
    setIn(
        type: string,
        property: string,
        change: (element: Record<string, unknown>) => void,
        name?: string,
    ): void {
        const list = structuredClone(this.find(type, name).inputs[property]) as Record<string, unknown>[];
        const [first] = list;
        if (!first) throw new Error(`${type} has no ${property}`);
        change(first);
        this.set(type, { [property]: list }, name);
    }

    /** Changes a policy document. */
    document(type: string, change: (document: Document) => void, name?: string, property = "policy"): void {
        const document = JSON.parse(String(this.find(type, name).inputs[property])) as Document;
        change(document);
        this.set(type, { [property]: JSON.stringify(document) }, name);
    }

    /** Takes every resource of a type away. */
    remove(type: string): void {
        this.find(type);
        this.#resources = this.#resources.filter((resource) => resource.type !== type);
    }

    /** Adds a resource. */
    add(type: string, properties: Properties): void {
        const urn = `urn:pulumi:prod::jenkins-efs::${type}::added`;
        this.#resources.push({
            urn,
            type,
            inputs: { ...properties },
            outputs: { ...properties },
            propertyDependencies: {},
        });
    }

    /** An output of another resource. */
    output(type: string, property: string, name?: string): unknown {
        return this.find(type, name).outputs[property];
    }

    /** The rules that refuse the plan, each with what it says. */
    breaches(config: Readonly<Record<string, Properties>> = {}): Map<string, readonly string[]> {
        const found = new Map<string, readonly string[]>();
        const state = new State(this.#resources);
        for (const rule of rules) {
            const { breaches } = state.judge(rule, config[rule.name]);
            if (breaches.length > 0)
                found.set(
                    rule.name,
                    breaches.map(({ message }) => message),
                );
        }
        return found;
    }
}
