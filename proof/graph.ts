import { nameIn } from "../policy-pack/tools/state";
import { readJson, UsageError } from "../rehearsal/commandLine";

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
    readonly dependencies: readonly string[];
}

/** The part of `pulumi stack export` that the proof reads. */
export interface Export {
    readonly deployment: { readonly resources?: readonly ExportedResource[] };
}

/** One resource in `pulumi stack export`. */
export interface ExportedResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly parent?: string;
    readonly custom?: boolean;
    readonly protect?: boolean;
    /** Waits to be deleted: it no longer belongs to what was asked for. */
    readonly delete?: boolean;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
    readonly dependencies?: readonly string[];
}

/** The deployed resources of one stack. */
export class Graph {
    private constructor(
        readonly resources: readonly Resource[],
        /** Name of the stack. */
        readonly stack: string,
        /** Name of the project. */
        readonly project: string,
    ) {}

    /** The graph in an export of a stack. */
    static of({ deployment }: Export): Graph {
        const resources = (deployment.resources ?? [])
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
                    dependencies: resource.dependencies ?? [],
                }),
            );
        const [, stack = "", project = ""] = (resources[0]?.urn ?? "")
            .replace(/^urn:pulumi/, "")
            .split(/::?/);
        return new Graph(resources, stack, project);
    }

    /** The resources of a type. */
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

/** Reads a file that `pulumi stack export` wrote. */
export function readExport(file: string): Export {
    const written = `pulumi stack export --file ${file}`;
    const content = readJson(file, written);
    if (!isExport(content)) throw new UsageError(`${file} holds no deployment. Write it with: ${written}`);
    return content;
}

/** Whether a value is what `pulumi stack export` writes. */
export function isExport(value: unknown): value is Export {
    return typeof value === "object" && value !== null && "deployment" in value && isRecord(value.deployment);
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
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

/** A property as a list of objects; a single object counts as a list of one. */
export function recordsOf(
    resource: Resource,
    property: string,
): readonly Readonly<Record<string, unknown>>[] {
    const value = resource.props[property];
    return (Array.isArray(value) ? value : [value]).filter(isRecord);
}
