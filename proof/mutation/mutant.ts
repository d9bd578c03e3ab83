import { type Export, type ExportedResource, isRecord, resourcesOf } from "../../state/exported";
import { nameIn } from "../../state/urn";

/** A resource of a state that may be changed. */
export type Editable = { -readonly [Key in keyof ExportedResource]: ExportedResource[Key] };

/** One small weakening of a deployed state. */
export interface Mutant {
    /** What was done, in a few words: the kind of weakening. */
    readonly operator: string;
    /** To what: the resource, and in it the statement or property. */
    readonly target: string;
    /** Makes the weakened state; the original stays as it is. */
    make(): Export;
}

/** A resource's properties, inputs and outputs alike, to be changed in place. */
export type Change = (props: Record<string, unknown>) => void;

/** A weakening that changes the properties of one resource. */
export function changed(
    state: Export,
    operator: string,
    resource: ExportedResource,
    detail: string,
    change: Change,
): Mutant {
    return {
        operator,
        target: detail === "" ? nameOf(resource) : `${nameOf(resource)}, ${detail}`,
        make: () =>
            edited(state, (resources) => {
                const at = resources.findIndex(({ urn }) => urn === resource.urn);
                const copy = structuredClone(resource);
                for (const props of [copy.inputs, copy.outputs]) if (props) change(props);
                resources.splice(at, 1, copy);
            }),
    };
}

/** A weakening that takes a resource away. */
export function removed(state: Export, operator: string, resource: ExportedResource): Mutant {
    return {
        operator,
        target: nameOf(resource),
        make: () =>
            edited(state, (resources) => {
                resources.splice(
                    resources.findIndex(({ urn }) => urn === resource.urn),
                    1,
                );
            }),
    };
}

/** A weakening that adds a resource like an existing one. */
export function added(state: Export, operator: string, like: ExportedResource, change: Change): Mutant {
    return {
        operator,
        target: `beside ${nameOf(like)}`,
        make: () =>
            edited(state, (resources) => {
                const copy: Editable = structuredClone(like);
                copy.urn = `${like.urn}-extra`;
                copy.id = `${like.id ?? ""}-extra`;
                for (const props of [copy.inputs, copy.outputs]) if (props) change(props);
                resources.push(copy);
            }),
    };
}

function edited(state: Export, edit: (resources: ExportedResource[]) => void): Export {
    const resources = [...resourcesOf(state)];
    edit(resources);
    return { deployment: { ...state.deployment, resources } };
}

/** Type and name of a resource, as a person calls it. */
export function nameOf({ type, urn }: ExportedResource): string {
    return `${type.split(":").at(-1)} ${nameIn(urn)}`;
}

/** Gives a property another value, or takes it away. */
export const set =
    (property: string, value: unknown): Change =>
    (props) => {
        if (value === undefined) delete props[property];
        else props[property] = value;
    };

/** Changes what is inside a property: an object, or each object of a list. */
export const within =
    (property: string, change: Change): Change =>
    (props) => {
        const inside = props[property];
        for (const item of [inside].flat()) if (isRecord(item)) change(item as Record<string, unknown>);
    };
