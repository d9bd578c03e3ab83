import { isEveryResource, narrows } from "../kernel/breadth";
import { type Condition, covers, matches, type Statement } from "../kernel/iam";
import { refusedManagedPolicies, rolePassingPolicies } from "./managedPolicies";
import { starters } from "./passedRoles";

/**
 * Whether a condition narrows to what gives no more rights: neither to policies that give them, nor to a service that the
 * same policy lets run whatever it is given as the passed role.
 */
export function confines(condition: Condition, beside: readonly Statement[]): boolean {
    if (!narrows(condition)) return false;
    const { key, values } = condition;
    if (key === "iam:policyarn" || key === "iam:permissionsboundary") return !values.some(fitsRefused);
    if (key !== "iam:passedtoservice") return true;
    const starting = values.flatMap(starters);
    return !beside.some(
        (statement) => statement.allow && starting.some((action) => covers(statement, action)),
    );
}

const paths = ["", "service-role/", "job-function/"];

/** Whether a pattern of managed policies' ARNs, as a condition names them, fits every policy or one of the refused. */
function fitsRefused(pattern: string): boolean {
    const anywhere = pattern.replace(/^arn:[^:]*:/, "arn:aws:");
    const names = Object.keys({ ...refusedManagedPolicies, ...rolePassingPolicies });
    return (
        isEveryResource(pattern) ||
        names.some((name) =>
            paths.some((path) => matches(anywhere, `arn:aws:iam::aws:policy/${path}${name}`)),
        )
    );
}

/** What a message says of the conditions of a statement, none of which confines it. */
export function ineffective({ conditions }: Statement): string {
    const keys = conditions.map(({ key }) => key);
    return keys.length === 0 ? "" : `; ${keys.join(", ")} leaves all of it reachable`;
}
