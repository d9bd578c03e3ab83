import { backups, copies } from "../../../operations/doctor/backups";
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
});
