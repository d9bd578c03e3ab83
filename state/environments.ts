import { componentTypes } from "./components";
import type { Graph, Resource } from "./graph";
import { parseUrn } from "./urn";

/** A file system with its agents, or what stands by for one in another region: of a stack there may be several. */
export interface Environment {
    readonly name: string;
    /** Name of the environment whose replica it stands by on; undefined for one by itself. */
    readonly standbyFor?: string | undefined;
    /** The environment's own resources, and those of the stack that are no environment's. */
    readonly graph: Graph;
}

/**
 * The environments of a stack, each apart from the others. A stack without the kit's component is taken for one that is
 * called as the stack is.
 */
export function environmentsIn(graph: Graph): readonly Environment[] {
    // The engine writes resources in the order in which they were done, which differs from run to run.
    const components = graph.all(componentTypes.environment).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    if (components.length === 0) return [{ name: graph.stack, graph }];
    const byUrn = new Map(graph.resources.map((resource) => [resource.urn, resource]));
    const owners = new Map<string, string | undefined>();
    const ownerOf = (urn: string | undefined): string | undefined => {
        if (urn === undefined) return undefined;
        if (owners.has(urn)) return owners.get(urn);
        const resource = byUrn.get(urn);
        const owner = resource?.type === componentTypes.environment ? urn : ownerOf(resource?.parent);
        owners.set(urn, owner);
        return owner;
    };
    return components.map(({ urn, name, parent }) => ({
        name,
        standbyFor: components.find((each) => each.urn === parent)?.name,
        graph: graph.only((resource) => [urn, undefined].includes(ownerOf(resource.urn))),
    }));
}

/** The file systems that the kit's own component made: of an environment one, whatever else the stack has beside it. */
export const ownFileSystemsIn = (graph: Graph): readonly Resource[] =>
    graph.all("aws:efs/fileSystem:FileSystem").filter((each) => makerOf(each) === componentTypes.storage);

/** The mount targets of those file systems. */
export function ownMountTargetsIn(graph: Graph): readonly Resource[] {
    const ids = ownFileSystemsIn(graph).map(({ id }) => id);
    return graph
        .all("aws:efs/mountTarget:MountTarget")
        .filter(({ props }) => ids.includes(String(props.fileSystemId)));
}

/** Type token of the component that made a resource, or of the one so many components above. */
export function makerOf({ urn }: Pick<Resource, "urn">, above = 1): string | undefined {
    return parseUrn(urn).types.at(-1 - above);
}
