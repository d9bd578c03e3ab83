import {
    DeleteReplicationConfigurationCommand,
    DescribeFileSystemsCommand,
    DescribeReplicationConfigurationsCommand,
    EFSClient,
} from "@aws-sdk/client-efs";
import { unlessMissing } from "../aws/answers";
import { codeOf, isOut } from "../aws/errors";
import type { Session } from "../aws/session";
import type { Sides } from "./sides";

/** The replica as AWS has it. */
export interface Replica {
    /** `ENABLED`, `ERROR`, `PAUSED` and so on; undefined once it was promoted. */
    readonly status: string | undefined;
    readonly statusMessage: string | undefined;
    /** Up to when changes are certain to be in it; undefined before the first copy is whole. */
    readonly lastSync: Date | undefined;
    readonly isWritable: boolean;
}

/**
 * Asks the replica's own region, as the other one may not answer.
 * @throws Error where it is not there, or is another's
 */
export async function replicaOf(session: Session, { here, there }: Sides): Promise<Replica> {
    const efs = session.client(EFSClient, there.region);
    const FileSystemId = there.fileSystem.id;
    const described = await unlessMissing(efs.send(new DescribeFileSystemsCommand({ FileSystemId })));
    const [fileSystem] = described?.FileSystems ?? [];
    if (fileSystem === undefined)
        throw new Error(
            `EFS has no file system ${FileSystemId} in ${there.region}, which the state takes for the replica: it was deleted. Restore a copy of the backup there instead: docs/failover.md`,
        );
    const protection = fileSystem.FileSystemProtection?.ReplicationOverwriteProtection;
    const isWritable = fileSystem.LifeCycleState === "available" && protection !== "REPLICATING";
    const found = await replicationOf(session, there.region, FileSystemId);
    if (found === undefined)
        return { status: undefined, statusMessage: undefined, lastSync: undefined, isWritable };
    const { source, destination } = found;
    if (source !== here.fileSystem.id || destination.FileSystemId !== FileSystemId)
        throw new Error(
            `${FileSystemId} in ${there.region} is not the replica of ${here.fileSystem.id}: AWS replicates ${source} to ${String(destination.FileSystemId)} in ${String(destination.Region)}. Nothing was done. If that is a failback, end it first (docs/failover.md).`,
        );
    return {
        status: destination.Status,
        statusMessage: destination.StatusMessage,
        lastSync: destination.LastReplicatedTimestamp,
        isWritable: false,
    };
}

async function replicationOf(session: Session, region: string, FileSystemId: string) {
    const described = await unlessMissing(
        session
            .client(EFSClient, region)
            .send(new DescribeReplicationConfigurationsCommand({ FileSystemId })),
    );
    // A file system is in one configuration, so there is no second page.
    const [replication] = described?.Replications ?? [];
    const [destination] = replication?.Destinations ?? [];
    return destination && { source: replication?.SourceFileSystemId, destination };
}

/** EFS: "can take several minutes to complete". */
const patience = { everySeconds: 15, minutes: 30 };

/**
 * Deletes the replication and waits until the replica is writable. Whoever else deleted it, the answer that it is gone is what
 * was wanted.
 * https://docs.aws.amazon.com/efs/latest/ug/delete-replications.html
 * @throws Error where it is not writable in half an hour
 */
export async function promote(session: Session, sides: Sides, localOnly: boolean): Promise<void> {
    const { here, there } = sides;
    try {
        await unlessMissing(
            session.client(EFSClient, there.region).send(
                new DeleteReplicationConfigurationCommand({
                    SourceFileSystemId: here.fileSystem.id,
                    ...(localOnly ? { DeletionMode: "LOCAL_CONFIGURATION_ONLY" } : {}),
                }),
            ),
        );
    } catch (error) {
        if (!localOnly && (isOut(error) || codeOf(error) === "BadRequest"))
            session.say(
                "Where EFS cannot delete the other region's half, --local-only deletes the replica's alone: docs/failover.md",
            );
        throw error;
    }
    await session.until(
        `replica ${there.fileSystem.id} is writable`,
        patience,
        async () => {
            const { status, isWritable } = await replicaOf(session, sides);
            return status === undefined && isWritable ? true : undefined;
        },
        true,
    );
}
