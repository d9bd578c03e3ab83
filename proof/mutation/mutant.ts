import { type Export, type ExportedResource, isRecord, resourcesOf } from "../../state/exported";
import { nameIn, parseUrn } from "../../state/urn";

/** One small weakening of a deployed state. */
export interface Mutant {
    /** What was done, in a few words: the kind of weakening. */
    readonly operator: string;
    /** To what: the resource, and in it the statement or property. */
    readonly target: string;
    /** Which resource was weakened, or got another beside it; undefined where it is several. */
    readonly resource?: ExportedResource;
    /** What in it: the statement's Sid with the condition's key or the action, or a property; empty for the whole. */
    readonly detail: string;
    /** Makes the weakened state; the original stays as it is. */
    make(): Export;
}

/** Changes a list of resources in place; the resources in it stay as they are. */
export type Edit = (resources: ExportedResource[]) => void;

/** A resource's properties, inputs and outputs alike, to be changed in place. */
export type Change = (props: Record<string, unknown>) => void;

/** What tells one mutant of a state from the others. */
export const labelOf = ({ operator, target }: Mutant): string => `${operator} | ${target}`;

/** A weakening made by some edits, one after the other. */
export function mutant(state: Export, operator: string, target: string, ...edits: readonly Edit[]): Mutant {
    return {
        operator,
        target,
        detail: "",
        make: () => {
            const resources = [...resourcesOf(state)];
            for (const edit of edits) edit(resources);
            return { deployment: { ...state.deployment, resources } };
        },
    };
}

/** A weakening of one resource, or beside it. */
const mutantOf = (
    state: Export,
    operator: string,
    resource: ExportedResource,
    [target, detail]: readonly [target: string, detail: string],
    edit: Edit,
): Mutant => ({ ...mutant(state, operator, target, edit), resource, detail });

/** Puts another resource in the place of one, or nothing. */
const instead =
    (resource: ExportedResource, ...others: readonly ExportedResource[]): Edit =>
    (resources) => {
        resources.splice(
            resources.findIndex(({ urn }) => urn === resource.urn),
            1,
            ...others,
        );
    };

function altered(resource: ExportedResource, change: Change): ExportedResource {
    const copy = structuredClone(resource);
    for (const props of [copy.inputs, copy.outputs]) if (props) change(props);
    return copy;
}

/** Takes resources away. */
export const removing =
    (...gone: readonly ExportedResource[]): Edit =>
    (resources) => {
        for (const resource of gone) instead(resource)(resources);
    };

/** Adds a resource of a type that the state may have none of, with the same inputs and outputs. */
export const creating =
    (type: string, props: Readonly<Record<string, unknown>>): Edit =>
    (resources) => {
        const { stack, project } = parseUrn(resources[0]?.urn ?? "");
        const urn = `urn:pulumi:${stack}::${project}::${type}::extra`;
        resources.push({ urn, type, id: "extra", custom: true, inputs: props, outputs: props });
    };

/** A weakening that changes the properties of one resource. */
export function changed(
    state: Export,
    operator: string,
    resource: ExportedResource,
    detail: string,
    change: Change,
): Mutant {
    const target = detail === "" ? nameOf(resource) : `${nameOf(resource)}, ${detail}`;
    return mutantOf(state, operator, resource, [target, detail], (resources) =>
        instead(resource, altered(resource, change))(resources),
    );
}

/** A weakening that takes a resource away. */
export function removed(state: Export, operator: string, resource: ExportedResource): Mutant {
    return mutantOf(state, operator, resource, [nameOf(resource), ""], instead(resource));
}

/** A weakening that lets the engine delete a resource. */
export function unprotected(state: Export, operator: string, resource: ExportedResource): Mutant {
    const open = { ...resource, protect: false };
    return mutantOf(state, operator, resource, [nameOf(resource), ""], instead(resource, open));
}

/** Adds a resource like an existing one, under the same component. */
export const adding =
    (like: ExportedResource, change: Change): Edit =>
    (resources) => {
        resources.push({ ...altered(like, change), urn: `${like.urn}-extra`, id: `${like.id ?? ""}-extra` });
    };

/** A weakening that adds a resource like an existing one. */
export function added(state: Export, operator: string, like: ExportedResource, change: Change): Mutant {
    return mutantOf(state, operator, like, [`beside ${nameOf(like)}`, ""], adding(like, change));
}

/** Type and name of a resource, as a person calls it. */
function nameOf({ type, urn }: ExportedResource): string {
    return `${type.split(":").at(-1)} ${nameIn(urn)}`;
}

/** Puts one more statement, which allows, into a policy's document. */
export const allowing =
    (statement: Readonly<Record<string, unknown>>): Change =>
    (props) => {
        const document: unknown = JSON.parse(String(props.policy));
        if (!isRecord(document)) return;
        const statements = [document.Statement, { Sid: "Extra", Effect: "Allow", ...statement }];
        props.policy = JSON.stringify({ ...document, Statement: statements.flat() });
    };

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
