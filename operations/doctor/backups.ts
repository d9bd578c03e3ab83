import {
    BackupClient,
    type BackupJob,
    type CopyJob,
    paginateListBackupJobs,
    paginateListCopyJobs,
} from "@aws-sdk/client-backup";
import { lastStart } from "../../infra/config/backupPause";
import { regionOfArn } from "../../state/arn";
import { ownFileSystemsIn } from "../../state/environments";
import { isRecord, numberIn } from "../../state/exported";
import { type Graph, type Resource, recordsOf, textOf, textsOf } from "../../state/graph";
import { allOf } from "../aws/answers";
import { type Check, type Remark, regionIn, type Thing } from "./check";

/** AWS Backup's defaults where a plan's rule says nothing: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html */
const defaultMinutes = { start: 8 * 60, completion: 7 * 24 * 60 };

interface Scheduled extends Thing {
    readonly fileSystemId: string;
    readonly fileSystemArn: string;
    readonly vaultName: string;
    readonly schedule: string;
    readonly startMinutes: number;
    readonly completionMinutes: number;
    /** When the plan was made: it has started nothing before. */
    readonly since: Date | undefined;
    /** For a new backup by hand. */
    readonly roleArn: string;
    readonly destinationVaultArn: string | undefined;
}

/** Every rule that backs up the file system, and each of its copies to another vault. */
function scheduledIn(graph: Graph): readonly Scheduled[] {
    const [system] = ownFileSystemsIn(graph);
    if (system === undefined) return [];
    const arn = textOf(system, "arn") ?? "";
    const selections = graph
        .all("aws:backup/selection:Selection")
        .filter((selection) => textsOf(selection, "resources").includes(arn));
    return graph.all("aws:backup/plan:Plan").flatMap((plan: Resource) => {
        // A plan that selects nothing waits: a standby's files are backed up where they are replicated from.
        const selection = selections.find(({ props }) => props.planId === plan.id);
        if (selection === undefined) return [];
        return recordsOf(plan, "rules").flatMap((rule): readonly Scheduled[] => {
            const backup: Scheduled = {
                region: regionIn(plan),
                subject: `backups of file system ${system.id}`,
                fileSystemId: system.id,
                fileSystemArn: arn,
                vaultName: String(rule.targetVaultName),
                schedule: String(rule.schedule),
                startMinutes: numberIn(rule, "startWindow") ?? defaultMinutes.start,
                completionMinutes: numberIn(rule, "completionWindow") ?? defaultMinutes.completion,
                since: plan.created,
                roleArn: textOf(selection, "iamRoleArn") ?? "",
                destinationVaultArn: undefined,
            };
            const copies = [rule.copyActions].flat().filter(isRecord);
            return [
                backup,
                ...copies.map(({ destinationVaultArn }) => ({
                    ...backup,
                    subject: `copies of file system ${system.id} in ${regionOfArn(String(destinationVaultArn))}`,
                    destinationVaultArn: String(destinationVaultArn),
                })),
            ];
        });
    });
}

/** A backup or copy job, as far as both are judged alike. */
interface Job {
    readonly state: string;
    readonly created: Date;
    readonly words: string;
}

const jobOf = ({ State, CreationDate, StatusMessage }: BackupJob | CopyJob): Job => ({
    state: State ?? "unknown",
    created: CreationDate ?? new Date(0),
    words: StatusMessage ?? "AWS Backup says no more",
});

const ended = ["ABORTED", "EXPIRED", "FAILED", "PARTIAL"];

const before = (date: Date, minutes: number) => new Date(date.getTime() - minutes * 60_000);

/**
 * Judges jobs by their schedule: of the last start whose time to begin is over there is one that was completed, or still may be.
 * @param delayMinutes how much later than the start of the schedule a job is made
 */
function judgeJobs(
    expected: Scheduled,
    jobs: readonly Job[],
    at: Date,
    delayMinutes: number,
): readonly Remark<"failed" | "missed">[] {
    const { subject: where, schedule, startMinutes, completionMinutes, since } = expected;
    const start = lastStart(schedule, before(at, startMinutes + delayMinutes));
    if (start === undefined || (since !== undefined && since > start)) return [];
    // AWS Backup makes a job at the start of the schedule, and by a clock of its own.
    const own = jobs.filter(({ created }) => created >= before(start, 5));
    if (own.some(({ state }) => state === "COMPLETED")) return [];
    const newest = own.toSorted((a, b) => b.created.getTime() - a.created.getTime())[0];
    const wanted = `one that is completed since ${start.toISOString()}`;
    const values = {
        arn: expected.fileSystemArn,
        vault: expected.vaultName,
        role: expected.roleArn,
    };
    if (newest === undefined) return [{ fault: "missed", where, got: "none", wanted, values }];
    if (ended.includes(newest.state))
        return [{ fault: "failed", where, got: `${newest.state}: ${newest.words}`, wanted, values }];
    return newest.created < before(at, startMinutes + completionMinutes)
        ? [
              {
                  fault: "missed",
                  where,
                  got: `${newest.state} since ${newest.created.toISOString()}`,
                  wanted,
                  values,
              },
          ]
        : [];
}

/** As far back as the last start that is judged may be: schedules pause for a week at most. */
const lookBackDays = 15;

const runbook = "docs/runbooks/backup-failed.md";
const backUp =
    "aws backup start-backup-job --region {region} --backup-vault-name {vault} --resource-arn {arn} --iam-role-arn {role}";

/** Whether last night's backup succeeded. */
export const backups: Check<Scheduled, readonly BackupJob[], "failed" | "missed"> = {
    name: "backups",
    holds: "the last scheduled backup of the file system is completed",
    faults: {
        failed: {
            severity: "critical",
            why: `the last good recovery point is growing older; ${runbook} tells what it was`,
            mend: backUp,
        },
        missed: {
            severity: "critical",
            why: "the last good recovery point is growing older, and no job failed that would tell it",
            mend: backUp,
        },
    },
    expected: ({ graph }) =>
        scheduledIn(graph).filter(({ destinationVaultArn }) => destinationVaultArn === undefined),
    grants: () => [{ actions: ["backup:ListBackupJobs"], resources: ["*"] }],
    ask: (session, { fileSystemArn, region }) =>
        allOf(
            paginateListBackupJobs(
                { client: session.client(BackupClient, region) },
                { ByResourceArn: fileSystemArn, ByCreatedAfter: before(new Date(), lookBackDays * 24 * 60) },
            ),
            (page) => page.BackupJobs,
        ),
    judge: (expected, jobs, at) => judgeJobs(expected, jobs.map(jobOf), at, 0),
};

/** Whether it was copied to the other region. */
export const copies: Check<Scheduled, readonly CopyJob[], "failed" | "missed"> = {
    name: "copies",
    holds: "the last scheduled backup is copied to the vault of the second region",
    faults: {
        failed: {
            severity: "critical",
            why: `with this region the files are lost; ${runbook} tells what it was`,
            mend: "aws backup list-copy-jobs --region {region} --by-resource-arn {arn} --by-state FAILED",
        },
        missed: {
            severity: "critical",
            why: "with this region the files are lost, and no job failed that would tell it",
            mend: "aws backup list-copy-jobs --region {region} --by-resource-arn {arn}",
        },
    },
    expected: ({ graph }) =>
        scheduledIn(graph).filter(({ destinationVaultArn }) => destinationVaultArn !== undefined),
    grants: () => [{ actions: ["backup:ListCopyJobs"], resources: ["*"] }],
    ask: (session, { fileSystemArn, destinationVaultArn, region }) =>
        allOf(
            paginateListCopyJobs(
                { client: session.client(BackupClient, region) },
                {
                    ByResourceArn: fileSystemArn,
                    ...(destinationVaultArn && { ByDestinationVaultArn: destinationVaultArn }),
                    ByCreatedAfter: before(new Date(), lookBackDays * 24 * 60),
                },
            ),
            (page) => page.CopyJobs,
        ),
    // A copy begins when its backup is completed.
    judge: (expected, jobs, at) => judgeJobs(expected, jobs.map(jobOf), at, expected.completionMinutes),
};
