import type { PolicyResource } from "@pulumi/policy";
import { items, keys, present, see, text, UNKNOWN } from "./values";

/** A resource of a stack, with what feeds its properties. Read `props` through the functions of `values` only. */
export interface Node {
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    readonly props: unknown;
    readonly protect: boolean;
    readonly parent?: PolicyResource;
    readonly propertyDependencies: Readonly<Record<string, readonly PolicyResource[]>>;
}

/** What a property points at. */
export interface Link {
    /** The resources of the stack it points at, as far as can be told. */
    readonly to: readonly Node[];
    /** Known values that belong to no resource of the stack. */
    readonly outside: readonly string[];
    /** Whether values are not known yet and what feeds them does not tell which resources they are. */
    readonly unsure: boolean;
    /** Whether the property is there at all. */
    readonly given: boolean;
}

const identities = ["id", "arn", "name", "keyId", "fileSystemId", "bucket"] as const;

/** The resources of a stack, and the ways between them. */
export class Stack {
    readonly #byType = new Map<string, Node[]>();
    readonly #children = new Map<string, Node[]>();
    readonly all: readonly Node[];

    constructor(resources: readonly PolicyResource[]) {
        this.all = resources.map((resource) => nodeOf(resource));
        for (const node of this.all) {
            push(this.#byType, node.type, node);
            if (node.parent) push(this.#children, node.parent.urn, node);
        }
    }

    /** The resources of these types. */
    of(...types: readonly string[]): readonly Node[] {
        return types.flatMap((type) => this.#byType.get(type) ?? []);
    }

    /**
     * What a property points at, among resources of the given types.
     *
     * Values decide where they are known. Where they are not, which resource feeds the property does: that is known at
     * preview, but per top-level property and not per element, so a property fed by several keeps all of them.
     */
    link(from: Node, path: readonly (string | number)[], types: readonly string[]): Link {
        const read = see(from.props, ...path);
        // Unknown, and the program did not set it: the provider will compute it, so it points nowhere by intent.
        const value =
            read === UNKNOWN && !Object.hasOwn(from.propertyDependencies, String(path[0])) ? undefined : read;
        const values = items(value);
        const candidates = this.of(...types);
        const known = values.map(text).flatMap((item) => (item ? [item] : []));
        const named = known.map((item) => candidates.filter((node) => identifies(node, item)));
        const fed = this.fed(from, String(path[0]), types);
        const unknowns = values.filter((item) => item === UNKNOWN).length;
        const unnamed = known.filter((_, index) => named[index]?.length === 0);
        const byValue = named.flat();
        const others = fed.filter((node) => !byValue.includes(node));
        // A resource that feeds the property and shows no identity of its own may be what an unnamed value stands for.
        const silent = others.filter((node) => !showsIdentity(node));
        const extra = unknowns > 0 ? others : unnamed.length > 0 ? silent : [];
        return {
            to: [...new Set([...byValue, ...extra])],
            outside: unknowns > 0 ? unnamed : unnamed.slice(extra.length),
            unsure: value === UNKNOWN ? extra.length === 0 : unknowns > 0 && extra.length !== unknowns,
            given: present(value),
        };
    }

    /** The resources of the given types that feed a top-level property, a component standing for its descendants. */
    fed(from: Node, property: string, types: readonly string[]): readonly Node[] {
        const found = new Set<Node>();
        for (const dependency of from.propertyDependencies[property] ?? []) {
            for (const node of this.#reach(dependency)) if (types.includes(node.type)) found.add(node);
        }
        return [...found];
    }

    /** The resources of the given types whose property points at a resource. */
    pointingAt(target: Node, types: readonly string[], path: readonly (string | number)[]): readonly Node[] {
        return this.of(...types).filter((node) => this.link(node, path, [target.type]).to.includes(target));
    }

    #reach(resource: PolicyResource): readonly Node[] {
        const own = (this.#byType.get(resource.type) ?? []).filter((node) => node.urn === resource.urn);
        // Only components feed by way of their children; a child of a custom resource is a resource of its own.
        return isComponent(resource) ? [...own, ...this.#descendants(resource.urn)] : own;
    }

    #descendants(urn: string): readonly Node[] {
        return (this.#children.get(urn) ?? []).flatMap((child) => [child, ...this.#descendants(child.urn)]);
    }
}

/** Whether a known value names this resource: by id, ARN or name. Not every provider repeats the id; ARNs end in it. */
export function identifies(node: Node, value: string): boolean {
    if (identities.some((key) => see(node.props, key) === value)) return true;
    const arn = text(see(node.props, "arn"));
    return arn !== undefined && value !== "" && (arn.endsWith(`/${value}`) || arn.endsWith(`:${value}`));
}

function showsIdentity(node: Node): boolean {
    return typeof see(node.props, "id") === "string" || typeof see(node.props, "arn") === "string";
}

/** Components of awsx and of programs have a token of their own; provider resources are `provider:module/file:Class`. */
function isComponent(resource: PolicyResource): boolean {
    return !/^[^:]+:[^:]*\/[^:]*:[^:]+$/.test(resource.type);
}

function nodeOf(resource: PolicyResource): Node {
    let props: unknown;
    return {
        type: resource.type,
        name: resource.name,
        urn: resource.urn,
        get props() {
            props ??= withoutComputed(resource);
            return props;
        },
        protect: resource.opts.protect,
        ...(resource.parent ? { parent: resource.parent } : {}),
        propertyDependencies: resource.propertyDependencies,
    };
}

/**
 * Rules across resources see outputs, and among those are values that only the provider will compute: unknown at
 * preview, and fed by nothing. The program did not give them, so they are left out, and absent is judged as absent.
 */
function withoutComputed({ props, propertyDependencies }: PolicyResource): object {
    const computed = keys(props).filter(
        (key) => see(props, key) === UNKNOWN && !Object.hasOwn(propertyDependencies, key),
    );
    if (computed.length === 0) return props;
    const given = keys(props).filter((key) => !computed.includes(key));
    return Object.fromEntries(given.map((key) => [key, see(props, key)]));
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
    const list = map.get(key);
    if (list) list.push(value);
    else map.set(key, [value]);
}
