import { tokens } from "../../policy-pack/kernel/tokens";
import { key, keyPolicy, other, role } from "./baseline";
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
        "7 days for a replica": declare(tokens.replicaKey, "replica", { deletionWindowInDays: 7 }),
        "7 days for an external key": declare(tokens.externalKey, "external", { deletionWindowInDays: 7 }),
    },
    waits: { "a window that is not known yet": but(key, { deletionWindowInDays: unknown }) },
    ignores: { "another resource": other },
});

rule("kms-key-lockout-check-kept", {
    accepts: {
        "a key that does not mention it": key,
        "an explicit false": but(key, { bypassPolicyLockoutSafetyCheck: false }),
    },
    refuses: {
        true: but(key, { bypassPolicyLockoutSafetyCheck: true }),
        "true on a replica": declare(tokens.replicaKey, "replica", { bypassPolicyLockoutSafetyCheck: true }),
    },
    waits: { "a value that is not known yet": but(key, { bypassPolicyLockoutSafetyCheck: unknown }) },
    ignores: { "another resource": other },
});

rule("kms-key-enabled", {
    accepts: { "a key that does not mention it": key, "an explicit true": but(key, { isEnabled: true }) },
    refuses: {
        "a disabled key": but(key, { isEnabled: false }),
        "a disabled replica": declare(tokens.replicaKey, "replica", { enabled: false }),
    },
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
        "a key without a policy": { plan: [bare], says: /AWS's default/, preview: "advises" },
        "AWS's own policy, as it comes back from the provider": {
            plan: [but(key, { policy: '{"Id": "key-default-1"}' })],
            preview: "advises",
        },
        "a policy for another key": { plan: [bare, but(ownPolicy, { keyId: "other" })], preview: "advises" },
    },
    waits: {
        "a policy whose key is not known yet": [
            but(ownPolicy, { keyId: of(declare("my:own:Lookup", "lookup"), "id") }),
            bare,
        ],
    },
    ignores: { "a stack without keys": [ownPolicy] },
});
