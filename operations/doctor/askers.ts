import type { PolicyDetail, RoleDetail, UserDetail } from "@aws-sdk/client-iam";
import {
    asEfsReadsIt,
    concerning,
    coversAction,
    type Document,
    readDocument,
} from "../../proof/account/document";
import { type Principal, withoutPermissions } from "../../proof/account/principal";
import { type Authorizations, documentText, managedText } from "./iam";

/** What a client asks first: without it neither reads nor writes anything. */
export const mount = "elasticfilesystem:ClientMount";

/** Somebody who could ask to mount. */
export interface Asker {
    readonly principal: Principal;
    readonly kind: "role" | "user" | "nobody";
    /** As IAM calls it. */
    readonly called: string;
}

/** All that could ask to mount: who is allowed any client action at all, and who has not signed. */
export function askersIn(everybody: Authorizations, account: string): readonly Asker[] {
    const documents = (
        name: string,
        inline: readonly PolicyDetail[] | undefined,
        attached: readonly { readonly PolicyArn?: string | undefined }[] | undefined,
    ): readonly Document[] => [
        ...(inline ?? []).flatMap(({ PolicyName, PolicyDocument }) =>
            documentsIn(`policy ${PolicyName} of ${name}`, documentText(PolicyDocument)),
        ),
        ...(attached ?? []).flatMap(({ PolicyArn }) =>
            documentsIn(`policy ${PolicyArn}`, managedText(everybody, PolicyArn) ?? "{}"),
        ),
    ];
    const boundaryOf = (arn: string | undefined) => {
        const text = managedText(everybody, arn);
        return text === undefined ? undefined : readDocument(`boundary ${arn}`, text);
    };
    const asker = (
        kind: "role" | "user",
        called: string,
        { Arn, PermissionsBoundary }: RoleDetail | UserDetail,
        policies: readonly Document[],
    ): Asker => ({
        kind,
        called,
        principal: {
            kind: "plain role",
            name: `${kind} ${called}`,
            id: Arn,
            account,
            // What EFS does not enforce does not keep anybody out.
            policies: policies.map(asEfsReadsIt),
            boundary: boundaryOf(PermissionsBoundary?.PermissionsBoundaryArn),
        },
    });
    const roles = everybody.roles.map((role) => {
        const { RoleName = "", RolePolicyList, AttachedManagedPolicies } = role;
        return asker("role", RoleName, role, documents(RoleName, RolePolicyList, AttachedManagedPolicies));
    });
    const users = everybody.users.map((user) => {
        const { UserName = "", GroupList = [], UserPolicyList, AttachedManagedPolicies } = user;
        const groups = everybody.groups.filter(({ GroupName = "" }) => GroupList.includes(GroupName));
        return asker("user", UserName, user, [
            ...documents(UserName, UserPolicyList, AttachedManagedPolicies),
            ...groups.flatMap(({ GroupName = "", GroupPolicyList, AttachedManagedPolicies: ofGroup }) =>
                documents(GroupName, GroupPolicyList, ofGroup),
            ),
        ]);
    });
    const unsigned = withoutPermissions("anonymous", "somebody who has not signed", undefined, undefined);
    return [
        ...[...roles, ...users].filter(({ principal }) => principal.policies.some(saysOfMounts)),
        { principal: unsigned, kind: "nobody", called: "" },
    ];
}

/** A policy as a document; none where it has no statement, and so allows nothing. */
function documentsIn(name: string, text: string): readonly Document[] {
    const { Statement = [] } = Object(JSON.parse(text));
    return [Statement].flat().length === 0 ? [] : [readDocument(name, text)];
}

/** Whether a document allows a mount of anything: most of an account's do not, and need no evaluation. */
const saysOfMounts = (document: Document): boolean =>
    concerning(document, mount).statements.some(
        ({ Effect, Action, NotAction }) =>
            Effect === "Allow" &&
            (NotAction !== undefined ||
                [Action].flat().some((pattern) => coversAction(String(pattern), mount))),
    );

/**
 * Whether somebody may do everything, or everything but some services that are not EFS, as AWS's PowerUserAccess has it: whoever
 * made the account trusts them anyway.
 */
export const isAdministrator = ({ policies }: Principal): boolean =>
    policies.some(({ statements }) =>
        statements.some(
            ({ Effect, Action, NotAction, Condition, Resource }) =>
                Effect === "Allow" &&
                Condition === undefined &&
                [Resource].flat().includes("*") &&
                (NotAction === undefined
                    ? [Action].flat().includes("*")
                    : ![NotAction].flat().some((pattern) => isOfEfs(String(pattern)))),
        ),
    );

/** Whether a pattern of actions has any of EFS's. */
const isOfEfs = (pattern: string): boolean => /^(elasticfilesystem:|[^:]*[*?])/i.test(pattern);
