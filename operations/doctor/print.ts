import { severities } from "./check";
import { type Diagnosis, type Finding, isSound, type Unlooked } from "./result";

/** A number of things, in words. */
const counted = (count: number, one: string, many = `${one}s`): string =>
    `${count} ${count === 1 ? one : many}`;

/** A diagnosis in one line. */
export function verdictOf(diagnosis: Diagnosis): string {
    const { asked, findings, unlooked } = diagnosis;
    const things = Object.values(asked).reduce((sum, count) => sum + count, 0);
    const found = severities
        .map((severity) => ({
            severity,
            count: findings.filter((each) => each.severity === severity).length,
        }))
        .filter(({ count }) => count > 0)
        .map(({ severity, count }) =>
            severity === "critical" ? `${count} critical` : counted(count, severity),
        );
    const blind =
        unlooked.length === 0 ? "" : `; ${counted(unlooked.length, "thing")} could not be looked at`;
    const verdict = found.length === 0 ? "nothing found" : found.join(", ");
    return `${diagnosis.stack}: ${isSound(diagnosis) ? "sound" : "not sound"}. ${counted(things, "thing")} asked of AWS: ${verdict}${blind}.`;
}

const place = ({ environment, region }: Pick<Finding, "environment" | "region">): string =>
    environment === "" ? `the account, ${region}` : `${environment}, ${region}`;

const finding = (each: Finding): string =>
    [
        `${each.severity.padEnd(9)} ${each.where} (${place(each)}; ${each.check}/${each.fault})`,
        `          got    ${each.got}`,
        `          wanted ${each.wanted}`,
        `          why    ${each.why}`,
        `          mend   ${each.mend}`,
    ].join("\n");

const blind = (each: Unlooked): string =>
    [`  - ${each.subject} (${place(each)}; ${each.check}): ${each.why}`, `    ${each.mend}`].join("\n");

/** A diagnosis for a reader: the worst first, then what was not looked at, what is to be known, and the verdict last. */
export function describeDiagnosis(diagnosis: Diagnosis): string {
    const { findings, told, unlooked } = diagnosis;
    return [
        ...findings.map((each) => `${finding(each)}\n`),
        ...(unlooked.length === 0
            ? []
            : ["Not looked at, so nobody knows whether it is sound:", ...unlooked.map(blind), ""]),
        ...told.map((each) => `${each.what} (${place(each)})`),
        verdictOf(diagnosis),
        "",
    ].join("\n");
}
