import { restoreTests } from "../../../operations/doctor/restoreTests";
import { arn, fileSystemArn, role } from "./deployed";
import { judging } from "./judging";

describe("The doctor at restore tests", () => {
    const restored = {
        RestoreJobId: "job-1",
        Status: "COMPLETED",
        CreationDate: new Date("2026-11-01T08:00:00Z"),
        ValidationStatus: "TIMED_OUT",
        DeletionStatus: "SUCCESSFUL",
    } as const;
    const settings = {
        schedule: "cron(0 6 1 * ? *)",
        "time zone": "Etc/UTC",
        "starts within hours": 24,
        "of vaults": [arn("backup", "backup-vault:vault")],
        "of days": 30,
    };
    const selected = { resources: [fileSystemArn], role: role("restore"), key: arn("kms", "key/k-1") };
    const plan = { settings, selections: { all: selected } };
    judging(restoreTests, {
        sound: { ...plan, jobs: [restored] },
        faults: {
            missing: [
                {
                    what: "the plan was deleted",
                    answer: { settings: undefined, selections: {}, jobs: [] },
                    says: /no such restore testing plan/,
                },
            ],
            changed: [
                {
                    what: "it was put off",
                    answer: {
                        ...plan,
                        settings: { ...settings, schedule: "cron(0 6 1 1 ? *)" },
                        jobs: [restored],
                    },
                    says: /schedule cron\(0 6 1 1/,
                },
                {
                    what: "it restores of another vault",
                    answer: {
                        ...plan,
                        settings: { ...settings, "of vaults": ["arn:aws:backup:other"] },
                        jobs: [restored],
                    },
                    says: /of vaults \["arn:aws:backup:other"\]; wanted of vaults/,
                },
            ],
            unselected: [
                {
                    what: "its selection was deleted",
                    answer: { ...plan, selections: {}, jobs: [restored] },
                    says: /restore test restore_test: no selection all; wanted it/,
                },
            ],
            reselected: [
                {
                    what: "another file system is restored",
                    answer: {
                        ...plan,
                        selections: { all: { ...selected, resources: ["arn:fs-9"] } },
                        jobs: [restored],
                    },
                    says: /resources \["arn:fs-9"\]; wanted resources/,
                },
                {
                    what: "what is restored gets AWS's own key",
                    answer: {
                        ...plan,
                        selections: { all: { ...selected, key: undefined } },
                        jobs: [restored],
                    },
                    says: /key none; wanted key arn/,
                },
            ],
            "not-yet": [
                {
                    what: "the environment is new",
                    answer: { ...plan, jobs: [] },
                    expected: { since: new Date("2026-11-20") },
                    says: /none yet; wanted one by the schedule/,
                },
            ],
            missed: [
                {
                    what: "the last one is older than a month",
                    answer: {
                        ...plan,
                        jobs: [{ ...restored, CreationDate: new Date("2026-10-01T08:00:00Z") }],
                    },
                    says: /the last on 2026-10-01.*wanted one since 2026-11-01/,
                },
                {
                    what: "there never was one",
                    answer: { ...plan, jobs: [] },
                    says: /none; wanted one since/,
                },
            ],
            failed: [
                {
                    what: "the restore failed",
                    answer: {
                        ...plan,
                        jobs: [{ ...restored, Status: "FAILED", StatusMessage: "no such key" }],
                    },
                    says: /FAILED: no such key/,
                },
                {
                    what: "what was restored was not valid",
                    answer: { ...plan, jobs: [{ ...restored, ValidationStatus: "FAILED" }] },
                    says: /validation FAILED/,
                },
            ],
            "left-over": [
                {
                    what: "the restored file system was not deleted",
                    answer: {
                        ...plan,
                        jobs: [{ ...restored, DeletionStatus: "FAILED", CreatedResourceArn: "arn:fs-9" }],
                    },
                    says: /arn:fs-9 stays/,
                },
            ],
        },
    });
});
