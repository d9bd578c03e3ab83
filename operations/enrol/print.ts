import type { Enrolled } from "./enrol";

/** What was done for each agent, for a reader: an agent, its lines below it, and a sum. */
export function describeEnrolment(enrolled: readonly Enrolled[], dryRun: boolean): string {
    const lines = enrolled.flatMap(({ agent, did, faults, notes, online }) => [
        `${faults.length === 0 ? "ok    " : "FAULT "} ${agent}: ${[...did, ...(online === true ? ["connected"] : [])].join(", ") || "nothing to do"}`,
        ...faults.map((fault) => `       ${fault.replaceAll("\n", "\n       ")}`),
        ...notes.map((note) => `       note: ${note}`),
    ]);
    const faulty = enrolled.filter(({ faults }) => faults.length > 0).length;
    const changed = enrolled.filter(({ did }) => did.length > 0).length;
    const sum = `${enrolled.length} agents: ${changed} changed, ${faulty} with a fault${dryRun ? "; nothing was changed, as this was a dry run" : ""}.`;
    return `${[...lines, sum].join("\n")}\n`;
}
