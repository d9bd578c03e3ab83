import type { Report } from "../kernel/report";
import type { Resource } from "../kernel/rule";
import type { UserData } from "../kernel/userData";
import { mountsIn } from "./find";
import { placeOf } from "./mount";
import { remedyFor } from "./remedies";

/** Says what of a machine's scripts mounts EFS as it must not, and what of them nobody can read here. */
export function judgeMounts(resource: Resource, called: string, data: UserData, report: Report): void {
    for (const fault of data.faults)
        report.violation(
            resource,
            `${called} ${fault}`,
            "be readable, so that its mounts can be judged",
            "Correct it",
        );
    const { mounts, unread } = mountsIn(data.parts);
    for (const what of [...unread, ...data.unread]) report.unread(resource, `what ${called} runs: ${what}`);
    for (const { where, content } of data.parts)
        if (content.includes("stunnel_check") && content.split("\n").some(setsCheckOff))
            report.violation(
                resource,
                `${called} turns a check of the server's certificate off in ${where}, so TLS may end at somebody else`,
                "leave stunnel_check_cert_hostname and stunnel_check_cert_validity of efs-utils as they are or on",
                "Do not set either to false",
            );
    for (const { where, line, type, options, unresolved } of mounts) {
        const place = placeOf({ where, line });
        for (const fault of faultsOf(type, options, unresolved))
            report.violation(
                resource,
                `${called} mounts NFS in ${place} ${fault}`,
                "mount with type efs and the options tls, iam and accesspoint=",
                remedyFor(where),
            );
    }
}

/**
 * Whether a line sets a check of certificates in efs-utils' configuration to false, itself or as what sed puts in place.
 * https://docs.aws.amazon.com/efs/latest/ug/encryption-in-transit.html
 */
function setsCheckOff(line: string): boolean {
    const [, value] = line.split(/stunnel_check_cert_(?:hostname|validity)/);
    const [, , replacement] = /\bs([/|#,:]).*?\1(.*?)\1/.exec(line) ?? [];
    return value !== undefined && /\b(false|no|off|0)\b/i.test(replacement ?? value);
}

function faultsOf(type: string, options: readonly string[], unresolved: readonly string[]): string[] {
    if (type !== "efs") return [`with type ${type}, so neither encrypted nor authenticated`];
    if (unresolved.length > 0) return [`with options that nothing sets (${unresolved.join(", ")})`];
    const faults: string[] = [];
    if (!options.includes("tls")) faults.push("without tls, so in clear");
    if (!options.includes("iam")) faults.push("without iam, so anonymously");
    if (!options.some((option) => /^accesspoint=./.test(option)))
        faults.push("without accesspoint=, so at the root of the file system");
    const weak = options.filter((option) => option === "notls" || /^verify=0*$/.test(option));
    if (weak.length > 0) faults.push(`with ${weak.join(", ")}, which takes TLS's protection away`);
    return faults;
}
