import type { PolicyResource } from "@pulumi/policy";
import { stackAsAws } from "./asAws";
import { readingOf } from "./readOnce";
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
    /** Whether it has no identity before the update, so that what an `apply` makes of it is not registered yet. */
    readonly pending: boolean;
}

/** What a property points at. */
export interface Link {
    /** The resources of the stack it points at, as far as can be told. */
    readonly to: readonly Node[];
    /** Those of them that it points at beyond doubt; a component that feeds an unknown value has more than it gives. */
    readonly sure: readonly Node[];
    /** Known values that belong to no resource of the stack. */
    readonly outside: readonly string[];
    /** Whether values are not known yet and what feeds them does not tell which resources they are. */
    readonly unsure: boolean;
    /** Whether the property is there at all. */
    readonly given: boolean;
}

const identities = ["id", "arn", "name", "keyId", "fileSystemId", "groupId", "bucket"] as const;

/* By the reading of its first resource: a message belongs to one stack at one moment. */
const stacks = new WeakMap<object, Stack>();

/** The stack of these resources, the same one for every rule that is asked about it in one go. */
export function stackOf(resources: readonly PolicyResource[]): Stack {
    const reading = resources[0] && readingOf(resources[0].props);
    if (!reading) return new Stack(resources);
    const stack = stacks.get(reading) ?? new Stack(resources);
    stacks.set(reading, stack);
    return stack;
}

/** The resources of a stack, and the ways between them. */
export class Stack {
    readonly #byType = new Map<string, Node[]>();
    readonly #children = new Map<string, Node[]>();
    readonly #byUrn = new Map<string, Node>();
    readonly #identified = new Map<string, ReadonlyMap<string, readonly Node[]>>();
    readonly #pointing = new Map<string, ReadonlyMap<Node, readonly Node[]>>();
    readonly all: readonly Node[];

    constructor(resources: readonly PolicyResource[]) {
        this.all = resources.flatMap(stackAsAws).map((resource) => nodeOf(resource));
        for (const node of this.all) {
            push(this.#byType, node.type, node);
            // What a resource holds itself comes after it, under the same URN.
            if (this.#byUrn.has(node.urn)) continue;
            this.#byUrn.set(node.urn, node);
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
        const known = values.map(text).flatMap((item) => (item ? [item] : []));
        const named = known.map((item) => types.flatMap((type) => this.named(type, item)));
        const fed = this.fed(from, String(path[0]), types);
        const unknowns = values.filter((item) => item === UNKNOWN).length;
        const unnamed = known.filter((_, index) => named[index]?.length === 0);
        const byValue = named.flat();
        const others = fed.filter((node) => !byValue.includes(node));
        // A resource that feeds the property and shows no identity of its own may be what an unnamed value stands for.
        const silent = others.filter((node) => !showsIdentity(node));
        const extra = unknowns > 0 ? others : unnamed.length > 0 ? silent : [];
        const unsure =
            value === UNKNOWN
                ? extra.length === 0 || (extra.length > 1 && this.#throughComponent(from, String(path[0])))
                : unknowns > 0 && extra.length !== unknowns;
        return {
            to: [...new Set([...byValue, ...extra])],
            sure: unsure ? byValue : [...new Set([...byValue, ...extra])],
            outside: unknowns > 0 ? unnamed : unnamed.slice(extra.length),
            unsure,
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

    /** The resources of a type that a known value names: by id, ARN or name. */
    named(type: string, value: string): readonly Node[] {
        let index = this.#identified.get(type);
        if (!index) {
            const made = new Map<string, Node[]>();
            for (const node of this.#byType.get(type) ?? []) {
                for (const identity of identitiesOf(node)) push(made, identity, node);
            }
            index = made;
            this.#identified.set(type, index);
        }
        return index.get(value) ?? [];
    }

    /** The resources of the given types whose property points at a resource. */
    pointingAt(target: Node, types: readonly string[], path: readonly (string | number)[]): readonly Node[] {
        const key = [target.type, ...types, ...path].join(" ");
        let index = this.#pointing.get(key);
        if (!index) {
            const made = new Map<Node, Node[]>();
            for (const node of this.of(...types)) {
                for (const to of this.link(node, path, [target.type]).to) push(made, to, node);
            }
            index = made;
            this.#pointing.set(key, index);
        }
        return index.get(target) ?? [];
    }

    #throughComponent(from: Node, property: string): boolean {
        return (from.propertyDependencies[property] ?? []).some(isComponent);
    }

    #reach(resource: PolicyResource): readonly Node[] {
        const node = this.#byUrn.get(resource.urn);
        const own = node ? [node] : [];
        // Only components feed by way of their children; a child of a custom resource is a resource of its own.
        return isComponent(resource) ? [...own, ...this.#descendants(resource.urn)] : own;
    }

    #descendants(urn: string): readonly Node[] {
        return (this.#children.get(urn) ?? []).flatMap((child) => [child, ...this.#descendants(child.urn)]);
    }
}

/** Whether a known value names this resource: by id, ARN or name. */
export function identifies(node: Node, value: string): boolean {
    return identitiesOf(node).has(value);
}

/** What names a resource. Not every provider repeats the id among the outputs; ARNs end in it. */
function identitiesOf(node: Node): ReadonlySet<string> {
    const arn = text(see(node.props, "arn")) ?? "";
    const tails = [arn.split("/").at(-1), arn.split(":").at(-1)];
    const named = identities.map((key) => see(node.props, key));
    return new Set(
        [...named, ...tails].flatMap((value) => (typeof value === "string" && value !== "" ? [value] : [])),
    );
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
        get pending() {
            return ["id", "arn"].some((key) => see(resource.props, key) === UNKNOWN);
        },
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
