import { tokens } from "../../policy-pack/kernel/tokens";
import {
    accessPoint,
    fileSystem,
    key,
    keyPolicy,
    other,
    profile,
    role,
    rolePolicy,
    template,
} from "./baseline";
import { but, declare, json, of } from "./plan";
import { rule } from "./table";

const identity = (Statement: unknown) =>
    declare(tokens.rolePolicy, "policy", { role: "r", policy: JSON.stringify({ Statement }) });

const decrypt = {
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: "arn:aws:kms:us-east-1:111122223333:key/1",
};

const [, use] = keyPolicy.Statement;

const granting = { ...decrypt, Action: "kms:CreateGrant", Resource: "*" };

rule("iam-no-decrypt-on-all-keys", {
    accepts: {
        "a named key": identity(decrypt),
        "other actions on every key": identity({ ...decrypt, Action: "kms:ListAliases", Resource: "*" }),
        "a Deny on every key": identity({ ...decrypt, Effect: "Deny", Resource: "*" }),
        "every key that has a named alias": identity({
            ...decrypt,
            Resource: "*",
            Condition: { StringEquals: { "kms:ResourceAliases": "alias/data" } },
        }),
        "every key through one service of the own account": identity({
            ...decrypt,
            Resource: "*",
            Condition: {
                StringEquals: {
                    "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com",
                    "kms:CallerAccount": "111122223333",
                },
            },
        }),
        "every key through one service of whatever region": identity({
            ...decrypt,
            Resource: "arn:aws:kms:*:111122223333:key/*",
            Condition: { StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } },
        }),
        "grants on every key for AWS's services": identity({
            ...granting,
            Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
        }),
        "grants on every key that give no decryption": identity({
            ...granting,
            Condition: { "ForAllValues:StringEquals": { "kms:GrantOperations": ["Encrypt"] } },
        }),
    },
    refuses: {
        "grants on every key": { plan: identity(granting), says: /kms:CreateGrant with every key/ },
        "grants of decryption on every key": identity({
            ...granting,
            Condition: { "ForAllValues:StringEquals": { "kms:GrantOperations": ["Encrypt", "Decrypt"] } },
        }),
        "every key by the shape of its id": identity({
            ...decrypt,
            Resource: "arn:aws:kms:*:*:key/????????-*",
        }),
        "every key by wildcards on both sides": identity({
            ...decrypt,
            Action: "kms:D?crypt",
            Resource: "arn:aws:kms:us-east-1:111122223333:*/*",
        }),
        "every key that has an alias": identity({
            ...decrypt,
            Resource: "*",
            Condition: { StringLike: { "kms:ResourceAliases": "alias/*" } },
        }),
        "every resource": {
            plan: identity({ ...decrypt, Resource: "*" }),
            says: /kms:Decrypt with every key.*kms:ViaService/,
        },
        "every key through whatever service": identity({
            ...decrypt,
            Resource: "*",
            Condition: { StringLike: { "kms:ViaService": "*.amazonaws.com" } },
        }),
        "every key through whatever service of a region": identity({
            ...decrypt,
            Resource: "*",
            Condition: { StringLike: { "kms:ViaService": "*.us-east-1.amazonaws.com" } },
        }),
        "every key through a service, if through any": identity({
            ...decrypt,
            Resource: "*",
            Condition: { StringEqualsIfExists: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
        }),
        "every key but through one service": identity({
            ...decrypt,
            Resource: "*",
            Condition: { StringNotEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
        }),
        "every key for callers of the own account": identity({
            ...decrypt,
            Resource: "*",
            Condition: { StringEquals: { "kms:CallerAccount": "111122223333" } },
        }),
        "every key of the account": identity({ ...decrypt, Resource: ["arn:aws:kms:*:111122223333:key/*"] }),
        "a wildcard that covers decryption": identity({ ...decrypt, Action: ["kms:De*"], Resource: "*" }),
        "re-encryption": {
            plan: identity({ ...decrypt, Action: "kms:ReEncrypt*", Resource: "*" }),
            says: /ReEncryptFrom/,
        },
        "all but some keys": identity({
            ...decrypt,
            Resource: undefined,
            NotResource: "arn:aws:kms:us-east-1:111122223333:key/1",
        }),
        "a managed policy": but(declare(tokens.policy, "managed"), {
            policy: { Statement: [{ ...decrypt, Resource: "*" }] },
        }),
        "an inline policy of a role": but(role, {
            inlinePolicies: [{ policy: JSON.stringify({ Statement: [{ ...decrypt, Resource: "*" }] }) }],
        }),
        "text that is not JSON": {
            plan: declare(tokens.rolePolicy, "policy", { policy: "{" }),
            says: /not JSON/,
        },
    },
    waits: { "a document that is not known yet": [rolePolicy, role, fileSystem, accessPoint] },
    ignores: { "a role without inline policies": role, "another resource": other },
});

const agentStack = [role, profile, template, fileSystem, key];

const onDataKey = but(rolePolicy, { policy: json({ Statement: [{ ...decrypt, Resource: of(key) }] }) });

rule("kms-data-key-closed-to-agents", {
    accepts: {
        "agents without rights on the key": [...agentStack, rolePolicy, accessPoint],
        "rights on another key": [
            ...agentStack,
            but(rolePolicy, { policy: JSON.stringify({ Statement: [decrypt] }) }),
        ],
        "a Deny on the key, once it is known": {
            plan: [
                ...agentStack,
                but(rolePolicy, {
                    policy: JSON.stringify({ Statement: [{ ...decrypt, Effect: "Deny", Resource: "*" }] }),
                }),
            ],
        },
    },
    refuses: {
        "an agent whose policy names the key": {
            plan: [...agentStack, onDataKey],
            says: /its own policies name the key/,
        },
        "an agent whose attached policy names the key": [
            ...agentStack,
            declare(tokens.policy, "managed", { policy: onDataKey.props.policy }),
            declare(tokens.attachment, "attached", {
                role: of(role, "name"),
                policyArn: of(declare(tokens.policy, "managed", {})),
            }),
        ],
        "an agent in the key's policy": {
            plan: [
                role,
                profile,
                template,
                fileSystem,
                but(key, { policy: json({ Statement: [{ ...use, Principal: { AWS: of(role) } }] }) }),
            ],
            says: /the key policy names it/,
        },
        "an agent in a grant": {
            plan: [
                ...agentStack,
                declare(tokens.grant, "grant", {
                    keyId: of(key, "id"),
                    granteePrincipal: of(role),
                    operations: ["Decrypt"],
                }),
            ],
            says: /a grant names it/,
        },
    },
    ignores: {
        "a stack without agents": [fileSystem, key],
        "a stack without file systems": [role, profile, template],
    },
});
