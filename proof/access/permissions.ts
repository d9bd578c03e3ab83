import type { Account } from "../account/account";
import { coversAction, type Document, type Statement } from "../account/document";
import type { KeyPurpose } from "../account/parts";
import type { Role } from "../account/role";
import { type Answer, type Finding, pageFault } from "../finding";
import type { Actions } from "./actions";
import type { Row, Table } from "./table";

/** The heading of the list of all permissions in docs/access.md. */
export const permissionsTitle = "Permissions";

/** A role with the column of the table that says all it may do. */
interface Holder {
    readonly column: string;
    readonly role: Role;
    /** How the table calls the resources, by the pattern that a statement has for them. */
    readonly words: ReadonlyMap<string, string>;
}

const keyWords: Readonly<Record<KeyPurpose, string>> = {
    data: "the data key",
    vault: "the vault key",
    copy: "the copies' key",
    logs: "the logs key",
    agents: "the agents' key",
};

function holders(account: Account): readonly Holder[] {
    const { fileSystem, keys, logGroups, vaults, topics, agents, serviceRoles } = account;
    const shared: readonly (readonly [string, string])[] = [
        [fileSystem.arn, "the file system"],
        [fileSystem.arn.replace(/[^/]+$/, "*"), "any file system"],
        ...keys.map(({ arn, name, purpose }) => [arn, purpose ? keyWords[purpose] : name] as const),
        ...vaults.flatMap(({ arn }): [string, string][] => [
            [arn, "the vaults"],
            [arn.replace(/:backup-vault:.*$/, ":recovery-point:*"), "the recovery points"],
        ]),
        ...logGroups.flatMap(({ name, arn, owner }): [string, string][] => {
            const group = owner === undefined ? `log group ${name}` : `${owner} log group`;
            return [
                [arn, group],
                [`${arn}:log-stream:*`, `every stream of ${group}`],
                [`${arn}:log-stream:${account.id}_CloudTrail_${account.region}*`, `its streams of ${group}`],
            ];
        }),
        ...topics.map(({ arn }) => [arn, "the topic"] as const),
        [
            `arn:${account.partition}:events:${account.region}:${account.id}:event-bus/default`,
            "the default event bus",
        ],
        [`arn:${account.partition}:s3:::ec2imagebuilder-*`, "Image Builder's own files"],
        ["*", "anything"],
    ];
    return [
        ...agents.map(({ name, role, secretArn, groupArn }) => ({
            column: "agents",
            role,
            words: new Map([
                ...shared,
                [secretArn, "its secret"],
                [anyLike(groupArn), "its group"],
                ...logGroups.map(({ arn }) => [`${arn}:log-stream:${name}/*`, "its log streams"] as const),
            ]),
        })),
        ...serviceRoles.map(({ kind, role }) => ({ column: kind, role, words: new Map(shared) })),
    ];
}

/** The pattern of a group whose UUID nobody knows beforehand. */
const anyLike = (groupArn: string): string =>
    groupArn.replace(/:autoScalingGroup:[^:]+:/, ":autoScalingGroup:*:");

const list = (value: unknown): readonly string[] =>
    value === undefined ? [] : [value].flat().map((item) => String(item));

/**
 * Compares everything that the kit's roles may do with the table, which names each action and resource. It reads what
 * statements allow at most, whatever their conditions, so nothing can hide behind a request that the proof does not make.
 */
export function provePermissions(table: Table | undefined, account: Account, actions: Actions): Finding {
    if (table === undefined)
        return {
            title: permissionsTitle,
            answers: [],
            faults: [pageFault(permissionsTitle, "has no table")],
        };
    const answers = holders(account).flatMap(({ column, role, words }) => {
        const found = allowedBy(role.policies, actions, words);
        const given = (action: string) => [...(found.get(action) ?? ["nothing"])].toSorted().join(", ");
        const named = table.rows.flatMap((row) =>
            (row.asked.action ?? []).map((action) => [action, row] as const),
        );
        const rows = new Map([...[...found.keys()].map((action) => [action, unlisted] as const), ...named]);
        return [...rows].map(([action, row]): Answer => {
            const expected = row.answers[column] ?? "nothing";
            return {
                row,
                column,
                where: `${permissionsTitle}: ${action}`,
                who: `role ${role.name}`,
                expected,
                found: given(action),
                isExpected: given(action) === expected,
                because: sidsFor(role.policies, action),
            };
        });
    });
    return { title: permissionsTitle, answers, faults: [] };
}

/** The row of every action that the table does not name. */
const unlisted: Row = { line: Number.MAX_SAFE_INTEGER, asked: { action: ["any other"] }, answers: {} };

function allowedBy(
    documents: readonly Document[],
    actions: Actions,
    words: Holder["words"],
): ReadonlyMap<string, ReadonlySet<string>> {
    const allowed = new Map<string, Set<string>>();
    for (const statement of documents.flatMap(({ statements }) => statements)) {
        if (statement.Effect === "Deny") continue;
        const resources = resourcesOf(statement).map((pattern) => words.get(pattern) ?? pattern);
        for (const action of actionsOf(statement, actions))
            allowed.set(action, new Set([...(allowed.get(action) ?? []), ...resources]));
    }
    return allowed;
}

function resourcesOf({ Resource, NotResource }: Statement): readonly string[] {
    return NotResource === undefined ? list(Resource) : [`all but ${list(NotResource).join(", ")}`];
}

function actionsOf({ Action, NotAction }: Statement, actions: Actions): readonly string[] {
    const covered = (patterns: unknown) =>
        new Set(list(patterns).flatMap((pattern) => actions.coveredBy(pattern)));
    if (NotAction === undefined) return [...covered(Action)];
    const excepted = covered(NotAction);
    return actions.all.filter((action) => !excepted.has(action));
}

function sidsFor(documents: readonly Document[], action: string): string {
    const names = ({ Action, NotAction }: Statement) =>
        NotAction === undefined
            ? list(Action).some((pattern) => coversAction(pattern, action))
            : !list(NotAction).some((pattern) => coversAction(pattern, action));
    return documents
        .flatMap(({ name, statements }) =>
            statements
                .filter(names)
                .map(({ Sid, Effect }) => `${String(Effect)} ${String(Sid ?? "a statement")} of ${name}`),
        )
        .join(" and ");
}
