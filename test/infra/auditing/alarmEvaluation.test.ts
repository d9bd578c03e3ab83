import assert from "node:assert/strict";
import { read } from "../../docs/pages";
import { minimal, type Run, run } from "../program";
import { changes, type Decides, evaluate, type Point } from "./alarmEvaluation";

/** X breaches, 0 does not, - is missing. */
const pointsOf = (pattern: string): readonly Point[] =>
    [...pattern].map((sign) => (sign === "-" ? undefined : sign === "X" ? 2 : 0));

describe("the model of CloudWatch's alarms", () => {
    // Both tables of AWS's page: missing, ignore, breaching, notBreaching; three periods, as many or two to alarm.
    const insufficient = "INSUFFICIENT_DATA";
    const tables: [datapointsToAlarm: number, pattern: string, states: readonly string[]][] = [
        [3, "0-X-X", ["OK", "OK", "OK", "OK"]],
        [3, "0----", ["OK", "OK", "OK", "OK"]],
        [3, "-----", [insufficient, "current", "ALARM", "OK"]],
        [3, "0XX-X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
        [3, "--X--", ["ALARM", "current", "ALARM", "OK"]],
        [2, "0-X-X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
        [2, "00X0X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
        [2, "0-X--", ["OK", "OK", "ALARM", "OK"]],
        [2, "----0", ["OK", "OK", "ALARM", "OK"]],
        [2, "---X-", ["ALARM", "current", "ALARM", "OK"]],
    ];
    for (const [datapointsToAlarm, pattern, states] of tables)
        it(`decides ${pattern} with ${datapointsToAlarm} of 3 as AWS says`, () => {
            const alarm = {
                comparisonOperator: "GreaterThanThreshold",
                threshold: 1,
                evaluationPeriods: 3,
                datapointsToAlarm,
            };
            const decided = (["OK", "ALARM"] as const).map((current) =>
                ["missing", "ignore", "breaching", "notBreaching"].map((treatMissingData) =>
                    evaluate({ ...alarm, treatMissingData }, pointsOf(pattern), current),
                ),
            );
            const said = ["OK", "ALARM"].map((current) =>
                states.map((state) => (state === "current" ? current : state)),
            );
            assert.deepEqual(decided, said);
        });
});

const repeat = (value: Point, periods: number): readonly Point[] => Array<Point>(periods).fill(value);

/** A metric of one value while all is well and another while it is not; `undefined`: nothing is published then. */
interface Course {
    readonly well: Point;
    readonly fault: Point;
    /** What a planned end looks like: a reboot or replacement, one instance beside the next, nothing for a while. */
    readonly planned: readonly Point[];
    /** Periods until the fault has to be told. */
    readonly within: number;
}

const gibibyte = 2 ** 30;
// A new instance publishes before it has mounted, beside one that is well: Minimum sees it, for less than 15 minutes.
const minimum = { well: 1, fault: 0, planned: [0, 0, undefined, 1], within: 3 };
const maximum = { well: 1, fault: 0, planned: [1, undefined, 0, 1], within: 3 };
const counted = { well: undefined, fault: 1, planned: [undefined], within: 1 };
const areas = { "jenkins-efs:shared": [{ name: "go-cache", writers: ["linux-1"], readers: [] }] };
const courses: Readonly<Record<string, Course>> = {
    "agent-disconnected": maximum,
    "area-missing": maximum,
    // Of the expression: 0 in each hour without a finished backup once the file system is there; the hour of one has 1.
    "backup-missing": { well: 1, fault: 0, planned: repeat(0, 24), within: 26 },
    "burst-credits-low": {
        well: 2048 * gibibyte,
        fault: 100 * gibibyte,
        planned: [undefined, undefined],
        within: 3,
    },
    "connection-foreign-role": counted,
    "connection-unconfined": counted,
    "controller-silent": maximum,
    "disk-full": maximum,
    "flow-rejected": counted,
    "io-limit-high": { well: 1, fault: 99, planned: [99, undefined], within: 3 },
    "mount-missing": minimum,
    "secret-missing": maximum,
    "throughput-high": { well: 1, fault: 99, planned: [99, undefined], within: 3 },
    "watchdog-down": minimum,
};

describe("each alarm on a metric", () => {
    let stack: Run;
    before(async () => {
        stack = await run("test", { ...minimal, ...areas });
    });
    const alarms = () =>
        stack.all("aws:cloudwatch/metricAlarm:MetricAlarm").map(({ name, inputs }) => {
            const alarm = name.replace(/^auditing-(alarm|agents)-|-linux-1$/g, "");
            const course = courses[alarm];
            assert.ok(course, `${alarm}: say what its metric is like when all is well and when not`);
            // Told is what has an action.
            const actions = {
                ALARM: inputs.alarmActions,
                INSUFFICIENT_DATA: inputs.insufficientDataActions,
                OK: inputs.okActions,
            };
            const allTold = (periods: readonly Point[]) =>
                changes(inputs as unknown as Decides, periods).filter(
                    (state) => actions[state] !== undefined,
                );
            const told = (periods: readonly Point[]) => allTold(periods).filter((state) => state !== "OK");
            return { name, alarm, course, told, allTold };
        });

    it("rings for its fault", () => {
        for (const { alarm, course, told } of alarms())
            assert.deepEqual(
                told([...repeat(course.well, 30), ...repeat(course.fault, course.within)]),
                ["ALARM"],
                alarm,
            );
    });

    it("tells that its fault is over, and at its creation that all is well: 8 messages, and 6 for an agent with shared areas, as OKActions act whatever the state before", () => {
        const well = (course: Course) => repeat(course.well, 30);
        const created = alarms().filter(({ name, course, allTold }) => {
            const all = [...well(course), ...repeat(course.fault, course.within), ...well(course)];
            assert.deepEqual(allTold(all), ["OK", "ALARM", "OK"], name);
            return allTold([...repeat(undefined, 30), ...well(course)]).includes("OK");
        });
        const [ofAgent, shared] = [true, false].map(
            (wanted) => created.filter(({ name }) => name.endsWith("-linux-1") === wanted).length,
        );
        assert.deepEqual([shared, ofAgent], [8, 6]);
        assert.match(read("docs/auditing.md"), /by 8 messages for itself and 5 for each agent, 6 where/);
    });

    it("raises nothing at its creation, while nothing is published yet and when that begins", () => {
        for (const { alarm, course, told } of alarms())
            assert.deepEqual(told([...repeat(undefined, 30), ...repeat(course.well, 30)]), [], alarm);
    });

    it("is silent in a planned end", () => {
        for (const { alarm, course, told } of alarms())
            assert.deepEqual(
                told([...repeat(course.well, 30), ...course.planned, ...repeat(course.well, 30)]),
                [],
                alarm,
            );
    });

    it("rings where the first backup never comes, once that is due and not before", () => {
        const found = alarms().find(({ alarm }) => alarm === "backup-missing");
        assert.ok(found);
        assert.deepEqual(found.told([undefined, ...repeat(0, 25)]), []);
        assert.deepEqual(found.told([undefined, ...repeat(0, 26)]), ["ALARM"]);
    });

    it("tells the end of backups even if the expression gives nothing where no backup is in sight", () => {
        const found = alarms().find(({ alarm }) => alarm === "backup-missing");
        assert.deepEqual(found?.told([1, ...repeat(undefined, 28)]), ["INSUFFICIENT_DATA"]);
    });

    it("tells that an agent which has spoken is silent", () => {
        for (const { alarm, told } of alarms())
            if (alarm === "mount-missing" || alarm === "watchdog-down")
                assert.deepEqual(told([1, ...repeat(undefined, 5)]), ["INSUFFICIENT_DATA"], alarm);
    });
});
