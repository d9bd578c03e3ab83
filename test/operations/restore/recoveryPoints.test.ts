import assert from "node:assert/strict";
import { UsageError } from "../../../cli/commandLine";
import { itemPath } from "../../../operations/restore/items";
import {
    ageOf,
    choose,
    type RecoveryPoint,
    sizeOf,
    tableOf,
    timeFrom,
} from "../../../operations/restore/recoveryPoints";

const now = new Date("2026-11-27T09:00:00Z");
const point = (day: string, more: Partial<RecoveryPoint> = {}): RecoveryPoint => ({
    arn: `arn:aws:backup:us-east-1:111122223333:recovery-point:${day}`,
    createdAt: new Date(`2026-11-${day}T05:00:00Z`),
    status: "COMPLETED",
    statusMessage: undefined,
    sizeBytes: 3 * 1024 ** 3,
    coldAt: undefined,
    deleteAt: new Date("2026-12-31T05:00:00Z"),
    ...more,
});
const chosen = (points: readonly RecoveryPoint[], asOf: string) =>
    choose(points, timeFrom(asOf, now), now).point.arn.slice(-2);

describe("the recovery point of a time", () => {
    const three = [point("25"), point("27"), point("26")];

    it("is the newest from then or before, whatever the order of the list", () => {
        assert.equal(choose(three, now, now).point.arn.slice(-2), "27");
        assert.equal(chosen(three, "2026-11-26"), "26");
        assert.equal(chosen(three, "2026-11-27T04:59:59Z"), "26");
        assert.equal(chosen(three, "2026-11-27T05:00:00Z"), "27");
        assert.equal(chosen(three, "2026-11-27T07:00:00+02:00"), "27");
    });

    it("is never one that is partial, under way or expired, and those passed over are told", () => {
        for (const status of ["PARTIAL", "EXPIRED", "DELETING", "STOPPED", "CREATING"]) {
            const { point: found, passedOver } = choose(
                [...three.slice(1), point("25")].map((each) =>
                    each.arn.endsWith("27") ? { ...each, status } : each,
                ),
                now,
                now,
            );
            assert.deepEqual([found.arn.slice(-2), passedOver.map((each) => each.status)], ["26", [status]]);
        }
        const over = point("27", { deleteAt: new Date("2026-11-27T08:59:59Z") });
        assert.equal(choose([over, point("26")], now, now).point.arn.slice(-2), "26");
    });

    it("is asked for again where there is none, with the oldest that there is", () => {
        assert.throws(
            () => chosen(three, "2026-11-24"),
            /^Error: No recovery point is from 2026-11-24T23:59:59\.999Z or before\. The oldest that can be restored is from 2026-11-25T05:00:00\.000Z: give --as-of/,
        );
        assert.throws(
            () => choose([point("27", { status: "PARTIAL", statusMessage: "window ended" })], now, now),
            /is whole: 2026-11-27T05:00:00\.000Z is PARTIAL \(window ended\)\. There is none at all/,
        );
    });

    it("is asked for by a day or a time with its zone, which nobody can take for another", () => {
        for (const text of [
            "yesterday",
            "26.11.2026",
            "2026-13-01",
            "2026-02-30",
            "2026-02-29T18:00:00Z",
            "2026-11-26T18:00",
            "2026-11-26 18:00Z",
        ])
            assert.throws(() => timeFrom(text, now), UsageError, text);
        assert.equal(timeFrom(undefined, now), now);
    });

    it("is listed with its age and size, the newest first, and what is no use as such", () => {
        assert.deepEqual(
            tableOf(
                [
                    point("25", { coldAt: new Date("2026-11-27T09:00:00Z"), deleteAt: undefined }),
                    point("27", { status: "PARTIAL", sizeBytes: undefined }),
                ],
                now,
            ),
            [
                "2026-11-27T05:00:00.000Z     4 hours  size unknown  warm  not to be restored: PARTIAL  until 2026-12-31",
                "2026-11-25T05:00:00.000Z      2 days       3.0 GiB  cold  kept",
            ],
        );
        assert.deepEqual([0, 1023, 1024, 1536 * 1024 ** 2].map(sizeOf), [
            "0 bytes",
            "1023 bytes",
            "1.0 KiB",
            "1.5 GiB",
        ]);
        assert.equal(ageOf(new Date("2026-11-27T08:15:00Z"), now), "45 minutes");
    });
});

describe("the path of what is restored", () => {
    it("is from the file system's root, whatever slashes are around it", () => {
        assert.equal(itemPath("/agents/linux-1", ""), "/agents/linux-1");
        for (const path of ["cache/m2", "/cache/m2", "cache//m2/"])
            assert.equal(itemPath("/agents/linux-1", path), "/agents/linux-1/cache/m2");
        assert.equal(itemPath("/agents/linux-1", "a file (1).txt"), "/agents/linux-1/a file (1).txt");
    });

    it("never leaves the directory, and is refused where AWS Backup would not take it", () => {
        for (const path of [
            "../linux-2",
            "cache/../../linux-2",
            "./cache",
            "cache/*.jar",
            "logs/?",
            "[ab]",
            "a\nb",
        ])
            assert.throws(() => itemPath("/agents/linux-1", path), UsageError, path);
    });
});
