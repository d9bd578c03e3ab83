import { regionOfArn } from "./arn";
import { type Export, isRecord, resourcesOf } from "./exported";
import { nameIn, parseUrn } from "./urn";

/** A resource of a deployed stack, as its state has it. */
export interface Resource {
    readonly urn: string;
    readonly type: string;
    /** The name that the program gave it. */
    readonly name: string;
    readonly id: string;
    /** URN of the component that made it. */
    readonly parent: string | undefined;
    /** What it is now: its outputs, and inputs where the provider repeats none. */
    readonly props: Readonly<Record<string, unknown>>;
    readonly protect: boolean;
    /** Whether it stays in the account when the stack goes: it is only read, or kept on purpose. */
    readonly outlives: boolean;
    /** When the engine made it; undefined where it was imported. */
    readonly created: Date | undefined;
    readonly dependencies: readonly string[];
}

/** The deployed resources of one stack. */
export class Graph {
    private constructor(
        readonly resources: readonly Resource[],
        readonly stack: string,
        readonly project: string,
    ) {}

    /** The graph in an export of a stack. */
    static of(state: Export): Graph {
        const resources = resourcesOf(state)
            .filter((resource) => resource.delete !== true)
            .map(
                (resource): Resource => ({
                    urn: resource.urn,
                    type: resource.type,
                    name: nameIn(resource.urn),
                    id: resource.id ?? "",
                    parent: resource.parent,
                    props: { ...resource.inputs, ...resource.outputs },
                    protect: resource.protect === true,
                    outlives: resource.external === true || resource.retainOnDelete === true,
                    created: resource.created === undefined ? undefined : new Date(resource.created),
                    dependencies: resource.dependencies ?? [],
                }),
            );
        const { stack, project } = parseUrn(resources[0]?.urn ?? "");
        return new Graph(resources, stack, project);
    }

    /** Some of the resources, as if there were no others. */
    only(isKept: (resource: Resource) => boolean): Graph {
        return new Graph(this.resources.filter(isKept), this.stack, this.project);
    }

    all(type: string): readonly Resource[] {
        return this.resources.filter((resource) => resource.type === type);
    }

    /** What a component made itself, of a type. */
    childrenOf(component: Resource, type: string): readonly Resource[] {
        return this.all(type).filter(({ parent }) => parent === component.urn);
    }

    /** The resource of a type whose property has a value. */
    find(type: string, property: string, value: unknown): Resource | undefined {
        return this.all(type).find(({ props }) => value !== undefined && props[property] === value);
    }
}

/** A property as text; undefined where it is absent, empty or something else. */
export function textOf(resource: Resource | undefined, property: string): string | undefined {
    const value = resource?.props[property];
    return typeof value === "string" && value !== "" ? value : undefined;
}

/** A property as a list of texts. */
export function textsOf(resource: Resource, property: string): readonly string[] {
    const value = resource.props[property];
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** What AWS calls a resource, or the program where AWS has no name for it. */
export const calledOf = (resource: Resource): string => textOf(resource, "name") ?? resource.name;

/** The region in a resource's ARN, empty where it has none. */
export const regionOf = (resource: Resource): string => regionOfArn(textOf(resource, "arn")) ?? "";

/** A property as a list of objects; a single object counts as a list of one, no resource has none. */
export function recordsOf(
    resource: Resource | undefined,
    property: string,
): readonly Readonly<Record<string, unknown>>[] {
    const value = resource?.props[property];
    return (Array.isArray(value) ? value : [value]).filter(isRecord);
}
