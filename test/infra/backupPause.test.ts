import assert from "node:assert/strict";
import { backupWithinHours, lastStart, longestPauseHours } from "../../infra/config/backupPause";
import { configSchema } from "../../infra/config/schema";
import { valid } from "./configCases";

describe("the alarm on a missing backup", () => {
    const pauses: [title: string, schedule: string, hours: number][] = [
        ["a day", "cron(0 3 * * ? *)", 24],
        ["six hours", "cron(15 */6 * * ? *)", 6],
        ["an hour", "cron(0 * * * ? *)", 1],
        ["a weekend", "cron(0 3 ? * MON-FRI *)", 72],
        ["the same weekend by numbers, which count from Sunday as 1", "cron(0 3 ? * 2-6 *)", 72],
        ["a night", "cron(0 8-18 * * ? *)", 14],
        ["four days of the week", "cron(0 3 ? * MON,THU *)", 96],
    ];
    for (const [title, schedule, hours] of pauses)
        it(`knows of a schedule that it pauses for ${title}`, () => {
            assert.equal(longestPauseHours(schedule), hours);
        });

    it("finds the pause between the ends of short and long months", () => {
        assert.ok(longestPauseHours("cron(0 3 1,8,15,22,28 * ? *)") >= 144);
        assert.ok(longestPauseHours("cron(0 3 1,8,15,22 * ? *)") > 166);
        // From 23 February to 5 March.
        assert.ok(longestPauseHours("cron(0 3 5,11,17,23,29 * ? *)") > 166);
    });

    it("waits two hours longer than the schedule pauses, unless told otherwise", () => {
        const config = (more: object) => configSchema.parse({ ...valid, ...more });
        assert.equal(backupWithinHours(config({})), 26);
        assert.equal(backupWithinHours(config({ backup: { schedule: "cron(0 */6 * * ? *)" } })), 8);
        assert.equal(backupWithinHours(config({ auditing: { backupWithinHours: 48 } })), 48);
    });
});

describe("the last start of a schedule", () => {
    for (const [schedule, upTo, start] of [
        ["cron(0 3 * * ? *)", "2026-11-26T03:00:00Z", "2026-11-26T03:00:00Z"],
        ["cron(0 3 * * ? *)", "2026-11-26T02:59:00Z", "2026-11-25T03:00:00Z"],
        ["cron(0 3 ? * MON-FRI *)", "2026-11-29T12:00:00Z", "2026-11-27T03:00:00Z"],
        ["cron(0 6 1 * ? *)", "2026-11-26T12:00:00Z", "2026-11-01T06:00:00Z"],
        ["cron(0 6 31 * ? *)", "2026-03-15T12:00:00Z", "2026-01-31T06:00:00Z"],
        ["cron(0 6 1 1 ? *)", "2026-11-26T12:00:00Z", "2026-01-01T06:00:00Z"],
    ] as const)
        it(`of ${schedule} before ${upTo} is on ${start}`, () => {
            assert.deepEqual(lastStart(schedule, new Date(upTo)), new Date(start));
        });

    it("is none where there was none in two years", () => {
        assert.equal(lastStart("cron(0 6 1 1 ? 2020)", new Date("2026-11-26T12:00:00Z")), undefined);
    });
});
