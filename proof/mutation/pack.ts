import {
    type PolicyResource,
    type ResourceValidationPolicy,
    type StackValidationPolicy,
    unknownCheckingProxy,
} from "@pulumi/policy";
import { takeWaiting } from "../../policy-pack/kernel/ledger";
import { rules } from "../../policy-pack/rules";
import type { Export, ExportedResource } from "../graph";
import { nameOf } from "./mutant";

class NotApplicable extends Error {}

/**
 * Asks every rule of the policy pack about a state, as `pulumi policy analyze` does: each resource by its inputs, the
 * stack by its outputs. Answers with `rule: resource` for each violation.
 */
export function violationsOf(state: Export): ReadonlySet<string> {
    const found = new Set<string>();
    const resources = state.deployment.resources ?? [];
    const stack = stackOf(resources);
    for (const rule of rules) {
        const say = (on: string) => (message: unknown) => {
            if (typeof message === "string") found.add(`${rule.name}: ${on} ${message}`);
        };
        const { validateResource, validateStack }: Partial<ResourceValidationPolicy & StackValidationPolicy> =
            rule;
        for (const validate of [validateResource ?? []].flat())
            for (const resource of resources) {
                const type: unknown = Reflect.get(validate, "__pulumiType");
                if (type === undefined || type === resource.type)
                    ask(() => validate({ ...argsOf(resource), ...host() }, say(nameOf(resource))));
            }
        if (validateStack) ask(() => validateStack({ resources: stack, ...host() }, say("")));
    }
    takeWaiting();
    return found;
}

function ask(validate: () => unknown): void {
    try {
        validate();
    } catch (error) {
        if (!(error instanceof NotApplicable)) throw error;
    }
}

const host = () => ({
    stackTags: new Map<string, string>(),
    getConfig: <T extends object>() => ({}) as T,
    notApplicable: (reason?: string): never => {
        throw new NotApplicable(reason);
    },
});

function argsOf(resource: ExportedResource) {
    const { type, urn, inputs, protect = false } = resource;
    return {
        type,
        urn,
        name: urn.split("::").slice(3).join("::"),
        props: unknownCheckingProxy({ ...inputs }),
        opts: optionsOf(protect),
        isType: (cls: unknown) => Reflect.get(Object(cls), "__pulumiType") === type,
        asType: () => undefined,
    };
}

function stackOf(resources: readonly ExportedResource[]): PolicyResource[] {
    const all = resources.map((resource) => ({
        resource,
        node: {
            ...argsOf(resource),
            props: unknownCheckingProxy({ ...resource.outputs }),
            dependencies: [] as PolicyResource[],
            propertyDependencies: {} as Record<string, PolicyResource[]>,
        } as PolicyResource,
    }));
    const byUrn = new Map(all.map(({ resource, node }) => [resource.urn, node]));
    for (const { resource, node } of all) {
        const parent = byUrn.get(resource.parent ?? "");
        if (parent) node.parent = parent;
        for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {}))
            node.propertyDependencies[property] = urns.flatMap((urn) => byUrn.get(urn) ?? []);
    }
    return all.map(({ node }) => node);
}

function optionsOf(protect: boolean) {
    return {
        protect,
        ignoreChanges: [],
        aliases: [],
        customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
        additionalSecretOutputs: [],
    };
}
