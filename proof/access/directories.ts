import { componentTypes } from "../../state/components";
import { isRecord } from "../../state/exported";
import type { Graph, Resource } from "../../state/graph";
import type { Thing } from "./facts";

/** The heading of the expectations about directories in docs/access.md. */
export const directoriesTitle = "Directories";

interface Directory {
    readonly path: string;
    readonly uid: number;
    readonly gid: number;
}

/** What the access points make of who mounts them: a user and a directory. */
export function directoriesIn(graph: Graph): readonly Thing[] {
    const accessPoints = graph.all("aws:efs/accessPoint:AccessPoint");
    const urnsOf = (type: string) => new Set<string | undefined>(graph.all(type).map(({ urn }) => urn));
    const agents = urnsOf(componentTypes.agent);
    const areas = urnsOf(componentTypes.sharedArea);
    const kindOf = (parent: string | undefined) =>
        agents.has(parent) ? "of an agent" : areas.has(parent) ? "of an area" : "of nobody";
    return accessPoints.map((accessPoint): Thing => {
        const own = directoryOf(accessPoint);
        const { path, uid, gid } = own;
        const others = accessPoints.filter(({ urn }) => urn !== accessPoint.urn).map(directoryOf);
        const because = `user ${uid}, group ${gid}, ${path || "no directory"}`;
        const fact = (isTrue: boolean) => ({ isTrue, because });
        return {
            kind: kindOf(accessPoint.parent),
            name: accessPoint.name,
            facts: {
                "acts as root": fact(!(uid > 0 && gid > 0) || hasMoreGroups(accessPoint)),
                "shares a user or group": fact(
                    others.some((other) => other.uid === uid || other.gid === gid),
                ),
                "shares a directory": fact(
                    others.some((other) => isWithin(path, other.path) || isWithin(other.path, path)),
                ),
                "is open to others": fact(isOpen(accessPoint, own)),
            },
        };
    });
}

const field = (value: unknown, key: string): unknown => (isRecord(value) ? value[key] : undefined);

function directoryOf({ props }: Resource): Directory {
    return {
        path: String(field(props.rootDirectory, "path") ?? ""),
        uid: Number(field(props.posixUser, "uid") ?? 0),
        gid: Number(field(props.posixUser, "gid") ?? 0),
    };
}

/** Whether one path is the other or lies in it; no path at all is the root of everything. */
function isWithin(inner: string, outer: string): boolean {
    const folder = (path: string) => `${path.replace(/\/+$/, "")}/`;
    return folder(inner).startsWith(folder(outer));
}

function hasMoreGroups({ props }: Resource): boolean {
    const more = field(props.posixUser, "secondaryGids");
    return Array.isArray(more) && more.length > 0;
}

/** EFS gives the directory these owners and permissions when it makes it; others get nothing. */
function isOpen({ props }: Resource, { uid, gid }: Directory): boolean {
    const creation = field(props.rootDirectory, "creationInfo");
    const permissions = String(field(creation, "permissions") ?? "");
    const isOwn = field(creation, "ownerUid") === uid && field(creation, "ownerGid") === gid;
    return !isOwn || !/^0?[0-7][0145]0$/.test(permissions);
}
