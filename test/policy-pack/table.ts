import assert from "node:assert/strict";
import { judge } from "./judge";
import type { Declared } from "./plan";

/** One case: a plan, and what else the rule has to be told or to say. */
export interface Case {
    readonly plan: Declared | readonly Declared[];
    readonly config?: Readonly<Record<string, unknown>>;
    /** What the message must say, besides the names of control and resource. */
    readonly says?: RegExp;
    /** The resource that the message must name. @default the first of the plan */
    readonly on?: string;
    /** What preview does where it cannot tell, "advises" being to tell and wait; for what is accepted, "decides" says that it can. @default the same as the update */
    readonly preview?: "waits" | "accepts" | "decides" | "advises";
}

type Cases = Readonly<Record<string, Case | Declared | readonly Declared[]>>;

/** The cases of one rule. Each title completes "it accepts …", "it refuses …" and so on. */
export interface Table {
    readonly accepts: Cases;
    readonly refuses: Cases;
    /** Told, and refused at no moment: what may be meant so. */
    readonly advises?: Cases;
    /** Judged neither way, for want of a value that only the update knows. */
    readonly waits?: Cases;
    /** Nothing to judge: no violation, nothing to wait for, and not applicable where the host asks at all. */
    readonly ignores: Cases;
}

function caseOf(entry: Case | Declared | readonly Declared[]): Case {
    if (Array.isArray(entry)) return { plan: entry };
    return "plan" in entry ? entry : { plan: entry as Declared };
}

/** Makes the tests of one rule from its table. Every plan is judged as at preview and as in the update. */
export function rule(name: string, { accepts, refuses, advises = {}, waits = {}, ignores }: Table): void {
    describe(name, () => {
        each(accepts, (title, { plan, config, preview }) => {
            it(`accepts ${title}`, () => {
                const { judged, notApplicable: _, ...said } = judge(name, plan, "update", config);
                assert.deepEqual(said, { violations: [], notices: [], waits: [] });
                assert.ok(judged, "it is not applicable to it, which passes too");
                const early = judge(name, plan, "preview", config);
                assert.deepEqual(early.violations, []);
                if (preview === "decides") assert.deepEqual(early.waits, []);
            });
        });
        each(refuses, (title, { plan, config, says = /./, on, preview = "refuses" }) => {
            it(`refuses ${title}`, () => {
                const [first] = plan;
                const { violations } = judge(name, plan, "update", config);
                assert.ok(violations.length > 0, "nothing was refused");
                for (const message of violations) {
                    assert.match(
                        message,
                        new RegExp(`^${name}: \\S.*: .+\\. It must .+\\. .+\\.`),
                        "has not the form of a message",
                    );
                    assert.doesNotMatch(message, /the rule failed on it/);
                }
                const subject = `${name}: ${on ?? first?.name}: `;
                assert.ok(
                    violations.some((message) => message.startsWith(subject) && says.test(message)),
                    `none says ${says} of ${subject}\n${violations.join("\n")}`,
                );
                const early = judge(name, plan, "preview", config);
                if (preview === "refuses")
                    assert.ok(early.violations.length > 0, "preview did not refuse it");
                else assert.deepEqual(early.violations, []);
                if (preview === "advises") assert.ok(early.notices.length > 0, "preview did not tell it");
                if (preview === "waits" || preview === "advises")
                    assert.ok(early.waits.length > 0, "preview passed over it in silence");
            });
        });
        each(advises, (title, { plan, config, says = /./ }) => {
            it(`advises of ${title}`, () => {
                const { violations, notices } = judge(name, plan, "update", config);
                assert.deepEqual(violations, []);
                assert.ok(
                    notices.some((notice) => says.test(notice)),
                    notices.join("\n") || "nothing was told",
                );
                assert.deepEqual(judge(name, plan, "preview", config).violations, []);
            });
        });
        each(waits, (title, { plan, config, says = /./ }) => {
            it(`waits for the update to judge ${title}`, () => {
                const verdict = judge(name, plan, "preview", config);
                assert.deepEqual(verdict.violations, []);
                assert.ok(
                    verdict.waits.some((wait) => says.test(wait)),
                    `waits for ${verdict.waits.join(", ") || "nothing"}`,
                );
            });
        });
        each(ignores, (title, { plan, config }) => {
            it(`does not apply to ${title}`, () => {
                for (const moment of ["preview", "update"] as const) {
                    const { violations, notices, waits: waiting } = judge(name, plan, moment, config);
                    assert.deepEqual(
                        { violations, notices, waiting },
                        { violations: [], notices: [], waiting: [] },
                    );
                }
            });
        });
    });
}

function each(
    cases: Cases,
    make: (title: string, entry: Omit<Case, "plan"> & { plan: readonly Declared[] }) => void,
): void {
    for (const [title, entry] of Object.entries(cases)) {
        const found = caseOf(entry);
        make(title, { ...found, plan: [found.plan].flat() });
    }
}
