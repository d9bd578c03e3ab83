import { strangeAccount } from "../account/principals";
import type { Role } from "../account/role";
import { actionsOf, type Question, type Subject } from "./subject";

const changes = {
    "grant more": ["iam:PutRolePolicy"],
    "attach a policy of AWS": ["iam:AttachRolePolicy"],
    "change its boundary": ["iam:PutRolePermissionsBoundary"],
    "remove its boundary": ["iam:DeleteRolePermissionsBoundary"],
    "change its trust": ["iam:UpdateAssumeRolePolicy"],
};

const kinds = {
    "backup role": "AWS Backup's",
    "restore role": "AWS Backup's",
    "trail role": "the trail's",
    "flow log role": "the flow logs'",
    "recorder role": "the recorder's",
    "forwarder role": "the forwarder's",
    "image role": "the images'",
} as const;

/** Who may become a role of the kit, and who may change one. */
export const roles: Subject = {
    title: "Roles",
    dimensions: {
        action: ["assume", "assume for another account", "name the session", ...Object.keys(changes)],
        role: ["an agent's", ...new Set(Object.values(kinds))],
    },
    ask: ({ agents, serviceRoles, id, partition }) => {
        const all = [
            ...agents.map(({ name, role }) => ({ kind: "an agent's", owner: name, role })),
            ...serviceRoles.map(({ kind, role }) => ({ kind: kinds[kind], owner: undefined, role })),
        ];
        return all.flatMap(({ kind, owner, role }): Question[] => {
            // IAM tells the boundary that a role has, and of one that is put or a policy that is attached which it is.
            const factsOf = (action: string, { boundaryArn }: Role): Question["request"]["context"] => {
                const administrator = `arn:${partition}:iam::aws:policy/AdministratorAccess`;
                if (action === "iam:PutRolePermissionsBoundary")
                    return { "iam:PermissionsBoundary": administrator };
                return {
                    ...(boundaryArn === undefined ? {} : { "iam:PermissionsBoundary": boundaryArn }),
                    ...(action === "iam:AttachRolePolicy" ? { "iam:PolicyARN": administrator } : {}),
                };
            };
            const question = (
                action: string,
                iamAction: string,
                context: Question["request"]["context"] = {},
            ): Question => ({
                facets: { action, role: kind },
                ...(owner === undefined ? {} : { owner }),
                about: `${iamAction} on role ${role.name}`,
                request: {
                    action: iamAction,
                    resource: role.arn,
                    account: id,
                    context,
                    resourcePolicy: iamAction.startsWith("sts:") ? role.trust : undefined,
                },
            });
            return [
                question("assume", "sts:AssumeRole", { "aws:SourceAccount": id }),
                question("assume for another account", "sts:AssumeRole", {
                    "aws:SourceAccount": strangeAccount(id),
                }),
                question("name the session", "sts:TagSession", { "aws:SourceAccount": id }),
                question("name the session", "sts:SetSourceIdentity", { "aws:SourceAccount": id }),
                ...actionsOf(changes).map(({ value, action }) =>
                    question(value, action, factsOf(action, role)),
                ),
            ];
        });
    },
};
