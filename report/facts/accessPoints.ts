import { type Area as ProvenArea, readArea } from "../../proof/account/area";
import { componentTypes } from "../../state/components";
import { numberIn } from "../../state/exported";
import { type Graph, type Resource, recordsOf } from "../../state/graph";

/** A directory of the file system and the identity of whoever mounts it. */
export interface AccessPoint {
    readonly id: string;
    readonly path: string;
    readonly uid: number | undefined;
}

/** What agents share: who writes and reads it, and through which access point. */
export interface Area extends Pick<ProvenArea, "name" | "writers" | "readers"> {
    readonly accessPoint: AccessPoint;
}

/** An access point's directory and identity. */
export function accessPointOf(accessPoint: Resource): AccessPoint {
    const [root] = recordsOf(accessPoint, "rootDirectory");
    const [user] = recordsOf(accessPoint, "posixUser");
    return {
        id: accessPoint.id,
        path: String(root?.path ?? "/"),
        uid: numberIn(user, "uid"),
    };
}

/** The shared areas, by name. */
export const areasOf = (graph: Graph): readonly Area[] =>
    graph
        .all(componentTypes.sharedArea)
        .flatMap((component) => {
            const { name, accessPointArn, writers, readers } = readArea(graph, component);
            const found = graph.find("aws:efs/accessPoint:AccessPoint", "arn", accessPointArn);
            return found === undefined ? [] : [{ name, accessPoint: accessPointOf(found), writers, readers }];
        })
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
