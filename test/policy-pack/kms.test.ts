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
import { but, declare, json, of, unknown } from "./plan";
import { rule } from "./table";

rule("kms-key-rotation-enabled", {
    accepts: {
        "a key that rotates": key,
        "a key that rotates quarterly": but(key, { rotationPeriodInDays: 90 }),
        "a longer period where the configuration says so": {
            plan: but(key, { rotationPeriodInDays: 700 }),
            config: { maximumPeriodDays: 730 },
        },
    },
    refuses: {
        "a key that does not say": { plan: but(key, { enableKeyRotation: undefined }), says: /absent/ },
        false: but(key, { enableKeyRotation: false }),
        "a period of more than a year": { plan: but(key, { rotationPeriodInDays: 366 }), says: /366/ },
        "a symmetric key by its full name": but(key, {
            enableKeyRotation: false,
            customerMasterKeySpec: "SYMMETRIC_DEFAULT",
        }),
    },
    waits: {
        "rotation that is not known yet": but(key, { enableKeyRotation: unknown }),
        "a period that is not known yet": but(key, { rotationPeriodInDays: unknown }),
    },
    ignores: {
        "a key that cannot rotate": but(key, {
            enableKeyRotation: undefined,
            customerMasterKeySpec: "RSA_4096",
        }),
        "another resource": other,
    },
});

rule("kms-key-deletion-window", {
    accepts: {
        "30 days": key,
        "AWS's default": but(key, { deletionWindowInDays: undefined }),
        "fewer where the configuration says so": {
            plan: but(key, { deletionWindowInDays: 7 }),
            config: { minimumDays: 7 },
        },
    },
    refuses: {
        "29 days": { plan: but(key, { deletionWindowInDays: 29 }), says: /29/ },
        "7 days as text": but(key, { deletionWindowInDays: "7" }),
    },
    waits: { "a window that is not known yet": but(key, { deletionWindowInDays: unknown }) },
    ignores: { "another resource": other },
});

rule("kms-key-lockout-check-kept", {
    accepts: {
        "a key that does not mention it": key,
        "an explicit false": but(key, { bypassPolicyLockoutSafetyCheck: false }),
    },
    refuses: { true: but(key, { bypassPolicyLockoutSafetyCheck: true }) },
    waits: { "a value that is not known yet": but(key, { bypassPolicyLockoutSafetyCheck: unknown }) },
    ignores: { "another resource": other },
});

rule("kms-key-enabled", {
    accepts: { "a key that does not mention it": key, "an explicit true": but(key, { isEnabled: true }) },
    refuses: { "a disabled key": but(key, { isEnabled: false }) },
    waits: { "a value that is not known yet": but(key, { isEnabled: unknown }) },
    ignores: { "another resource": other },
});

const bare = but(key, { policy: undefined });
const ownPolicy = declare(tokens.keyPolicy, "data-policy", {
    keyId: of(key, "id"),
    policy: JSON.stringify(keyPolicy),
});

rule("kms-key-policy-explicit", {
    accepts: {
        "an inline policy": [key],
        "a policy that is not known yet": [but(key, { policy: json({ Statement: [of(role)] }) }), role],
        "a policy as a resource of its own": [bare, ownPolicy],
    },
    refuses: {
        "a key without a policy": { plan: [bare], says: /AWS's default/ },
        "AWS's own policy, as it comes back from the provider": [
            but(key, { policy: '{"Id": "key-default-1"}' }),
        ],
        "a policy for another key": [bare, but(ownPolicy, { keyId: "other" })],
    },
    waits: {
        "a policy whose key is not known yet": [
            but(ownPolicy, { keyId: of(declare("my:own:Lookup", "lookup"), "id") }),
            bare,
        ],
    },
    ignores: { "a stack without keys": [ownPolicy] },
});

const [administration, use] = keyPolicy.Statement;
const stating = (...Statement: unknown[]) => but(key, { policy: JSON.stringify({ Statement }) });
const everyone = { ...use, Principal: "*" };
const late = but(key, { policy: json({ Statement: [{ ...use, Principal: { AWS: of(role) } }] }) });
const root = { AWS: "arn:aws:iam::111122223333:root" };

rule("kms-key-policy-no-public-principal", {
    accepts: {
        "named roles": key,
        "everyone from this account through one service": stating(everyone),
        "a service": stating({ ...use, Principal: { Service: "logs.us-east-1.amazonaws.com" } }),
        "a Deny for everyone": stating({
            Effect: "Deny",
            Principal: "*",
            Action: "kms:Decrypt",
            Resource: "*",
        }),
        "another account that the configuration trusts": {
            plan: stating(
                { ...administration, Principal: root },
                { ...use, Condition: undefined, Principal: { AWS: "arn:aws:iam::999900001111:root" } },
            ),
            config: { trustedAccounts: ["999900001111"] },
        },
        "a policy as a resource of its own": ownPolicy,
    },
    refuses: {
        everyone: { plan: stating({ ...everyone, Condition: undefined }), says: /allows everyone/ },
        "everyone as an object": stating({ ...everyone, Principal: { AWS: "*" }, Condition: undefined }),
        "everyone through a service, of whatever account": stating({
            ...everyone,
            Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
        }),
        "everyone if the account is absent": stating({
            ...everyone,
            Condition: { StringEqualsIfExists: { "kms:CallerAccount": "111122223333" } },
        }),
        "everyone from accounts by a wildcard": stating({
            ...everyone,
            Condition: { StringLike: { "kms:CallerAccount": "*" } },
        }),
        "everyone but from an account": stating({
            ...everyone,
            Condition: { StringNotEquals: { "kms:CallerAccount": "111122223333" } },
        }),
        NotPrincipal: stating({ ...use, Principal: undefined, NotPrincipal: root, Condition: undefined }),
        "another account": {
            plan: stating(
                { ...administration, Principal: root },
                { ...use, Condition: undefined, Principal: { AWS: "arn:aws:iam::999900001111:root" } },
            ),
            says: /account 999900001111/,
        },
        "another account by its bare id": stating(
            { ...administration, Principal: root },
            { ...use, Condition: undefined, Principal: { AWS: ["999900001111"] } },
        ),
        "a policy resource for everyone": but(ownPolicy, {
            policy: JSON.stringify({ Statement: { ...everyone, Condition: undefined } }),
        }),
        "text that is not JSON": { plan: but(key, { policy: "{" }), says: /not JSON/ },
    },
    waits: { "a document that is not known yet": [late, role] },
    ignores: { "a key without a policy": bare, "another resource": other },
});

const everything = { Effect: "Allow", Principal: root, Action: "kms:*", Resource: "*" };

rule("kms-key-policy-separates-duties", {
    accepts: {
        "administration and use in two statements": key,
        "everything for the root where the configuration says so": {
            plan: stating(everything),
            config: { rootMayDoEverything: true },
        },
        "a Deny of everything": stating({ ...everything, Effect: "Deny" }),
    },
    refuses: {
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
        "use from anywhere": { plan: scoped(undefined), says: /from anywhere/ },
        "a service without an account": scoped({
            StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" },
        }),
        "an account without a service": scoped({ StringEquals: { "kms:CallerAccount": "111122223333" } }),
        "a service by a bare wildcard": scoped({
            StringLike: { "kms:ViaService": "*" },
            StringEquals: { "kms:CallerAccount": "111122223333" },
        }),
        "conditions that hold when absent": scoped({
            StringEqualsIfExists: {
                "kms:ViaService": "s3.us-east-1.amazonaws.com",
                "kms:CallerAccount": "111122223333",
            },
        }),
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

const identity = (Statement: unknown) =>
    declare(tokens.rolePolicy, "policy", { role: "r", policy: JSON.stringify({ Statement }) });
const decrypt = {
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: "arn:aws:kms:us-east-1:111122223333:key/1",
};

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
    },
    refuses: {
        "every resource": {
            plan: identity({ ...decrypt, Resource: "*" }),
            says: /kms:Decrypt with every key/,
        },
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
