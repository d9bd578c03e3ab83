import { type Condition, conditionsOn, isForEveryone, matches, type Statement } from "./iam";

/** Actions as services have them. A pattern that fits all of these fits, for all practical purposes, the whole service. */
const typicalActions = [
    "CreateThing",
    "DeleteEntry",
    "DescribeThings",
    "GetEntry",
    "ListEntries",
    "PutEntry",
    "UpdateThing",
];

/** The actions of a statement that stand for a whole service or more, however wildcards are mixed to write that. */
export function wholeServices({ actions }: Statement): readonly string[] {
    return actions.filter((pattern) => {
        const [service = "", action] = pattern.split(":");
        if (action === undefined) return /[*?]/.test(pattern) && matches(pattern, "service:DescribeThings");
        return (
            /[*?]/.test(action) &&
            typicalActions.every((typical) => matches(action, typical)) &&
            service !== ""
        );
    });
}

/** Kinds of resources that an ARN names before the resource's own name. */
const kinds = new Set([
    ..."access-point alias assumed-role backup-vault document file-system function group instance instance-profile key".split(
        " ",
    ),
    ..."log-group parameter policy recovery-point role secret service table user volume".split(" "),
]);

/** What ids of AWS begin with, all of them alike. */
const idPrefix = /^(?:fs|fsap|mrk|i|vol)-(?=[*?])/;

/**
 * Whether a pattern of resources leaves none of its kind out: wildcards stand for all of the name, whatever the region and
 * account. `arn:aws:kms:*:*:key/????????-*` is one, since every key's id has that shape.
 */
export function isEveryResource(pattern: string): boolean {
    if (/^[*?]+$/.test(pattern)) return pattern.includes("*");
    const parts = pattern.split(":");
    const resource = parts.slice(5).join(":");
    if (parts.length < 6) return /^arn(:|$)/i.test(pattern) && pattern.endsWith("*");
    const segments = resource.split(/[/:]/);
    const [first = ""] = segments;
    const names = segments.length > 1 && kinds.has(first) ? segments.slice(1) : segments;
    // A few question marks are a short name; many are the length of an id.
    return /\*|\?{8}/.test(resource) && names.every((name) => /^[*?-]+$/.test(name.replace(idPrefix, "")));
}

/**
 * The pattern of every resource among those of a statement, or words for many that leave out no first letter between
 * them, as `role/a*` to `role/z*`.
 */
export function everyResourceOf({ resources }: Statement): string | undefined {
    const whole = resources.find(isEveryResource);
    const letters = [..."abcdefghijklmnopqrstuvwxyz"];
    if (whole !== undefined || resources.length < 2) return whole;
    const names = resources.filter((arn) => arn.endsWith("*")).map((arn) => arn.split(/[/:]/).at(-1) ?? "");
    const all = letters.every((letter) => names.some((name) => matches(name, `${letter}0-q-7_z`)));
    return all ? `${resources[0]} and ${resources.length - 1} more, which leave none out` : undefined;
}

/** Keys whose value is an ARN that names an account, and those whose value is an account or organisation itself. */
const arnKeys = new Set(["aws:principalarn", "aws:sourcearn"]);
const accountKeys = new Set([
    ..."aws:principalaccount aws:sourceaccount aws:sourceowner kms:calleraccount".split(" "),
    ..."aws:principalorgid aws:sourceorgid".split(" "),
]);

/** Whether a condition pins its key to named values: an equality that fails without the key and fits not just anybody. */
export function pins({ key, operator, lenient, values }: Condition): boolean {
    const equality = [
        "stringequals",
        "stringlike",
        "stringequalsignorecase",
        "arnequals",
        "arnlike",
        "ipaddress",
    ];
    return (
        equality.includes(operator) &&
        !lenient &&
        values.length > 0 &&
        !values.some((value) => isOpen(key, value))
    );
}

/** Claims of a token that say for whom it was issued. Its audience does not: on a shared issuer everybody may ask for it. */
export const subjects: readonly string[] = [
    ..."sub repository repository_id repository_owner repository_owner_id job_workflow_ref".split(" "),
    ..."project_path project_id namespace_path namespace_id".split(" "),
];

function isOpen(key: string, value: string): boolean {
    if (value === "0.0.0.0/0" || value === "::/0") return true;
    // What AWS fills in from the caller fits every caller.
    if (/^\$\{(aws:(principal|source|user)|kms:caller)/i.test(value) && !key.includes("resourcetag"))
        return true;
    // Whatever service, in one region or in all.
    if (key === "kms:viaservice") return /^[*?]+(\.|$)/.test(value);
    if (accountKeys.has(key)) return /[*?]/.test(value);
    if (arnKeys.has(key)) return isArnOfAnybody(value);
    // Of a subject the owner comes first: a wildcard before the first separator leaves it to whoever registers there.
    if (subjects.includes(key.split(":").at(-1) ?? "") && /^[^:/|]*[*?]/.test(value)) return true;
    // A service named by its domain only, as in *.amazonaws.com; a claim named by its kind only, as in repo:*.
    const own = value.replace(/\.amazonaws\.com(\.cn)?$/i, "").replace(/^alias\//, "");
    return /^[*?][*?/:.-]*$/.test(own) || /^(?:[a-z_]+:)+[*?]/i.test(own) || isOwnerOfAnybody(own);
}

/** Whether a subject leaves the end of its owner open: whoever registers a longer name fits `repo:owner*`. */
function isOwnerOfAnybody(subject: string): boolean {
    return /^(repo|repository|repository_owner|repository_owner_id|repository_id|job_workflow_ref|enterprise|project_path|namespace_path|organization):[^/:]*[*?]/i.test(
        subject,
    );
}

/** Whether a pattern of ARNs fits principals or sources of an account that somebody else chooses. */
function isArnOfAnybody(pattern: string): boolean {
    const [, , , , account, ...resource] = pattern.split(":");
    if (account === undefined || resource.length === 0) return true;
    // ARNs of buckets and the like name no account, and are unique without one.
    return account === "" ? /[*?]/.test(resource.join(":").split("/")[0] ?? "") : /[*?]/.test(account);
}

/**
 * Keys that say who asks, from where or when. They narrow what a trust or a resource's policy allows; a policy of an
 * identity is asked about that identity only, so there they leave everything reachable.
 */
const aboutTheRequest = /^aws:(?!resourcetag\/|requesttag\/|calledvia)/;

/** Whether a condition narrows what a policy of an identity allows, to some resources or to one use. */
export function narrows(condition: Condition): boolean {
    return !aboutTheRequest.test(condition.key) && pins(condition);
}

/** Keys by which a condition says who publishes or reads. */
const callers = [
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOwner",
    "aws:PrincipalOrgID",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
];

/** Whether a statement allows everyone something, whoever calls. */
export function admitsAnybody(statement: Statement): boolean {
    const everyone = isForEveryone(statement) || statement.notPrincipals;
    return statement.allow && everyone && !callers.some((name) => conditionsOn(statement, name).some(pins));
}
