import type { Report } from "./report";
import type { Node } from "./stack";

/** What is missing, on which resource, and how it is told. */
interface Absence {
    readonly on: Node;
    /** What would have to be there, as the ledger calls it. */
    readonly what: string;
    readonly is: string;
    readonly must: string;
    readonly remediation: string;
    /** Other resources that what is missing would have to name. @default none */
    readonly named?: readonly Node[];
    /** Whether a value of a resource that is there may turn out to be what is missing. @default false */
    readonly unknown?: boolean;
}

/**
 * Judges that a resource is missing. What a program makes inside an `apply` is not registered while the value that it
 * waits for is unknown, so while a resource that it would name has no identity the absence is told as advice and
 * waits; the update decides.
 */
export function absent(
    report: Report,
    { on, what, is, must, remediation, named = [], unknown }: Absence,
): void {
    if (!unknown && ![on, ...named].some(({ pending }) => pending))
        report.violation(on, is, must, remediation);
    else {
        report.wait(on, what);
        report.advice(on, `${is}, as far as preview can see`, must, remediation);
    }
}
