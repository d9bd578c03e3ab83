import { pins } from "../kernel/breadth";
import { conditionsOn, type Statement } from "../kernel/iam";

/** Somebody whom a statement allows. */
export interface Holder {
    /** As the statement calls them. */
    readonly called: string;
    /** The names that it stands for, with wildcards; of a session those of its role, whose path it leaves out. */
    readonly names: readonly string[];
    /** The session that it stands for. */
    readonly session: string;
}

/** Whom a statement allows: its principals, or of everyone and of an account those that its condition pins them to. */
export function holdersOf(statement: Statement): readonly Holder[] {
    const named = statement.principals.map(({ value }) => value);
    const pinned = conditionsOn(statement, "aws:PrincipalArn").filter(pins);
    // All conditions hold at once: one of them bounds who it is.
    const [bound] = pinned.map(({ values }) => values);
    return named.flatMap((value) => {
        if (value !== "*" && rootOf(value) === undefined) return [holderOf(value)];
        return bound?.map(holderOf) ?? (value === "*" ? accountsOf(statement) : [holderOf(value)]);
    });
}

/**
 * Everyone of the accounts, or of the organisation, that a condition pins: a key's policy lets them in whatever IAM's
 * policies say. A root is nobody who has duties.
 */
function accountsOf(statement: Statement): readonly Holder[] {
    const pinned = (...keys: string[]) =>
        keys.flatMap((name) => conditionsOn(statement, name).filter(pins)).flatMap(({ values }) => values);
    const everyone = (of: string, account: string) => ({
        called: `everyone of ${of}`,
        names: [`${account}:?*/*`],
        session: "*",
    });
    return [
        ...pinned("kms:CallerAccount", "aws:PrincipalAccount").map((id) => everyone(`account ${id}`, id)),
        ...pinned("aws:PrincipalOrgID").map((id) => everyone(`organisation ${id}`, "*")),
    ];
}

/** The account whose root a principal is. */
export function rootOf(principal: string): string | undefined {
    return /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(principal)?.[1];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
function holderOf(principal: string): Holder {
    const root = rootOf(principal);
    if (root !== undefined) return { called: `account ${root}`, names: [`${root}:root`], session: "*" };
    const [, account, role, session] =
        /^arn:[^:]*:sts::([^:]*):assumed-role\/([^/]+)\/(.+)$/.exec(principal) ?? [];
    if (account !== undefined && session !== undefined)
        return {
            called: principal,
            names: [`${account}:role/${role}`, `${account}:role/*/${role}`],
            session,
        };
    return { called: principal, names: [principal.replace(/^arn:[^:]*:iam::/, "")], session: "*" };
}

/** Whether somebody may be both. */
export function meet(one: Holder, other: Holder): boolean {
    const same = one.names.some((name) => other.names.some((own) => overlap(name, own)));
    return same && overlap(one.session, other.session);
}

/** Whether some text fits two patterns with `*` and `?`. */
function overlap(one: string, other: string, known = new Map<string, boolean>()): boolean {
    if (one === "" || other === "") return /^\**$/.test(one + other);
    const key = `${one.length} ${other.length}`;
    const met = known.get(key);
    if (met !== undefined) return met;
    const [rest, others] = [one.slice(1), other.slice(1)];
    const found = one.startsWith("*")
        ? overlap(rest, other, known) || overlap(one, others, known)
        : other.startsWith("*")
          ? overlap(one, others, known) || overlap(rest, other, known)
          : (one[0] === other[0] || one[0] === "?" || other[0] === "?") && overlap(rest, others, known);
    known.set(key, found);
    return found;
}
