import { isRecord } from "../../state/exported";

/** Settings by name; a setting that is absent is undefined. */
export type Settings = Readonly<Record<string, unknown>>;

/** A setting in words: texts as they are, all else as JSON. */
const inWords = (value: unknown): string =>
    value === undefined ? "none" : typeof value === "string" ? value : JSON.stringify(value);

/** Settings that differ, as `name: value` on both sides; undefined where none does. Only what is wanted is compared. */
export function difference(
    wanted: Settings,
    got: Settings,
): { readonly got: string; readonly wanted: string } | undefined {
    const names = Object.keys(wanted).filter((name) => inWords(wanted[name]) !== inWords(got[name]));
    if (names.length === 0) return undefined;
    const say = (settings: Settings) => names.map((name) => `${name} ${inWords(settings[name])}`).join(", ");
    return { got: say(got), wanted: say(wanted) };
}

/**
 * How two policies differ, statement by statement; undefined where they mean the same. Whether one that is absent is a finding
 * is its caller's to say: with it there is nothing to compare. AWS hands a document back with its lists in another order, with
 * a list of one as a text, and with an account as its root's ARN.
 */
export function policyDifference(
    wanted: string | undefined,
    got: string | undefined,
): { readonly got: string; readonly wanted: string } | undefined {
    if (wanted === undefined || got === undefined) return undefined;
    const [ours, theirs] = [statementsIn(wanted), statementsIn(got)];
    const gone = [...ours].filter(([statement]) => !theirs.has(statement)).map(([, name]) => name);
    const added = [...theirs].filter(([statement]) => !ours.has(statement)).map(([, name]) => name);
    if (gone.length + added.length === 0) return undefined;
    const changed = gone.filter((name) => added.includes(name));
    const only = (names: readonly string[], word: string) =>
        names.filter((name) => !changed.includes(name)).map((name) => `${name} ${word}`);
    return {
        got: [
            ...changed.map((name) => `${name} changed`),
            ...only(added, "added"),
            ...only(gone, "gone"),
        ].join(", "),
        wanted: "the statements that were deployed",
    };
}

/** A policy as if it allowed nothing to some roles and users by name. What it denies them stays. */
export function withoutPrincipals(text: string, arns: readonly string[]): string {
    const content: unknown = JSON.parse(text);
    if (!isRecord(content) || arns.length === 0) return text;
    const Statement = [content.Statement].flat().flatMap((statement): readonly unknown[] => {
        if (!isRecord(statement) || statement.Effect !== "Allow" || !isRecord(statement.Principal))
            return [statement];
        const { AWS, ...others } = statement.Principal;
        const left = [AWS].flat().filter((one) => one !== undefined && !arns.includes(String(one)));
        const Principal = left.length === 0 ? others : { ...others, AWS: left };
        return Object.keys(Principal).length === 0 ? [] : [{ ...statement, Principal }];
    });
    return JSON.stringify({ ...content, Statement });
}

/** The statements of a policy in one form for all ways to write it, each with its name. */
function statementsIn(text: string): ReadonlyMap<string, string> {
    const content: unknown = JSON.parse(text);
    const statements = isRecord(content) ? [content.Statement].flat().filter(isRecord) : [];
    return new Map(
        statements.map(({ Sid, ...rest }, index) => [
            JSON.stringify(inOneForm(rest)),
            typeof Sid === "string" && Sid !== "" ? Sid : `statement ${index + 1}`,
        ]),
    );
}

/** A JSON document as one text, however it lists and orders what it says. Throws where it is no JSON. */
export const documentInOneForm = (text: string): string => JSON.stringify(inOneForm(JSON.parse(text)));

function inOneForm(value: unknown, key = ""): unknown {
    if (isRecord(value))
        return Object.fromEntries(
            Object.entries(value)
                .toSorted(([a], [b]) => (a < b ? -1 : 1))
                .map(([name, item]) => [name, inOneForm(item, name)]),
        );
    if ((key === "Principal" || key === "NotPrincipal") && value === "*") return { AWS: ["*"] };
    return [value]
        .flat()
        .map((item) => (isRecord(item) ? JSON.stringify(inOneForm(item)) : accountOf(String(item))))
        .toSorted();
}

/** An account alone stands for its root: `arn:aws:iam::111122223333:root` is `111122223333`. */
const accountOf = (principal: string): string => principal.replace(/^arn:[\w-]+:iam::(\d{12}):root$/, "$1");
