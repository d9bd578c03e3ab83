import assert from "node:assert/strict";
import type { Check, Remark, Thing } from "../../../operations/doctor/check";
import { environment } from "./stack";

/** When the tests look: at noon, so that last night's backup is over. */
const now = new Date("2026-11-26T12:00:00Z");

/** An answer that is judged a fault. */
export interface FaultCase<E, A> {
    readonly what: string;
    readonly answer: A;
    /** What is expected in place of what the state has. */
    readonly expected?: Partial<E>;
    readonly at?: Date;
    /** Whom somebody named as meant to. @default nobody */
    readonly intended?: readonly string[];
    /** What has to be told: of the thing, and of what it is. */
    readonly says: RegExp;
}

/** How a check judges: what is sound, and for each of its faults at least one answer. */
export interface Cases<E, A, F extends string> {
    readonly sound: A;
    /** Answers that look like a fault and are none. */
    readonly alsoSound?: readonly Omit<FaultCase<E, A>, "says">[];
    readonly faults: Readonly<Record<F, readonly [FaultCase<E, A>, ...FaultCase<E, A>[]]>>;
}

const told = ({ fault, where, got, wanted }: Remark): string =>
    `${fault}: ${where}: ${got}; wanted ${wanted}`;

/** Puts the cases of a check as tests. */
export function judging<E extends Thing, A, F extends string>(
    check: Check<E, A, F>,
    { sound, alsoSound = [], faults }: Cases<E, A, F>,
): void {
    describe(`${check.name}: ${check.holds}`, () => {
        const judge = async (
            answer: A,
            changed: Partial<E> = {},
            at = now,
            intended: readonly string[] = [],
        ) => {
            const [expected] = check.expected(environment());
            assert.ok(expected !== undefined, "the state has no such thing");
            return check.judge({ ...expected, ...changed }, answer, at, intended);
        };

        it("finds nothing where AWS has what was deployed", async () => {
            assert.deepEqual((await judge(sound)).map(told), []);
        });

        for (const { what, answer, expected, at, intended } of alsoSound)
            it(`finds nothing where ${what}`, async () => {
                assert.deepEqual((await judge(answer, expected, at, intended)).map(told), []);
            });

        for (const [fault, cases] of Object.entries<readonly FaultCase<E, A>[]>(faults))
            for (const { what, answer, expected, at, intended, says } of cases)
                it(`tells ${fault} where ${what}, and nothing else`, async () => {
                    const remarks = await judge(answer, expected, at, intended);
                    assert.deepEqual(
                        remarks.map((remark) => remark.fault),
                        [fault],
                        remarks.map(told).join("\n"),
                    );
                    assert.match(told(remarks[0] as Remark), says);
                });
    });
}
