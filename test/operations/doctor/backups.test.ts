import { backups, copies } from "../../../operations/doctor/backups";
import { restoreTests } from "../../../operations/doctor/restoreTests";
import { vaults } from "../../../operations/doctor/vaults";
import { arn, documents } from "./deployed";
import { judging } from "./judging";

const key = arn("kms", "key/k-1");

describe("The doctor at backups", () => {
    const vault = {
        BackupVaultName: "vault",
        EncryptionKeyArn: key,
        Locked: true,
        MinRetentionDays: 30,
        MaxRetentionDays: 365,
    } as const;
    judging(vaults, {
        sound: { vault, policy: documents.vault },
        faults: {
            missing: [{ what: "there is none", answer: undefined, says: /vault vault: no such vault/ }],
            key: [
                {
                    what: "another vault has its name, under another key",
                    answer: {
                        vault: { ...vault, EncryptionKeyArn: arn("kms", "key/k-2") },
                        policy: documents.vault,
                    },
                    says: /k-2; wanted key .*k-1/,
                },
            ],
            unlocked: [
                {
                    what: "its lock was taken off",
                    answer: {
                        vault: { BackupVaultName: "vault", EncryptionKeyArn: key, Locked: false },
                        policy: documents.vault,
                    },
                    says: /no lock; wanted a lock/,
                },
            ],
            lock: [
                {
                    what: "its lock lets recovery points go sooner",
                    answer: { vault: { ...vault, MinRetentionDays: 1 }, policy: documents.vault },
                    says: /days at least 1; wanted days at least 30/,
                },
                {
                    what: "its lock was made final",
                    answer: {
                        vault: { ...vault, LockDate: new Date("2026-12-01") },
                        policy: documents.vault,
                    },
                    says: /mode compliance; wanted mode governance/,
                },
            ],
            "no-policy": [
                { what: "its policy was deleted", answer: { vault, policy: undefined }, says: /no policy/ },
            ],
            policy: [
                {
                    what: "its policy was replaced",
                    answer: { vault, policy: JSON.stringify({ Statement: [] }) },
                    says: /Keep gone/,
                },
            ],
        },
    });

    const job = {
        State: "COMPLETED",
        CreationDate: new Date("2026-11-26T03:00:30Z"),
    } as const;
    const failed = {
        ...job,
        State: "FAILED",
        StatusMessage: "Access denied trying to call AWS Backup",
    } as const;
    const yesterday = { ...job, CreationDate: new Date("2026-11-25T03:00:30Z") } as const;
    judging(backups, {
        sound: [job],
        alsoSound: [
            {
                what: "it failed and was made again by hand",
                answer: [failed, { ...job, CreationDate: new Date("2026-11-26T08:00:00Z") }],
            },
            { what: "it still runs, within its window", answer: [{ ...job, State: "RUNNING" }] },
            {
                what: "the plan is younger than its last start",
                answer: [],
                expected: { since: new Date("2026-11-26T10:00:00Z") },
            },
            { what: "tonight's may still begin", answer: [yesterday], at: new Date("2026-11-26T03:30:00Z") },
        ],
        faults: {
            failed: [
                { what: "last night's failed", answer: [yesterday, failed], says: /FAILED: Access denied/ },
                { what: "last night's expired", answer: [{ ...job, State: "EXPIRED" }], says: /EXPIRED/ },
            ],
            missed: [
                {
                    what: "there was none last night",
                    answer: [yesterday],
                    says: /none; wanted one that is completed since 2026-11-26T03:00/,
                },
                {
                    what: "it hangs",
                    answer: [{ ...job, State: "RUNNING" }],
                    at: new Date("2026-11-26T17:00:00Z"),
                    says: /RUNNING since 2026-11-26T03:00:30/,
                },
            ],
        },
    });

    judging(copies, {
        sound: [yesterday],
        alsoSound: [
            {
                what: "the plan is younger than its last start",
                answer: [],
                expected: { since: new Date("2026-11-26T10:00:00Z") },
            },
        ],
        faults: {
            failed: [
                {
                    what: "the last failed",
                    answer: [{ ...yesterday, State: "FAILED" }],
                    says: /in eu-west-1: FAILED/,
                },
            ],
            missed: [{ what: "there was none", answer: [], says: /none; wanted one/ }],
        },
    });

    const restored = {
        RestoreJobId: "job-1",
        Status: "COMPLETED",
        CreationDate: new Date("2026-11-01T08:00:00Z"),
        ValidationStatus: "TIMED_OUT",
        DeletionStatus: "SUCCESSFUL",
    } as const;
    const schedule = "cron(0 6 1 * ? *)";
    judging(restoreTests, {
        sound: { schedule, jobs: [restored] },
        faults: {
            missing: [
                {
                    what: "the plan was deleted",
                    answer: { schedule: undefined, jobs: [] },
                    says: /no such restore testing plan/,
                },
            ],
            changed: [
                {
                    what: "it was put off",
                    answer: { schedule: "cron(0 6 1 1 ? *)", jobs: [restored] },
                    says: /schedule cron\(0 6 1 1/,
                },
            ],
            "not-yet": [
                {
                    what: "the environment is new",
                    answer: { schedule, jobs: [] },
                    expected: { since: new Date("2026-11-20") },
                    says: /none yet; wanted one by the schedule/,
                },
            ],
            missed: [
                {
                    what: "the last one is older than a month",
                    answer: {
                        schedule,
                        jobs: [{ ...restored, CreationDate: new Date("2026-10-01T08:00:00Z") }],
                    },
                    says: /the last on 2026-10-01.*wanted one since 2026-11-01/,
                },
                {
                    what: "there never was one",
                    answer: { schedule, jobs: [] },
                    says: /none; wanted one since/,
                },
            ],
            failed: [
                {
                    what: "the restore failed",
                    answer: {
                        schedule,
                        jobs: [{ ...restored, Status: "FAILED", StatusMessage: "no such key" }],
                    },
                    says: /FAILED: no such key/,
                },
                {
                    what: "what was restored was not valid",
                    answer: { schedule, jobs: [{ ...restored, ValidationStatus: "FAILED" }] },
                    says: /validation FAILED/,
                },
            ],
            "left-over": [
                {
                    what: "the restored file system was not deleted",
                    answer: {
                        schedule,
                        jobs: [{ ...restored, DeletionStatus: "FAILED", CreatedResourceArn: "arn:fs-9" }],
                    },
                    says: /arn:fs-9 stays/,
                },
            ],
        },
    });
});
