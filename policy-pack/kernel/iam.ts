import { holdsUnknown, items, keys, plain, see, text, UNKNOWN } from "./values";

/** One principal of a statement: its kind (`AWS`, `Service`, `Federated`, …) and value. `"*"` is `AWS` and `*`. */
export interface Principal {
    readonly kind: string;
    readonly value: string;
}

/** One condition, its operator without `ForAnyValue:`, `ForAllValues:` and `IfExists`, in lower case like its key. */
export interface Condition {
    readonly operator: string;
    /** Passes when the key is absent: `IfExists`, or `ForAllValues`, which holds on an empty set. */
    readonly lenient: boolean;
    readonly key: string;
    readonly values: readonly string[];
}

/** A statement in one form, however it was written. */
export interface Statement {
    /** How a message calls it: its Sid or its number. */
    readonly label: string;
    readonly allow: boolean;
    readonly principals: readonly Principal[];
    readonly notPrincipals: boolean;
    readonly actions: readonly string[];
    readonly notActions: readonly string[];
    readonly resources: readonly string[];
    readonly notResources: readonly string[];
    readonly conditions: readonly Condition[];
}

/** A policy document as far as it can be read. */
export interface Document {
    readonly statements: readonly Statement[];
    /** Why it is no policy document, if it is none. */
    readonly fault?: string;
    /** Whether it, or a statement of it, is not known before the update. */
    readonly partial: boolean;
}

const nothing: Document = { statements: [], partial: false };

/** Reads a policy document given as a JSON string or an object; absent is a document without statements. */
export function documentOf(value: unknown): Document {
    if (value === UNKNOWN) return { ...nothing, partial: true };
    if (value === undefined || value === null || value === "") return nothing;
    let content = plain(value);
    if (typeof content === "string") {
        try {
            content = JSON.parse(content);
        } catch {
            return { ...nothing, fault: "is not JSON" };
        }
    }
    if (keys(content).length === 0) return { ...nothing, fault: "is not a JSON object" };
    const listed = see(content, "Statement");
    if (listed === UNKNOWN) return { ...nothing, partial: true };
    if (listed === undefined) return { ...nothing, fault: "has no Statement" };
    return items(listed).reduce<Document>(
        (document, item, index) => append(document, item, `statement ${index + 1}`),
        nothing,
    );
}

function append(document: Document, item: unknown, position: string): Document {
    // A statement that is half known could be judged half only: it waits as a whole.
    if (holdsUnknown(item)) return { ...document, partial: true };
    const effect = see(item, "Effect");
    if (effect !== "Allow" && effect !== "Deny")
        return {
            ...document,
            fault: document.fault ?? `has a ${position} whose Effect is neither Allow nor Deny`,
        };
    const sid = text(see(item, "Sid"));
    const statement: Statement = {
        label: sid ? `statement ${sid}` : position,
        allow: effect === "Allow",
        principals: principalsOf(see(item, "Principal")),
        notPrincipals: see(item, "NotPrincipal") !== undefined,
        actions: strings(see(item, "Action")),
        notActions: strings(see(item, "NotAction")),
        resources: strings(see(item, "Resource")),
        notResources: strings(see(item, "NotResource")),
        conditions: conditionsOf(see(item, "Condition")),
    };
    return { ...document, statements: [...document.statements, statement] };
}

function strings(value: unknown): string[] {
    return items(value)
        .map(text)
        .filter((item) => item !== undefined);
}

function principalsOf(value: unknown): Principal[] {
    if (typeof value === "string") return [{ kind: "AWS", value }];
    return keys(value).flatMap((kind) => strings(see(value, kind)).map((item) => ({ kind, value: item })));
}

function conditionsOf(value: unknown): Condition[] {
    return keys(value).flatMap((written) => {
        const lower = written.toLowerCase();
        const lenient = lower.endsWith("ifexists") || lower.startsWith("forallvalues:");
        const operator = lower.replace(/^for(any|all)values?:/, "").replace(/ifexists$/, "");
        const block = see(value, written);
        return keys(block).map((key) => ({
            operator,
            lenient,
            key: key.toLowerCase(),
            values: strings(see(block, key)),
        }));
    });
}

/** Whether a pattern with `*` and `?` matches a text, as IAM matches actions: without regard to case. */
export function matches(pattern: string, subject: string): boolean {
    const source = pattern
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replace(/\*+/g, ".*")
        .replace(/\?/g, ".");
    return new RegExp(`^${source}$`, "is").test(subject);
}

/** Whether a statement is about an action, named, by wildcard or by NotAction. */
export function covers(statement: Statement, action: string): boolean {
    if (statement.notActions.length > 0)
        return !statement.notActions.some((pattern) => matches(pattern, action));
    return statement.actions.some((pattern) => matches(pattern, action));
}

/** Whether a statement is about everyone, anonymous callers included. */
export function isForEveryone(statement: Statement): boolean {
    return statement.principals.some(isEveryone);
}

/** Whether a principal takes in anonymous callers, conditions aside; `*` of a federation or a service does not. */
export function isEveryone({ kind, value }: Principal): boolean {
    return value === "*" && (kind === "AWS" || kind === "*");
}

/** The conditions of a statement on a key. */
export function conditionsOn(statement: Statement, key: string): readonly Condition[] {
    const lower = key.toLowerCase();
    return statement.conditions.filter((condition) => condition.key === lower);
}

/** Whether a statement requires a boolean key to have a value. */
export function requires(statement: Statement, key: string, value: "true" | "false"): boolean {
    return conditionsOn(statement, key).some(
        ({ operator, lenient, values }) =>
            operator === "bool" && !lenient && values.length === 1 && values[0]?.toLowerCase() === value,
    );
}

/** The account in an ARN or a bare account id, if there is one. */
export function accountOf(principal: string): string | undefined {
    if (/^\d{12}$/.test(principal)) return principal;
    return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(principal)?.[1];
}

/** The account in a resource's own ARN; nothing where AWS has not given it one yet. */
export function ownerOf({ props }: { readonly props: unknown }): string | undefined {
    return accountOf(text(see(props, "arn")) ?? "");
}

/** Whether an account is another one than the own, as far as both are known, and not among those that are trusted. */
export function isForeign(
    account: string | undefined,
    own: string | undefined,
    trusted: readonly string[] = [],
): account is string {
    return account !== undefined && own !== undefined && account !== own && !trusted.includes(account);
}
