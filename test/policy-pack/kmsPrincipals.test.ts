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

const fixedTo = (StringEquals: object) => ({ ...everyone, Condition: { StringEquals } });

const late = but(key, { policy: json({ Statement: [{ ...use, Principal: { AWS: of(role) } }] }) });

const root = { AWS: "arn:aws:iam::111122223333:root" };

const foreignRoot = { AWS: "arn:aws:iam::999900001111:root" };

const grant = declare(tokens.grant, "grant", {
    keyId: "arn:aws:kms:us-east-1:111122223333:key/0aaaaaaa-0000-4000-8000-000000000001",
    granteePrincipal: "arn:aws:iam::111122223333:role/service",
    operations: ["Decrypt"],
});

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
        "everyone who is a role of this account": stating(administration, {
            ...everyone,
            Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" } },
        }),
        "everyone of another account that the configuration trusts": {
            plan: stating(
                { ...administration, Principal: root },
                fixedTo({ "kms:CallerAccount": "999900001111" }),
            ),
            config: { trustedAccounts: ["999900001111"] },
        },
        "everyone of this account for another account's sources": stating(
            { ...administration, Principal: root },
            fixedTo({ "kms:CallerAccount": "111122223333", "aws:SourceAccount": "999900001111" }),
        ),
        "a grant to a role of the key's account": [but(grant, { keyId: of(key) }), key],
    },
    refuses: {
        "everyone who is a role, of whatever account": stating(administration, {
            ...everyone,
            Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/*" } },
        }),
        "everyone from accounts that begin alike": stating(administration, {
            ...everyone,
            Condition: { StringLike: { "kms:CallerAccount": "1*" } },
        }),
        "every source": stating(administration, {
            ...everyone,
            Condition: { ArnLike: { "aws:SourceArn": "arn:*" } },
        }),
        "the caller compared with itself": stating(administration, {
            ...everyone,
            Condition: { StringEquals: { "aws:PrincipalAccount": ["$", "{aws:PrincipalAccount}"].join("") } },
        }),
        "everyone on a replica": declare(tokens.replicaKey, "replica", {
            policy: JSON.stringify({ Statement: { ...everyone, Condition: undefined } }),
        }),
        "everyone on an external key": declare(tokens.externalKey, "external", {
            policy: JSON.stringify({ Statement: { ...everyone, Condition: undefined } }),
        }),
        "another account's root beside roles of the own": {
            plan: stating(administration, { ...use, Condition: undefined, Principal: foreignRoot }),
            says: /allows account 999900001111, where the key's own is 111122223333/,
        },
        "a policy of another account's principals only": {
            plan: stating({ ...administration, Principal: foreignRoot }),
            says: /account 999900001111, where the key's own is 111122223333/,
            // Whose the key is shows when it is there.
            preview: "accepts",
        },
        "a grant to another account": {
            plan: but(grant, { granteePrincipal: "arn:aws:iam::999900001111:role/partner" }),
            says: /of account 999900001111, where the key is of 111122223333/,
        },
        "a grant to another account on a key of the stack": {
            plan: [
                but(grant, { keyId: of(key, "id"), granteePrincipal: "arn:aws:iam::999900001111:role/a" }),
                key,
            ],
            preview: "accepts",
        },
        "everyone of another account": {
            plan: stating(
                { ...administration, Principal: root },
                fixedTo({ "kms:CallerAccount": "999900001111" }),
            ),
            says: /everyone of account 999900001111, where the key's own is 111122223333/,
        },
        "everyone of the own and another account": stating(
            { ...administration, Principal: root },
            fixedTo({ "kms:CallerAccount": ["111122223333", "999900001111"] }),
        ),
        "everyone who is a role of another account": stating(
            { ...administration, Principal: root },
            fixedTo({ "aws:PrincipalArn": "arn:aws:iam::999900001111:role/app" }),
        ),
        "everyone for another account's sources": stating(
            { ...administration, Principal: root },
            fixedTo({ "aws:SourceAccount": "999900001111" }),
        ),
        "another account's root, fixed to that account": stating(
            { ...administration, Principal: root },
            { ...fixedTo({ "kms:CallerAccount": "999900001111" }), Principal: foreignRoot },
        ),
        "a grant to the whole account": but(grant, { granteePrincipal: root.AWS }),
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
