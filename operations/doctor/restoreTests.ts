import {
    BackupClient,
    GetRestoreTestingPlanCommand,
    GetRestoreTestingSelectionCommand,
    paginateListRestoreJobs,
    type RestoreJobsListMember,
} from "@aws-sdk/client-backup";
import { lastStart } from "../../infra/config/backupPause";
import { numberIn } from "../../state/exported";
import { textOf } from "../../state/graph";
import { allOf, unlessMissing } from "../aws/answers";
import { type Check, putBack, type Remark, regionIn, type Thing, whenDiffers } from "./check";
import { difference, type Settings } from "./compare";
import { selectedBy, selectedIn, settingsIn, settingsOf } from "./restoreTestSettings";

interface Expected extends Thing {
    readonly name: string;
    readonly arn: string;
    readonly schedule: string;
    readonly startHours: number;
    readonly since: Date | undefined;
    readonly settings: Settings;
    /** What is restored, as which role and under which key, by the selection's name. */
    readonly selections: Readonly<Record<string, Settings>>;
}

interface Answer {
    /** Undefined where there is no such plan. */
    readonly settings: Settings | undefined;
    readonly selections: Readonly<Record<string, Settings | undefined>>;
    readonly jobs: readonly RestoreJobsListMember[];
}

type Faults =
    | "missing"
    | "changed"
    | "unselected"
    | "reselected"
    | "not-yet"
    | "missed"
    | "failed"
    | "left-over";

/** A restore of a large file system may take so long. */
const restoreTakesHours = 24;

const hours = (count: number) => count * 3_600_000;

const newestOf = (jobs: readonly RestoreJobsListMember[]): RestoreJobsListMember | undefined =>
    jobs.toSorted((a, b) => (b.CreationDate?.getTime() ?? 0) - (a.CreationDate?.getTime() ?? 0))[0];

/** Whether last month's restore test succeeded. */
export const restoreTests: Check<Expected, Answer, Faults> = {
    name: "restore-tests",
    holds: "the last scheduled restore test restored the file system, and removed it again",
    faults: {
        missing: {
            severity: "critical",
            why: "nobody tries whether the backups can be restored",
            mend: putBack,
        },
        changed: {
            severity: "warning",
            why: "restores are tried at other times, or of other recovery points, than planned",
            mend: putBack,
        },
        unselected: {
            severity: "critical",
            why: "nobody tries any more whether the file system's backups can be restored",
            mend: putBack,
        },
        reselected: {
            severity: "critical",
            why: "something else is restored than the file system, or by a role or under a key that may not",
            mend: putBack,
        },
        "not-yet": {
            severity: "note",
            why: "until one succeeds nobody knows that the backups can be restored; the first comes by its schedule",
            mend: "npm run restore -- --stack {stack} --environment {environment}",
        },
        missed: {
            severity: "critical",
            why: "until one succeeds nobody knows that the backups can be restored",
            mend: "aws backup get-restore-testing-plan --region {region} --restore-testing-plan-name {name}",
        },
        failed: {
            severity: "critical",
            why: "the backups could not be restored; docs/runbooks/restore-failed.md tells what to do",
            mend: "aws backup describe-restore-job --region {region} --restore-job-id {job}",
        },
        "left-over": {
            severity: "warning",
            why: "a copy of all files stays, and is paid for",
            mend: "aws backup describe-restore-job --region {region} --restore-job-id {job}",
        },
    },
    expected: ({ graph }) =>
        graph.all("aws:backup/restoreTestingPlan:RestoreTestingPlan").map((plan) => ({
            region: regionIn(plan),
            subject: `restore test ${textOf(plan, "name") ?? plan.id}`,
            name: textOf(plan, "name") ?? plan.id,
            arn: textOf(plan, "arn") ?? "",
            schedule: textOf(plan, "scheduleExpression") ?? "",
            startHours: numberIn(plan.props, "startWindowHours") ?? 24,
            since: plan.created,
            settings: settingsOf(plan),
            selections: Object.fromEntries(
                graph
                    .all("aws:backup/restoreTestingSelection:RestoreTestingSelection")
                    .filter(({ props }) => props.restoreTestingPlanName === (textOf(plan, "name") ?? plan.id))
                    .map((selection) => [textOf(selection, "name") ?? selection.name, selectedBy(selection)]),
            ),
        })),
    grants: ({ arn }) => [
        // A selection is no resource of its own: IAM asks for its plan.
        { actions: ["backup:GetRestoreTestingPlan", "backup:GetRestoreTestingSelection"], resources: [arn] },
        { actions: ["backup:ListRestoreJobs"], resources: ["*"] },
    ],
    async ask(session, { name: RestoreTestingPlanName, arn, region, selections }) {
        const client = session.client(BackupClient, region);
        const answer = await unlessMissing(
            client.send(new GetRestoreTestingPlanCommand({ RestoreTestingPlanName })),
        );
        const plan = answer?.RestoreTestingPlan;
        if (plan === undefined) return { settings: undefined, selections: {}, jobs: [] };
        const found: Record<string, Settings | undefined> = {};
        for (const RestoreTestingSelectionName of Object.keys(selections)) {
            // AWS Backup answers ResourceNotFoundException where it has no such selection.
            // https://docs.aws.amazon.com/aws-backup/latest/devguide/API_GetRestoreTestingSelection.html
            const selected = await unlessMissing(
                client.send(
                    new GetRestoreTestingSelectionCommand({
                        RestoreTestingPlanName,
                        RestoreTestingSelectionName,
                    }),
                ),
            );
            const selection = selected?.RestoreTestingSelection;
            found[RestoreTestingSelectionName] = selection && selectedIn(selection);
        }
        const jobs = await allOf(
            paginateListRestoreJobs({ client }, { ByRestoreTestingPlanArn: arn }),
            (page) => page.RestoreJobs,
        );
        return { settings: settingsIn(plan), selections: found, jobs };
    },
    tells({ subject }, { settings, jobs }) {
        const newest = newestOf(jobs);
        if (settings === undefined) return [];
        return [
            newest?.CreationDate === undefined
                ? `${subject}: none yet`
                : `${subject}: the last on ${newest.CreationDate.toISOString()}, ${newest.Status}`,
        ];
    },
    judge({ subject: where, name, schedule, startHours, since, ...wanted }, { jobs, ...got }, at) {
        if (got.settings === undefined)
            return [{ fault: "missing", where, got: "no such restore testing plan", wanted: "it" }];
        const changed: readonly Remark<Faults>[] = [
            ...whenDiffers<Faults>(difference(wanted.settings, got.settings), { fault: "changed", where }),
            ...Object.entries(wanted.selections).flatMap(
                ([selection, settings]): readonly Remark<Faults>[] => {
                    const found = got.selections[selection];
                    if (found === undefined)
                        return [
                            { fault: "unselected", where, got: `no selection ${selection}`, wanted: "it" },
                        ];
                    return whenDiffers<Faults>(difference(settings, found), { fault: "reselected", where });
                },
            ),
        ];
        const start = lastStart(schedule, new Date(at.getTime() - hours(startHours + restoreTakesHours)));
        const newest = newestOf(jobs);
        if (start === undefined || (since !== undefined && since > start && newest === undefined))
            return [
                ...changed,
                {
                    fault: "not-yet",
                    where,
                    got: "none yet",
                    wanted: `one by the schedule ${schedule}`,
                },
            ];
        if (newest?.CreationDate === undefined || newest.CreationDate < start)
            return [
                ...changed,
                {
                    fault: "missed",
                    where,
                    got:
                        newest?.CreationDate === undefined
                            ? "none"
                            : `the last on ${newest.CreationDate.toISOString()}`,
                    wanted: `one since ${start.toISOString()}`,
                    values: { name },
                },
            ];
        return [...changed, ...judgeJob(where, newest)];
    },
};

function judgeJob(where: string, newest: RestoreJobsListMember): readonly Remark<Faults>[] {
    const { Status, StatusMessage, ValidationStatus, DeletionStatus, DeletionStatusMessage } = newest;
    const values = { job: newest.RestoreJobId ?? "" };
    // Where nobody validates what was restored, AWS Backup says TIMED_OUT in the end, which is no failure of the restore.
    // https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-validation.html
    if (Status === "FAILED" || Status === "ABORTED" || ValidationStatus === "FAILED")
        return [
            {
                fault: "failed",
                where,
                got: `${ValidationStatus === "FAILED" ? "validation FAILED" : Status}: ${StatusMessage ?? newest.ValidationStatusMessage ?? "AWS Backup says no more"}`,
                wanted: "COMPLETED",
                values,
            },
        ];
    return DeletionStatus === "FAILED"
        ? [
              {
                  fault: "left-over",
                  where,
                  got: `${newest.CreatedResourceArn ?? "what was restored"} stays: ${DeletionStatusMessage ?? "AWS Backup says no more"}`,
                  wanted: "nothing left",
                  values,
              },
          ]
        : [];
}
