import { tokens } from "../../policy-pack/kernel/tokens";
import { accessPoint, fileSystem, grant, other, role, rolePolicy } from "./baseline";
import { but, declare, json, of } from "./plan";
import { allow, broken, late, stating } from "./statements";
import { rule } from "./table";

rule("iam-no-admin-statements", {
    accepts: {
        "named actions": stating(allow),
        "a family of actions": stating({ ...allow, Action: "logs:Put*" }),
        "a Deny of everything": stating({ ...allow, Effect: "Deny", Action: "*", Resource: "*" }),
        "a Deny with NotAction": stating({ Effect: "Deny", NotAction: "iam:*", Resource: "*" }),
    },
    refuses: {
        everything: { plan: stating({ ...allow, Action: "*", Resource: "*" }), says: /allows \*/ },
        "everything on one resource": stating({ ...allow, Action: ["*"] }),
        "a whole service": {
            plan: stating({ ...allow, Action: ["logs:PutLogEvents", "s3:*"] }),
            says: /s3:\*/,
        },
        "a whole service with ? in front": stating({ ...allow, Action: "ec2:?*" }),
        "a whole service by a letter that every action has": stating({ ...allow, Action: "logs:*e*" }),
        "every service": stating({ ...allow, Action: "?*:*" }),
        "a permission set's inline policy": declare(tokens.permissionSetInlinePolicy, "admins", {
            inlinePolicy: JSON.stringify({ Statement: { ...allow, Action: "*", Resource: "*" } }),
        }),
        NotAction: {
            plan: stating({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }),
            says: /NotAction/,
        },
        NotResource: {
            plan: stating({ ...allow, Resource: undefined, NotResource: "arn:aws:s3:::a" }),
            says: /NotResource/,
        },
        "a managed policy given as an object": declare(tokens.policy, "managed", {
            policy: { Statement: { ...allow, Action: "*" } },
        }),
        "a group's policy": but(declare(tokens.policy, "x"), {
            policy: JSON.stringify({ Statement: [{ ...allow, Action: "ec2:*" }] }),
        }),
        "an inline policy of a role": {
            plan: but(role, {
                inlinePolicies: [
                    { name: "all", policy: JSON.stringify({ Statement: [{ ...allow, Action: "*" }] }) },
                ],
            }),
            says: /inline policy all/,
        },
        "a whole service beside a statement that is not known yet": [
            but(rolePolicy, {
                policy: {
                    Statement: [
                        { ...allow, Action: "s3:*" },
                        { ...allow, Resource: of(fileSystem) },
                    ],
                },
            }),
            fileSystem,
        ],
        "text that is not JSON": { plan: broken, says: /not JSON/ },
    },
    waits: { "a document that is not known yet": late },
    ignores: { "a role without inline policies": role, "another resource": other },
});

const own = "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-0123456789abcdef0";

const point = "arn:aws:elasticfilesystem:us-east-1:111122223333:access-point/fsap-0123456789abcdef0";

const client = {
    ...grant,
    Resource: own,
    Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": point } },
};

rule("iam-efs-client-grants-scoped", {
    accepts: {
        "one file system through one access point": stating(client),
        "the same, once it is known": late,
        "a list of one": stating({
            ...client,
            Resource: [own],
            Condition: { ArnEquals: { "elasticfilesystem:AccessPointArn": [point] } },
        }),
        "what AWS Backup does": stating({
            ...client,
            Action: ["elasticfilesystem:Backup", "elasticfilesystem:DescribeTags"],
            Condition: undefined,
        }),
        "a Deny on everything": stating({ ...client, Effect: "Deny", Resource: "*", Condition: undefined }),
    },
    refuses: {
        "every file system": { plan: stating({ ...client, Resource: "*" }), says: /access to \*/ },
        "every file system of a region": stating({
            ...client,
            Resource: "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/*",
        }),
        "one file system and every other": stating({ ...client, Resource: [own, "*"] }),
        "all file systems but one": stating({ ...client, Resource: undefined, NotResource: own }),
        "no access point": {
            plan: stating({ ...client, Condition: undefined }),
            says: /without an access point/,
        },
        "any access point": {
            plan: stating({
                ...client,
                Condition: { StringLike: { "elasticfilesystem:AccessPointArn": "*" } },
            }),
            says: /any access point/,
        },
        "an access point if there is one": stating({
            ...client,
            Condition: { StringEqualsIfExists: { "elasticfilesystem:AccessPointArn": point } },
        }),
        "all access points but one": stating({
            ...client,
            Condition: { StringNotEquals: { "elasticfilesystem:AccessPointArn": point } },
        }),
        "a wildcard over the actions": stating({
            ...client,
            Action: "elasticfilesystem:Client*",
            Condition: undefined,
        }),
        "text that is not JSON": broken,
    },
    waits: {
        "a document that is not known yet": [
            but(rolePolicy, { policy: json({ Statement: [grant] }) }),
            fileSystem,
            accessPoint,
        ],
    },
    ignores: { "a role without inline policies": role, "another resource": other },
});
