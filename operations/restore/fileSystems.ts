import {
    CreateAccessPointCommand,
    CreateMountTargetCommand,
    DeleteAccessPointCommand,
    DeleteFileSystemCommand,
    DeleteMountTargetCommand,
    DescribeFileSystemsCommand,
    DescribeMountTargetsCommand,
    EFSClient,
    type FileSystemDescription,
    PutFileSystemPolicyCommand,
    paginateDescribeAccessPoints,
    paginateDescribeFileSystems,
    TagResourceCommand,
} from "@aws-sdk/client-efs";
import { fileSystemPolicy, restoredFileSystemPolicy } from "../../infra/documents/fileSystemPolicy";
import { restoreRunTag } from "../../infra/tags";
import { allOf, unlessMissing } from "../aws/answers";
import { codeOf } from "../aws/errors";
import type { Session } from "../aws/session";
import type { Directory, Places } from "./places";
import { runIn } from "./run";

/** A file system that a run restored into. */
export interface Restored {
    readonly id: string;
    readonly run: string;
    readonly tags: Readonly<Record<string, string>>;
}

/** Those of an environment's runs that are there. */
export async function restoredFor(session: Session, fileSystemArn: string): Promise<readonly Restored[]> {
    const pages = paginateDescribeFileSystems({ client: session.client(EFSClient) }, {});
    const all = await allOf(pages, ({ FileSystems }) => FileSystems);
    return all.filter(isThere).flatMap((each) => {
        const run = runIn(fileSystemArn, each.CreationToken ?? "");
        return run === undefined ? [] : [{ id: each.FileSystemId ?? "", run, tags: tagsOf(each) }];
    });
}

/** The file system of a creation token; undefined where there is none, or only one that is being deleted. */
export async function fileSystemOf(
    session: Session,
    creationToken: string,
): Promise<Pick<Restored, "id" | "tags"> | undefined> {
    const { FileSystems = [] } = await session
        .client(EFSClient)
        .send(new DescribeFileSystemsCommand({ CreationToken: creationToken }));
    const found = FileSystems.find(isThere);
    return found && { id: found.FileSystemId ?? "", tags: tagsOf(found) };
}

/** The id in a file system's ARN. */
export const idIn = (fileSystemArn: string): string => fileSystemArn.split("/").at(-1) ?? "";

const isThere = ({ LifeCycleState }: FileSystemDescription): boolean =>
    LifeCycleState !== "deleting" && LifeCycleState !== "deleted";

/** The ARN of a file system beside another. */
export const arnOf = (besideArn: string, id: string): string => besideArn.replace(/[^/]+$/, id);

const tagsOf = ({ Tags = [] }: FileSystemDescription): Readonly<Record<string, string>> =>
    Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));

const tagList = (tags: Readonly<Record<string, string>>) =>
    Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Tags a file system. What it may be asked next depends on them. */
export async function tag(
    session: Session,
    fileSystemId: string,
    tags: Readonly<Record<string, string>>,
): Promise<void> {
    await session
        .client(EFSClient)
        .send(new TagResourceCommand({ ResourceId: fileSystemId, Tags: tagList(tags) }));
}

/**
 * Makes the only way into a restored file system: an access point with the POSIX identity of what was backed up. Its root is
 * the file system's, which holds nothing but what was asked for. A run that comes again finds it by its token.
 * @returns the access point's id and ARN
 */
export async function accessPointOf(
    session: Session,
    { id, run }: Pick<Restored, "id" | "run">,
    { uid, gid }: Pick<Directory, "uid" | "gid">,
    tags: Readonly<Record<string, string>>,
): Promise<{ readonly id: string; readonly arn: string }> {
    const ClientToken = `${restoreRunTag}-${run}`;
    const known = async () => (await accessPointsIn(session, id)).find((each) => each.token === ClientToken);
    const before = await known();
    if (before !== undefined) return before;
    try {
        const { AccessPointId = "", AccessPointArn = "" } = await session.client(EFSClient).send(
            new CreateAccessPointCommand({
                ClientToken,
                FileSystemId: id,
                PosixUser: { Uid: uid, Gid: gid },
                RootDirectory: { Path: "/" },
                Tags: tagList({ ...tags, [restoreRunTag]: run }),
            }),
        );
        return { id: AccessPointId, arn: AccessPointArn };
    } catch (error) {
        // Somebody else who asks for the same was faster, or the answer was lost.
        const made = codeOf(error) === "AccessPointAlreadyExists" ? await known() : undefined;
        if (made === undefined) throw error;
        return made;
    }
}

interface AccessPoint {
    readonly id: string;
    readonly arn: string;
    readonly token: string | undefined;
}

async function accessPointsIn(session: Session, fileSystemId: string): Promise<readonly AccessPoint[]> {
    const pages = paginateDescribeAccessPoints(
        { client: session.client(EFSClient) },
        { FileSystemId: fileSystemId },
    );
    const found = await unlessPretended(session, () => allOf(pages, ({ AccessPoints }) => AccessPoints));
    return (found ?? []).map(({ AccessPointId = "", AccessPointArn = "", ClientToken }) => ({
        id: AccessPointId,
        arn: AccessPointArn,
        token: ClientToken,
    }));
}

async function mountTargetsOf(session: Session, fileSystemId: string) {
    const described = await unlessPretended(session, () =>
        session.client(EFSClient).send(new DescribeMountTargetsCommand({ FileSystemId: fileSystemId })),
    );
    return described?.MountTargets ?? [];
}

/** Reads; where a dry run asks for a file system that would only have been made, nothing. */
const unlessPretended = <T>(session: Session, read: () => Promise<T>): Promise<T | undefined> =>
    session.dryRun ? unlessMissing(read()) : read();

/**
 * Puts the policy before there is any mount target: without one EFS admits every client that reaches it.
 * @param accessPointArn the only one that may be used; undefined for the kit's policy, whose access points come later
 */
export async function putPolicy(
    session: Session,
    fileSystemArn: string,
    accessPointArn: string | undefined,
): Promise<void> {
    await session.client(EFSClient).send(
        new PutFileSystemPolicyCommand({
            FileSystemId: idIn(fileSystemArn),
            Policy:
                accessPointArn === undefined
                    ? fileSystemPolicy(fileSystemArn)
                    : restoredFileSystemPolicy(fileSystemArn, accessPointArn),
        }),
    );
}

/** Makes a mount target where the environment's own are, with their security groups, and waits until all are there. */
export async function mountTargetsIn(
    session: Session,
    fileSystemId: string,
    targets: Places["mountTargets"],
): Promise<void> {
    const efs = session.client(EFSClient);
    const there = new Set((await mountTargetsOf(session, fileSystemId)).map(({ SubnetId }) => SubnetId));
    for (const { subnetId, securityGroupIds } of targets) {
        if (there.has(subnetId)) continue;
        try {
            await efs.send(
                new CreateMountTargetCommand({
                    FileSystemId: fileSystemId,
                    SubnetId: subnetId,
                    SecurityGroups: [...securityGroupIds],
                }),
            );
        } catch (error) {
            // Somebody else who asks for the same was faster, or the answer was lost.
            if (codeOf(error) !== "MountTargetConflict") throw error;
        }
    }
    const look = async () => {
        const states = (await mountTargetsOf(session, fileSystemId)).map(
            ({ LifeCycleState }) => LifeCycleState,
        );
        return states.length === targets.length && states.every((state) => state === "available")
            ? true
            : undefined;
    };
    await session.until(
        `the mount targets of ${fileSystemId} are there`,
        { everySeconds: 10, minutes: 10 },
        look,
        true,
    );
}

/** Deletes a restored file system with all that leads to it; what is gone already is passed over. */
export async function removeFileSystem(session: Session, fileSystemId: string): Promise<void> {
    const efs = session.client(EFSClient);
    const remove = async () => {
        for (const { id } of await accessPointsIn(session, fileSystemId))
            await unlessMissing(efs.send(new DeleteAccessPointCommand({ AccessPointId: id })));
        for (const { MountTargetId } of await mountTargetsOf(session, fileSystemId))
            await unlessMissing(efs.send(new DeleteMountTargetCommand({ MountTargetId })));
        // EFS deletes no file system that has one.
        const look = async () =>
            (await mountTargetsOf(session, fileSystemId)).length === 0 ? true : undefined;
        await session.until(
            `the mount targets of ${fileSystemId} are gone`,
            { everySeconds: 10, minutes: 10 },
            look,
            true,
        );
        await efs.send(new DeleteFileSystemCommand({ FileSystemId: fileSystemId }));
    };
    await unlessMissing(remove());
}
