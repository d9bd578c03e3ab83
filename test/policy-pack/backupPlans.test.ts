import assert from "node:assert/strict";
import { longestGapHours } from "../../policy-pack/kernel/schedule";
import { key, other, plan, vault } from "./baseline";
import { but, of, unknown } from "./plan";
import { rule } from "./table";

const backupRule = {
    ruleName: "daily",
    targetVaultName: of(vault, "name"),
    schedule: "cron(0 3 * * ? *)",
    lifecycle: { deleteAfter: 35 },
};

const rules = (...list: unknown[]) => [but(plan, { rules: list }), vault, key];

rule("backup-plan-frequency-and-retention", {
    accepts: {
        "daily for 35 days": rules(backupRule),
        "monthly beside daily": rules(
            { ...backupRule, ruleName: "monthly", schedule: "cron(0 3 1 * ? *)" },
            backupRule,
        ),
        "AWS's default schedule": rules({ ...backupRule, schedule: undefined }),
        "kept for ever": rules({ ...backupRule, lifecycle: undefined }),
        "continuous backup": rules({
            ...backupRule,
            schedule: "cron(0 3 1 * ? *)",
            enableContinuousBackup: true,
        }),
        "90 days of cold storage": rules({
            ...backupRule,
            lifecycle: { coldStorageAfter: 30, deleteAfter: 120 },
        }),
        "weekly where the configuration says so": {
            plan: rules({ ...backupRule, schedule: "cron(0 3 ? * SUN *)" }),
            config: { maximumHoursBetween: 168 },
        },
    },
    refuses: {
        weekly: { plan: rules({ ...backupRule, schedule: "cron(0 3 ? * SUN *)" }), says: /every 24 hours/ },
        "working days, which leave the weekend out": rules({
            ...backupRule,
            schedule: "cron(0 3 ? * MON-FRI *)",
        }),
        "a schedule that is none": rules({ ...backupRule, schedule: "daily" }),
        "six days": { plan: rules({ ...backupRule, lifecycle: { deleteAfter: 6 } }), says: /keeps 6 days/ },
        "less than the configuration says": {
            plan: rules(backupRule),
            config: { minimumRetentionDays: 36 },
            says: /35/,
        },
        "89 days of cold storage": {
            plan: rules({ ...backupRule, lifecycle: { coldStorageAfter: 30, deleteAfter: 119 } }),
            says: /cold storage/,
        },
        "no rules": { plan: but(plan, { rules: undefined }), says: /no rule/ },
    },
    waits: {
        "a retention that is not known yet": rules({ ...backupRule, lifecycle: { deleteAfter: unknown } }),
        "a schedule that is not known yet": rules({ ...backupRule, schedule: unknown }),
    },
    ignores: { "another resource": other },
});

describe("the longest gap of a schedule", () => {
    const gaps: readonly [string, number | undefined][] = [
        ["cron(0 * * * ? *)", 1],
        ["cron(0 0/6 * * ? *)", 6],
        ["cron(0 1,3 * * ? *)", 22],
        ["cron(30 5 ? * MON-FRI *)", 72],
        ["cron(0 5 ? * 2,4 *)", 120],
        ["cron(0 5 1,15 * ? *)", 17 * 24],
        ["cron(0 5 L * ? *)", 31 * 24],
        ["cron(0 5 1 JAN ? *)", 366 * 24],
        ["rate(12 hours)", 12],
        ["rate(1 day)", 24],
        ["rate(0 days)", undefined],
        ["cron(0 25 * * ? *)", undefined],
        ["cron(0 5 * *)", undefined],
        ["every day", undefined],
    ];
    for (const [expression, hours] of gaps)
        it(`of ${expression} is ${hours === undefined ? "not a number, as it is no schedule" : `${hours} hours`}`, () => {
            assert.equal(longestGapHours(expression), hours);
        });
});

const here = "us-east-1";

const away = "arn:aws:backup:eu-west-1:111122223333:backup-vault:copy";

const copying = (arn: unknown) => [
    but(plan, { region: here, rules: [{ ...backupRule, copyActions: [{ destinationVaultArn: arn }] }] }),
    vault,
    key,
];

rule("backup-plan-copies-offsite", {
    accepts: { "a copy in another region": copying(away) },
    refuses: {
        "no copy": { plan: [but(plan, { region: here }), vault, key], says: /no rule of it copies/ },
        "a copy in the same region": {
            plan: copying(away.replace("eu-west-1", here)),
            says: /its own region/,
        },
    },
    waits: { "a copy to a vault of the same program": copying(of({ ...vault, name: "copy" })) },
    ignores: { "another resource": other },
});
