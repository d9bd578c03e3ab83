import { tokens } from "../../policy-pack/kernel/tokens";
import { fileSystem, key, keyPolicy, other, role } from "./baseline";
import { but, declare, json, of } from "./plan";
import { rule } from "./table";

const bare = but(key, { policy: undefined });

const [administration, use] = keyPolicy.Statement;

const stating = (...Statement: unknown[]) => but(key, { policy: JSON.stringify({ Statement }) });

const late = but(key, { policy: json({ Statement: [{ ...use, Principal: { AWS: of(role) } }] }) });

const root = { AWS: "arn:aws:iam::111122223333:root" };

/** Use of the key that no service stands between. */
const direct = (Principal: unknown) => ({
    ...use,
    Principal,
    Condition: { StringEquals: { "kms:EncryptionContext:app": "a" } },
});

const caller = (operator: string, ...arns: readonly string[]) => ({
    [operator]: { "aws:PrincipalArn": arns.map((name) => `arn:aws:iam::111122223333:${name}`) },
});

/** One may put the key's policy, the other decrypt. */
const between = (one: object, another: object) =>
    stating(
        { Effect: "Allow", Action: "kms:PutKeyPolicy", Resource: "*", Principal: "*", ...one },
        { Effect: "Allow", Action: "kms:Decrypt", Resource: "*", Principal: "*", ...another },
    );

const ops = { Principal: { AWS: "arn:aws:iam::111122223333:role/team/ops" } };

const session = (name: string) => ({
    Principal: { AWS: `arn:aws:sts::111122223333:assumed-role/${name}` },
});

const everything = { Effect: "Allow", Principal: root, Action: "kms:*", Resource: "*" };

rule("kms-key-policy-separates-duties", {
    accepts: {
        "administration and use in two statements": key,
        "an administrator that uses the key through a service only, as who deploys does": stating(
            administration,
            { ...use, Principal: administration?.Principal },
        ),
        "a session of another role": between(ops, session("app/i-0")),
        "roles by a pattern that the administrator does not fit": between(ops, {
            Condition: caller("ArnLike", "role/team/app-*"),
        }),
        "two people's sessions of one role": between(session("ops/ann"), session("ops/bob")),
        "a role of the same name in another account": between(ops, {
            Principal: { AWS: "arn:aws:iam::444455556666:role/team/ops" },
        }),
        "everything for the root where the configuration says so": {
            plan: stating(everything),
            config: { rootMayDoEverything: true },
        },
        "a Deny of everything": stating({ ...everything, Effect: "Deny" }),
        "the split that its message suggests": stating(
            {
                ...administration,
                Action: [
                    ...["kms:CreateAlias", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*"],
                    ...["kms:Update*", "kms:Revoke*", "kms:Disable*", "kms:Get*", "kms:Delete*"],
                    ...["kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion"],
                ],
            },
            { ...use, Action: ["kms:Decrypt", "kms:GenerateDataKey*"] },
        ),
    },
    refuses: {
        "a role that administers and uses in two statements": {
            plan: stating(administration, direct(administration?.Principal)),
            says: /allows use of the key to \S+, which may administer it by its key policy, statement/,
        },
        "the root in two statements, written in two ways": stating(
            { ...administration, Principal: root },
            direct({ AWS: "111122223333" }),
        ),
        "everyone of the organisation, whom no service stands between": stating(administration, {
            ...direct("*"),
            Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } },
        }),
        "everyone of the account, whom no service stands between": {
            plan: stating(administration, {
                ...direct("*"),
                Condition: { StringEquals: { "kms:CallerAccount": "111122223333" } },
            }),
            says: /to everyone of account 111122223333, which as \S+ may administer it/,
        },
        "everyone who is the administrator": stating(administration, {
            ...direct("*"),
            Condition: { ArnEquals: { "aws:PrincipalArn": administration?.Principal.AWS } },
        }),
        "a session of the administrator": {
            plan: between(ops, session("ops/me")),
            says: /to \S+assumed-role\/ops\/me, which as \S+role\/team\/ops may administer/,
        },
        "roles by a pattern that the administrator fits": between(ops, {
            Condition: caller("ArnLike", "role/app", "role/t?am/o*"),
        }),
        "two patterns that one role fits": between(
            { Condition: caller("StringLike", "role/team-*") },
            { Condition: caller("ArnLike", "role/*-admin") },
        ),
        "the root pinned to the role that uses": between(
            { Principal: root, Condition: caller("ArnEquals", "role/team/ops") },
            ops,
        ),
        "a single sign-on's role, by pattern and by session": between(
            {
                Principal: root,
                Condition: caller("ArnLike", "role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*"),
            },
            session("AWSReservedSSO_Admin_0123456789abcdef/ann"),
        ),
        "everything for the root": { plan: stating(everything), says: /administer the key and to use it/ },
        "everything for a role, even where the root may": {
            plan: stating({ ...everything, Principal: { AWS: "arn:aws:iam::111122223333:role/a" } }),
            config: { rootMayDoEverything: true },
        },
        "policy and decryption together": stating({
            ...administration,
            Action: ["kms:PutKeyPolicy", "kms:Decrypt"],
        }),
        "administration that may make grants": stating({
            ...administration,
            Action: ["kms:Create*", "kms:Put*"],
        }),
        "all but one action": stating({ ...administration, Action: undefined, NotAction: "kms:Sign" }),
        "text that is not JSON": but(key, { policy: "{" }),
    },
    waits: { "a document that is not known yet": [late, role] },
    ignores: { "a key without a policy": bare, "another resource": other },
});

const scoped = (Condition: unknown, more: object = {}) => stating({ ...use, ...more, Condition });

rule("kms-key-policy-service-scoped", {
    accepts: {
        "one service and this account": key,
        "a role that encrypts by itself with a key that is for nothing else": scoped(undefined),
        "a source ARN": scoped({
            ArnLike: { "aws:SourceArn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit" },
        }),
        "an encryption context": scoped({
            ArnEquals: {
                "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111122223333:log-group:a",
            },
        }),
        "a service-linked role": scoped(undefined, {
            Principal: {
                AWS: "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
            },
        }),
        "grants for AWS resources": scoped(
            { ...use?.Condition, Bool: { "kms:GrantIsForAWSResource": "true" } },
            { Action: "kms:CreateGrant" },
        ),
    },
    refuses: {
        "use from anywhere by a role of a key that encrypts a file system": {
            plan: [scoped(undefined), fileSystem],
            says: /from anywhere, although it encrypts storage/,
        },
        "the same in a policy of its own": {
            plan: [
                declare(tokens.keyPolicy, "own", {
                    keyId: of(key, "id"),
                    policy: scoped(undefined).props.policy,
                }),
                bare,
                fileSystem,
            ],
        },
        "use from anywhere by whoever is of the account": scoped(undefined, { Principal: root }),
        "use from anywhere by a pattern of roles": scoped(undefined, {
            Principal: { AWS: "arn:aws:iam::111122223333:role/app-*" },
        }),
        "a service without an account": [
            scoped({ StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } }),
            fileSystem,
        ],
        "an account without a service": [
            scoped({ StringEquals: { "kms:CallerAccount": "111122223333" } }),
            fileSystem,
        ],
        "a service by a bare wildcard": [
            scoped({
                StringLike: { "kms:ViaService": "*" },
                StringEquals: { "kms:CallerAccount": "111122223333" },
            }),
            fileSystem,
        ],
        "conditions that hold when absent": [
            scoped({
                StringEqualsIfExists: {
                    "kms:ViaService": "s3.us-east-1.amazonaws.com",
                    "kms:CallerAccount": "111122223333",
                },
            }),
            fileSystem,
        ],
        "grants to anybody": {
            plan: scoped(use?.Condition, { Action: "kms:CreateGrant" }),
            says: /grants to anybody/,
        },
        "grants for AWS resources if the key is there": scoped(
            { ...use?.Condition, BoolIfExists: { "kms:GrantIsForAWSResource": "true" } },
            { Action: "kms:CreateGrant" },
        ),
        "text that is not JSON": but(key, { policy: "{" }),
    },
    waits: { "a document that is not known yet": [late, role] },
    ignores: { "a key without a policy": bare, "another resource": other },
});
