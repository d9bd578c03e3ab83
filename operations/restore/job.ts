import {
    BackupClient,
    DescribeRestoreJobCommand,
    GetRestoreJobMetadataCommand,
    paginateListRestoreJobs,
    StartRestoreJobCommand,
} from "@aws-sdk/client-backup";
import type { Session } from "../aws/session";
import type { Places } from "./places";
import type { RecoveryPoint } from "./recoveryPoints";

/** What is restored, into a new file system. */
export interface JobAsked {
    readonly point: Pick<RecoveryPoint, "arn" | "createdAt">;
    /** Id of the file system that was backed up. */
    readonly sourceId: string;
    /** Path from its root; undefined for everything. */
    readonly item: string | undefined;
    readonly creationToken: string;
}

/** A restore job, as AWS Backup tells of it. */
export interface Job {
    readonly id: string;
    readonly status: string;
    readonly statusMessage: string | undefined;
    readonly percentDone: string | undefined;
    /** ARN of the file system that it made; undefined until it did. */
    readonly createdArn: string | undefined;
}

/**
 * What AWS Backup is told of an EFS restore; each value is a text. A new file system rather than the directory
 * `aws-backup-restore_…` in the old one: that could be deleted by nobody, as the kit refuses root, and its name has a time in
 * it that no API tells, so that no access point could be made for it alone.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-efs.html#efs-restore-cli
 */
const metadataOf = (
    { keyArn, fileSystem: { performanceMode } }: Pick<Places, "fileSystem" | "keyArn">,
    { sourceId, item, creationToken }: JobAsked,
): Readonly<Record<string, string>> => ({
    "file-system-id": sourceId,
    newFileSystem: "true",
    Encrypted: "true",
    KmsKeyId: keyArn,
    PerformanceMode: performanceMode,
    CreationToken: creationToken,
    ...(item === undefined ? {} : { ItemsToRestore: JSON.stringify([item]) }),
});

const isUnderWay = ({ status }: Job): boolean => status === "PENDING" || status === "RUNNING";

/**
 * Starts the job, or goes on with one that was started for the same: one that is under way, or that is done and whose file
 * system is there. Its idempotency token counts the earlier ones, so that a start whose answer was lost is no second job.
 * @param exists whether there is a file system of the creation token
 */
export async function startedJob(
    session: Session,
    places: Pick<Places, "fileSystem" | "keyArn" | "restoreRoleArn">,
    asked: JobAsked,
    exists: boolean,
): Promise<string> {
    const earlier = await jobsOf(session, asked);
    const going =
        earlier.find(isUnderWay) ??
        (exists ? earlier.find(({ status }) => status === "COMPLETED") : undefined);
    if (going !== undefined) {
        session.say(`Goes on with restore job ${going.id}, which was started before.`);
        return going.id;
    }
    const { RestoreJobId } = await session.client(BackupClient).send(
        new StartRestoreJobCommand({
            RecoveryPointArn: asked.point.arn,
            IamRoleArn: places.restoreRoleArn,
            ResourceType: "EFS",
            Metadata: metadataOf(places, asked),
            IdempotencyToken: `${asked.creationToken}-${earlier.length}`,
        }),
    );
    if (RestoreJobId === undefined)
        throw new Error(
            "AWS Backup said no number of the restore job that it started. Run it again: it is found.",
        );
    return RestoreJobId;
}

/** The jobs that were started for the same. */
async function jobsOf(session: Session, { point, creationToken }: JobAsked): Promise<readonly Job[]> {
    const found: Job[] = [];
    for await (const job of restoreJobs(session, point.createdAt))
        if (job.pointArn === point.arn && (await tokenOf(session, job)) === creationToken) found.push(job);
    return found;
}

/** A restore lasts hours, or days where it comes from cold storage. */
const longestDays = 30;

/** Jobs under way whose file system, there or not yet, has a creation token that begins so. */
export async function jobsUnderWay(
    session: Session,
    tokenPrefix: string,
    now: Date,
): Promise<readonly { readonly job: string; readonly creationToken: string }[]> {
    const found: { job: string; creationToken: string }[] = [];
    for await (const job of restoreJobs(session, new Date(now.getTime() - longestDays * 86_400_000))) {
        if (!isUnderWay(job)) continue;
        const creationToken = await tokenOf(session, job);
        if (creationToken.startsWith(tokenPrefix)) found.push({ job: job.id, creationToken });
    }
    return found;
}

async function* restoreJobs(
    session: Session,
    after: Date,
): AsyncGenerator<Job & { readonly pointArn: string | undefined }> {
    const pages = paginateListRestoreJobs(
        { client: session.client(BackupClient) },
        { ByResourceType: "EFS", ByCreatedAfter: after },
    );
    for await (const { RestoreJobs = [] } of pages)
        for (const job of RestoreJobs)
            yield { ...jobOf(job.RestoreJobId ?? "", job), pointArn: job.RecoveryPointArn };
}

async function tokenOf(session: Session, { id }: Job): Promise<string> {
    const { Metadata = {} } = await session
        .client(BackupClient)
        .send(new GetRestoreJobMetadataCommand({ RestoreJobId: id }));
    return Metadata.CreationToken ?? "";
}

const jobOf = (
    id: string,
    job: {
        readonly Status?: string | undefined;
        readonly StatusMessage?: string | undefined;
        readonly PercentDone?: string | undefined;
        readonly CreatedResourceArn?: string | undefined;
    },
): Job => ({
    id,
    status: job.Status ?? "unknown",
    statusMessage: job.StatusMessage,
    percentDone: job.PercentDone,
    createdArn: job.CreatedResourceArn,
});

/** A recovery point in cold storage is brought back first, which takes hours. */
const patience = { everySeconds: 30, minutes: 24 * 60 };

/**
 * Watches a job to its end; says each step of its progress.
 * @returns the ARN of the file system that it made
 * @throws Error where it fails or is aborted, with AWS Backup's own words
 */
export async function endOf(session: Session, id: string, pretendedArn: string): Promise<string> {
    let said = "";
    const look = async () => {
        const job = jobOf(
            id,
            await session.client(BackupClient).send(new DescribeRestoreJobCommand({ RestoreJobId: id })),
        );
        const progress = `Restore job ${id}: ${job.status} ${job.percentDone ?? ""}`.trim();
        if (progress !== said) session.say(progress);
        said = progress;
        if (isUnderWay(job)) return undefined;
        if (job.status === "COMPLETED" && job.createdArn !== undefined) return job.createdArn;
        throw new Error(
            `Restore job ${id} ended as ${job.status}: ${job.statusMessage ?? "AWS Backup does not say why"}\n` +
                "A path has to be as it was in the backup, in capitals too. For the rest see docs/runbooks/restore-failed.md. Run it again to try again; --remove deletes what it left.",
        );
    };
    return session.until(`restore job ${id} is done`, patience, look, pretendedArn);
}
