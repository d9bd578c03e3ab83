import { tokens } from "../../policy-pack/kernel/tokens";
import { key, keyPolicy, other, role } from "./baseline";
import { but, declare, json, of } from "./plan";
import { rule } from "./table";

const bare = but(key, { policy: undefined });

const ownPolicy = declare(tokens.keyPolicy, "data-policy", {
    keyId: of(key, "id"),
    policy: JSON.stringify(keyPolicy),
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
