import { inShell } from "../../cli/inShell";
import type { Environment } from "../../state/environments";
import type { Graph } from "../../state/graph";
import { explained } from "../aws/errors";
import type { Session } from "../aws/session";
import { type Fault, type Question, type Remark, type Row, severities } from "./check";
import type { Diagnosis, Finding, Told, Unlooked } from "./result";
import { checks } from "./table";

/** Questions that are asked at once: AWS throttles each of its services by itself, and the clients wait and ask again. */
const atOnce = 6;

/** A question of a check about an environment. */
interface Asked {
    readonly check: Row;
    readonly environment: string;
    readonly question: Question;
}

/** What every check would ask about some environments of a stack; what several of them share, or is the account's, only once. */
export function questionsOf(graph: Graph, environments: readonly Environment[]): readonly Asked[] {
    const known = new Set<string>();
    return checks.flatMap((check) => {
        const about = check.isOfAccount ? [{ name: "", graph }] : environments;
        return about.flatMap((environment) =>
            check.questions(environment).flatMap((question) => {
                const same = `${check.name} ${question.region} ${question.subject}`;
                if (known.has(same)) return [];
                known.add(same);
                return [{ check, environment: environment.name, question }];
            }),
        );
    });
}

/**
 * Asks AWS everything, and judges the answers. What cannot be asked is told as such, and keeps nothing else from being asked.
 * @param policy the command that prints what a caller has to be allowed
 * @param intended ARNs of the roles and users of whom somebody said that they may by intention
 */
export async function examine(
    session: Session,
    graph: Graph,
    environments: readonly Environment[],
    policy: string,
    intended: readonly string[],
): Promise<Diagnosis> {
    const at = new Date();
    const asked = questionsOf(graph, environments);
    const findings = new Map<Asked, readonly Finding[]>();
    const told = new Map<Asked, readonly Told[]>();
    const unlooked = new Map<Asked, Unlooked>();
    const left = asked.values();
    const work = async (): Promise<void> => {
        for (const one of left) {
            const { check, environment, question } = one;
            const { region, subject } = question;
            try {
                const answer = await question.answer(session, at, intended);
                findings.set(
                    one,
                    answer.remarks.map((remark) => findingOf(one, graph.stack, remark)),
                );
                told.set(
                    one,
                    answer.told.map((what) => ({ check: check.name, environment, region, what })),
                );
            } catch (error) {
                const lines = explained(error, policy).message.split("\n");
                const mend = lines.length > 1 ? lines.pop() : undefined;
                unlooked.set(one, {
                    check: check.name,
                    environment,
                    region,
                    subject,
                    why: lines.join(" "),
                    mend: mend ?? "Run it again; if it stays, this is a fault of the kit.",
                });
            }
        }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    const count = (name: string) => asked.filter(({ check }) => check.name === name).length;
    return {
        stack: graph.stack,
        environments: environments.map(({ name }) => name),
        at: at.toISOString(),
        asked: Object.fromEntries(checks.map(({ name }) => [name, count(name)])),
        // In the order of the table, whatever was answered first.
        findings: asked
            .flatMap((one) => findings.get(one) ?? [])
            .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity)),
        told: asked.flatMap((one) => told.get(one) ?? []),
        unlooked: asked.flatMap((one) => unlooked.get(one) ?? []),
    };
}

function findingOf({ check, environment, question }: Asked, stack: string, remark: Remark): Finding {
    const { region } = question;
    const fault = check.faults[remark.fault] as Fault;
    const values = { ...remark.values, stack, environment, region };
    return {
        severity: fault.severity,
        check: check.name,
        fault: remark.fault,
        environment,
        region,
        where: remark.where,
        got: remark.got,
        wanted: remark.wanted,
        why: filled(fault.why, values, (value) => value),
        mend: filled(fault.mend, values, inShell),
    };
}

/** A text with values for what it has in braces. Throws where one is missing, which is a fault of the check. */
function filled(
    text: string,
    values: Readonly<Record<string, string>>,
    written: (value: string) => string,
): string {
    return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const value = values[name];
        if (value === undefined) throw new Error(`no remark says what {${name}} is in: ${text}`);
        return written(value);
    });
}
