import { type AccessPointDescription, EFSClient, paginateDescribeAccessPoints } from "@aws-sdk/client-efs";
import { ownFileSystemsIn } from "../../state/environments";
import { recordsOf } from "../../state/graph";
import { allOf, unlessMissing } from "../aws/answers";
import { type Check, putBack, type Thing, when, whenDiffers } from "./check";
import { difference, type Settings } from "./compare";
import { fileSystemIn } from "./fileSystem";

interface Expected extends Thing {
    readonly id: string;
    readonly arn: string;
    readonly accessPoints: readonly { readonly id: string; readonly settings: Settings }[];
}

type Faults = "missing" | "unavailable" | "changed" | "foreign";

/** The directories of the agents and areas. */
export const accessPoints: Check<Expected, readonly AccessPointDescription[], Faults> = {
    name: "access-points",
    holds: "each agent and area has its access point, with its directory, uid and gid, and there is no other",
    faults: {
        missing: {
            severity: "critical",
            why: "its agent, or the agents of its area, cannot mount",
            mend: putBack,
        },
        unavailable: {
            severity: "critical",
            why: "its agent, or the agents of its area, cannot mount while it is in this state",
            mend: "aws efs describe-access-points --region {region} --access-point-id {id}",
        },
        changed: {
            severity: "critical",
            why: "who mounts it is in another directory, or is another user, than was deployed",
            mend: putBack,
        },
        foreign: {
            severity: "warning",
            why: "whoever may use every access point reaches its directory as its user; its tags may tell whose it is, as of an adopted file system, and what is nobody's is deleted",
            mend: "aws efs describe-access-points --region {region} --access-point-id {id}",
        },
    },
    expected: ({ graph }) =>
        ownFileSystemsIn(graph).map((resource) => ({
            ...fileSystemIn(resource),
            accessPoints: graph
                .all("aws:efs/accessPoint:AccessPoint")
                .filter(({ props }) => props.fileSystemId === resource.id)
                .map((accessPoint) => {
                    const [root] = recordsOf(accessPoint, "rootDirectory");
                    const [user] = recordsOf(accessPoint, "posixUser");
                    return {
                        id: accessPoint.id,
                        settings: { directory: root?.path, uid: user?.uid, gid: user?.gid },
                    };
                }),
        })),
    grants: ({ arn }) => [{ actions: ["elasticfilesystem:DescribeAccessPoints"], resources: [arn] }],
    async ask(session, { id: FileSystemId, region }) {
        const client = session.client(EFSClient, region);
        const found = allOf(
            paginateDescribeAccessPoints({ client, pageSize: 100 }, { FileSystemId }),
            (page) => page.AccessPoints,
        );
        return (await unlessMissing(found)) ?? [];
    },
    judge({ accessPoints, subject }, found) {
        const expected = accessPoints.flatMap(({ id, settings }) => {
            const where = `access point ${id} for ${String(settings.directory)}`;
            const accessPoint = found.find(({ AccessPointId }) => AccessPointId === id);
            if (accessPoint === undefined)
                return [{ fault: "missing" as const, where, got: "no such access point", wanted: "it" }];
            const { LifeCycleState = "unknown", RootDirectory, PosixUser } = accessPoint;
            const changed = difference(settings, {
                directory: RootDirectory?.Path,
                uid: PosixUser?.Uid,
                gid: PosixUser?.Gid,
            });
            return [
                ...when<Faults>(LifeCycleState !== "available", {
                    fault: "unavailable",
                    where,
                    got: LifeCycleState,
                    wanted: "available",
                    values: { id },
                }),
                ...whenDiffers<Faults>(changed, { fault: "changed", where }),
            ];
        });
        const ids = accessPoints.map(({ id }) => id);
        const foreign = found
            .filter(({ AccessPointId = "" }) => !ids.includes(AccessPointId))
            .map(({ AccessPointId = "", RootDirectory, PosixUser }) => ({
                fault: "foreign" as const,
                where: `access point ${AccessPointId} of ${subject}`,
                got: `one for ${RootDirectory?.Path ?? "/"} as uid ${PosixUser?.Uid ?? "of its client"}, which the stack did not make`,
                wanted: "none but the stack's",
                values: { id: AccessPointId },
            }));
        return [...expected, ...foreign];
    },
};
