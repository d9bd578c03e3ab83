import { CreateFileSystemCommand, EFSClient } from "@aws-sdk/client-efs";
import type { Session } from "../../../operations/aws/session";
import type { Recorded } from "../localAws";
import { vaultName } from "./environment";

/*
 * AWS Backup's part of a restore, which moto 5.2.5 lacks: recorded answers in the shapes of the API reference
 * (https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StartRestoreJob.html and its neighbours), as strict about what
 * is asked as that, and with as much memory as a restore needs. The file system that a job makes is moto's.
 */

const source = "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Operations_AWS_Backup.html";

/** The keys of an EFS restore's metadata: https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-efs.html#efs-restore-cli */
const needed = [
    "file-system-id",
    "Encrypted",
    "KmsKeyId",
    "PerformanceMode",
    "CreationToken",
    "newFileSystem",
];
const known = [...needed, "ItemsToRestore"];

interface Started {
    readonly id: string;
    readonly token: string;
    readonly pointArn: string;
    readonly metadata: Readonly<Record<string, string>>;
    status: string;
    statusMessage?: string;
    createdArn?: string;
}

/** Seconds since 1970, as REST-JSON tells a time. */
const seconds = (time: string): number => Date.parse(time) / 1000;

export class RecordedBackup {
    readonly jobs: Started[] = [];
    /** Recovery points: a day of November 2026, and AWS's word for its state. */
    points: readonly { readonly day: string; readonly status: string }[] = [
        { day: "20", status: "COMPLETED" },
        { day: "21", status: "COMPLETED" },
        { day: "22", status: "PARTIAL" },
    ];
    /** The same of other vaults, by their names. */
    elsewhere: Readonly<Record<string, RecordedBackup["points"]>> = { copy: [] };
    /** How the next jobs end, in place of well. */
    ends: { readonly status: string; readonly message: string } | undefined;
    /** How often a job is looked at before it ends. */
    looks = 2;
    /** Whether jobs are listed: one that has just been started may not be yet. */
    lists = true;
    #making = Promise.resolve();

    constructor(
        private readonly session: Session,
        private readonly partition = "arn:aws:backup:eu-central-1:123456789012",
    ) {}

    /** Until the file systems of all jobs are there. */
    get made(): Promise<void> {
        return this.#making;
    }

    get recorded(): readonly Recorded[] {
        return [
            {
                call: /^backup:GET \/backup-vaults\/backup-1\/recovery-points\/?$/,
                source,
                answer: () => ({ RecoveryPoints: this.points.map((point) => this.#point(point)) }),
            },
            ...Object.entries(this.elsewhere).map(([name, points]) => ({
                call: new RegExp(`^backup:GET /backup-vaults/${name}/recovery-points/?$`),
                source,
                answer: () => ({ RecoveryPoints: points.map((point) => this.#point(point)) }),
            })),
            { call: "backup:PUT /restore-jobs", source, answer: (body: object) => this.#start(body) },
            {
                call: /^backup:GET \/restore-jobs\/?$/,
                source,
                answer: () => ({ RestoreJobs: this.lists ? this.jobs.map(told) : [] }),
            },
            ...Array.from({ length: 9 }, (_, at): readonly Recorded[] => [
                { call: `backup:GET /restore-jobs/${idOf(at)}`, source, answer: () => this.#look(at) },
                {
                    call: `backup:GET /restore-jobs/${idOf(at)}/metadata`,
                    source,
                    answer: () => ({ RestoreJobId: idOf(at), Metadata: this.jobs[at]?.metadata }),
                },
            ]).flat(),
        ];
    }

    #point({ day, status }: { readonly day: string; readonly status: string }) {
        return {
            RecoveryPointArn: `${this.partition}:recovery-point:00000000-0000-4000-a000-0000000000${day}`,
            BackupVaultName: vaultName,
            ResourceType: "EFS",
            Status: status,
            CreationDate: seconds(`2026-11-${day}T05:00:00Z`),
            BackupSizeInBytes: 5 * 1024 ** 3,
            CalculatedLifecycle: { DeleteAt: seconds("2036-12-31T05:00:00Z") },
        };
    }

    #start(body: object): object {
        const { RecoveryPointArn, Metadata, IdempotencyToken, ResourceType, IamRoleArn } = body as Record<
            string,
            never
        >;
        const metadata: Record<string, string> = Metadata ?? {};
        const wrong = [
            ...needed.filter((key) => typeof metadata[key] !== "string").map((key) => `without ${key}`),
            ...Object.keys(metadata).filter((key) => !known.includes(key)),
            ...(ResourceType === "EFS" && IamRoleArn !== undefined ? [] : ["no EFS"]),
            ...(metadata.KmsKeyId !== undefined && metadata.Encrypted !== "true"
                ? ["a key without Encrypted"]
                : []),
        ];
        if (wrong.length > 0) throw new Error(`AWS Backup would refuse this restore: ${wrong.join(", ")}`);
        const same = this.jobs.find(({ token }) => token === IdempotencyToken);
        // "Retrying a successful request with the same idempotency token results in a success message with no action taken."
        if (same !== undefined) return { RestoreJobId: same.id };
        const job: Started = {
            id: idOf(this.jobs.length),
            token: IdempotencyToken ?? "",
            pointArn: RecoveryPointArn ?? "",
            metadata,
            status: "PENDING",
        };
        this.jobs.push(job);
        this.#making = this.#making.then(() => this.#make(job));
        return { RestoreJobId: job.id };
    }

    async #make(job: Started): Promise<void> {
        if (this.ends !== undefined) return;
        const { FileSystemArn } = await this.session
            .client(EFSClient)
            .send(
                new CreateFileSystemCommand({ CreationToken: job.metadata.CreationToken, Encrypted: true }),
            );
        job.createdArn = FileSystemArn ?? "";
    }

    #look(at: number): object {
        const job = this.jobs[at];
        if (job === undefined) throw new Error(`there is no job ${at}`);
        this.looks -= 1;
        if (["PENDING", "RUNNING"].includes(job.status)) {
            job.status = "RUNNING";
            if (this.looks <= 0 && this.ends !== undefined)
                Object.assign(job, { status: this.ends.status, statusMessage: this.ends.message });
            else if (this.looks <= 0 && job.createdArn !== undefined) job.status = "COMPLETED";
        }
        return told(job);
    }
}

const idOf = (at: number): string => `0000000${at}-0000-4000-a000-00000000000${at}`;

const told = (job: Started): object => ({
    RestoreJobId: job.id,
    RecoveryPointArn: job.pointArn,
    CreationDate: seconds("2026-11-27T09:00:00Z"),
    Status: job.status,
    StatusMessage: job.statusMessage,
    PercentDone: job.status === "COMPLETED" ? "100.00%" : "0.00%",
    // Known only once the job has made it.
    CreatedResourceArn: job.createdArn,
    ResourceType: "EFS",
});
