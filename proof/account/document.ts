import { isClientConditionKey } from "../../policy-pack/kernel/clientActions";
import { isRecord } from "../../state/exported";

/** A statement of a policy, as written. */
export type Statement = Readonly<Record<string, unknown>>;

/** A policy document and how an explanation calls it. */
export interface Document {
    readonly name: string;
    readonly statements: readonly Statement[];
}

/** A resource with a policy of its own. */
export interface Guarded {
    /** The name that the program gave it. */
    readonly name: string;
    readonly arn: string;
    readonly region: string;
    readonly policy: Document | undefined;
}

/** Reads a policy from its JSON. What is not a policy throws: a document that cannot be read proves nothing. */
export function readDocument(name: string, text: string): Document {
    let content: unknown;
    try {
        content = JSON.parse(text);
    } catch {
        throw new Error(`${name} is not JSON`);
    }
    const statements = isRecord(content) ? [content.Statement].flat() : [];
    if (statements.length === 0 || !statements.every(isRecord))
        throw new Error(`${name} has no list of statements`);
    return { name, statements };
}

/**
 * A document as EFS reads it when an NFS client mounts: a statement that allows is taken without the keys that EFS does
 * not enforce, and one that denies is not counted on when it has any.
 */
export function asEfsReadsIt({ name, statements }: Document): Document {
    return {
        name,
        statements: statements.flatMap((statement) => {
            const { Condition: written, ...rest } = statement;
            if (!isRecord(written)) return [statement];
            const honoured = Object.entries(written).flatMap(([operator, tests]) => {
                const kept = Object.entries(isRecord(tests) ? tests : {}).filter(([key]) =>
                    isClientConditionKey(key),
                );
                return kept.length === 0 ? [] : [[operator, Object.fromEntries(kept)] as const];
            });
            const count = (tests: readonly (readonly [string, unknown])[]) =>
                tests.reduce((sum, [, keys]) => sum + Object.keys(isRecord(keys) ? keys : {}).length, 0);
            const isWhole = count(honoured) === count(Object.entries(written));
            if (!isWhole && statement.Effect === "Deny") return [];
            return [honoured.length === 0 ? rest : { ...rest, Condition: Object.fromEntries(honoured) }];
        }),
    };
}

/** The same document with other names for its condition keys. */
export function renameConditionKeys(
    { name, statements }: Document,
    rename: (key: string) => string,
): Document {
    const renamed = (tests: unknown) =>
        Object.fromEntries(
            Object.entries(isRecord(tests) ? tests : {}).map(([key, values]) => [rename(key), values]),
        );
    return {
        name,
        statements: statements.map((statement) =>
            isRecord(statement.Condition)
                ? {
                      ...statement,
                      Condition: Object.fromEntries(
                          Object.entries(statement.Condition).map(([operator, tests]) => [
                              operator,
                              renamed(tests),
                          ]),
                      ),
                  }
                : statement,
        ),
    };
}

const expressions = new Map<string, RegExp>();

/** Whether an action pattern of a statement, with `*` and `?`, covers an action; IAM ignores case. */
export function coversAction(pattern: string, action: string): boolean {
    const known = expressions.get(pattern);
    if (known !== undefined) return known.test(action);
    const source = pattern
        .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".");
    const expression = new RegExp(`^${source}$`, "i");
    expressions.set(pattern, expression);
    return expression.test(action);
}

const concerned = new WeakMap<Document, Map<string, Document>>();

/**
 * A document's statements about one action, which are all that can decide it. A document stays one of at least one
 * statement, since a boundary or policy that says nothing of an action is not the same as none.
 */
export function concerning(document: Document, action: string): Document {
    const known = concerned.get(document)?.get(action);
    if (known !== undefined) return known;
    const covers = (patterns: unknown) =>
        [patterns].flat().some((pattern) => coversAction(String(pattern), action));
    const about = document.statements.filter(({ Action, NotAction }) =>
        NotAction === undefined ? covers(Action) : !covers(NotAction),
    );
    const found = {
        name: document.name,
        statements: about.length > 0 ? about : document.statements.slice(0, 1),
    };
    concerned.set(document, (concerned.get(document) ?? new Map()).set(action, found));
    return found;
}

/** The principals that a document names, as `type value`; `*` is one of type `*`. */
export function principalsOf({ statements }: Document): readonly string[] {
    return statements.flatMap(({ Principal, NotPrincipal }) => [...named(Principal), ...named(NotPrincipal)]);
}

function named(principal: unknown): readonly string[] {
    if (principal === undefined) return [];
    if (!isRecord(principal)) return [`* ${String(principal)}`];
    return Object.entries(principal).flatMap(([type, values]) =>
        [values].flat().map((value) => `${type} ${String(value)}`),
    );
}
