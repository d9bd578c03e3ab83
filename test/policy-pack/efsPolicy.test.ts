import { tokens } from "../../policy-pack/kernel/tokens";
import { filePolicy, fileSystem, fileSystemPolicy, other, stating } from "./baseline";
import { but, declare, json, of, unknown } from "./plan";
import { rule } from "./table";

const elsewhere = declare(tokens.fileSystem, "elsewhere", { encrypted: true });

rule("efs-file-system-policy-present", {
    accepts: { "a file system with a policy": [fileSystem, fileSystemPolicy] },
    refuses: {
        "a file system without a policy": {
            plan: [fileSystem],
            says: /no file system policy/,
            preview: "advises",
        },
        "a policy for another file system": {
            plan: [elsewhere, fileSystem, fileSystemPolicy],
            preview: "advises",
        },
    },
    waits: {
        "a policy whose file system is not known yet": [
            but(fileSystemPolicy, { fileSystemId: of(declare("my:own:Lookup", "lookup"), "id") }),
            fileSystem,
        ],
    },
    ignores: { "a stack without file systems": [other] },
});

const [tls] = filePolicy.Statement;

const deny = { ...tls, Resource: "*" };

const late = but(fileSystemPolicy, { policy: json(filePolicy) });

rule("efs-policy-requires-tls", {
    accepts: {
        "a Deny of Client* without TLS": stating(deny),
        "a document whose ARN is not known yet": [late, fileSystem],
        "a document given as an object": but(fileSystemPolicy, {
            policy: { Version: "2012-10-17", Statement: deny },
        }),
        "the principal as an object": stating({ ...deny, Principal: { AWS: "*" } }),
        "the principal in a list": stating({ ...deny, Principal: { AWS: ["*"] } }),
        "a boolean in place of a text": stating({
            ...deny,
            Condition: { Bool: { "aws:SecureTransport": false } },
        }),
        "a list of values": stating({ ...deny, Condition: { Bool: { "aws:SecureTransport": ["false"] } } }),
        "a key in lower case": stating({ ...deny, Condition: { bool: { "aws:securetransport": "false" } } }),
        "every action": stating({ ...deny, Action: "*" }),
        "the three actions by name": stating({
            ...deny,
            Action: [
                "elasticfilesystem:ClientMount",
                "elasticfilesystem:ClientWrite",
                "elasticfilesystem:clientrootaccess",
            ],
        }),
        "two statements that share the actions": stating(
            { ...deny, Action: "elasticfilesystem:ClientMount" },
            { ...deny, Action: ["elasticfilesystem:ClientW*", "elasticfilesystem:ClientR*"] },
        ),
        "a Deny of all but other actions": stating({
            ...deny,
            Action: undefined,
            NotAction: "elasticfilesystem:Backup",
        }),
    },
    refuses: {
        "a Deny on the file systems of another region": stating({
            ...deny,
            Resource: "arn:aws:elasticfilesystem:us-west-2:999900001111:file-system/*",
        }),
        "no statement": { plan: stating(), says: /ClientMount, .*ClientWrite, .*ClientRootAccess/ },
        "an Allow with TLS in place of a Deny without": stating({
            ...deny,
            Effect: "Allow",
            Condition: { Bool: { "aws:SecureTransport": "true" } },
        }),
        "the condition turned around": stating({
            ...deny,
            Condition: { Bool: { "aws:SecureTransport": "true" } },
        }),
        "a Deny without a condition on TLS": stating({
            ...deny,
            Condition: { Bool: { "aws:Other": "false" } },
        }),
        "a Deny narrowed by another condition": stating({
            ...deny,
            Condition: { ...deny.Condition, IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
        }),
        "a Deny for one role": stating({ ...deny, Principal: { AWS: "arn:aws:iam::111122223333:role/a" } }),
        "a Deny on mounting only": {
            plan: stating({ ...deny, Action: "elasticfilesystem:ClientMount" }),
            says: /ClientWrite/,
        },
        "a Deny that leaves writing out": stating({
            ...deny,
            Action: undefined,
            NotAction: "elasticfilesystem:ClientWrite",
        }),
        "a Deny on another file system": stating({
            ...deny,
            Resource: "arn:aws:elasticfilesystem:us-east-1:1:file-system/fs-other",
        }),
        "text that is not JSON": { plan: but(fileSystemPolicy, { policy: "{" }), says: /not JSON/ },
        "JSON that is no object": { plan: but(fileSystemPolicy, { policy: "7" }), says: /not a JSON object/ },
        "a document without statements": but(fileSystemPolicy, { policy: '{"Version":"2012-10-17"}' }),
        "a statement without an effect": {
            plan: stating({ ...deny, Effect: undefined }),
            says: /neither Allow nor Deny/,
        },
        "no document": but(fileSystemPolicy, { policy: undefined }),
    },
    waits: { "a document that is not known yet": [late, fileSystem] },
    ignores: { "another resource": other },
});

rule("efs-policy-lockout-check-kept", {
    accepts: {
        "a policy that does not mention it": stating(deny),
        "an explicit false": but(stating(deny), { bypassPolicyLockoutSafetyCheck: false }),
    },
    refuses: {
        true: but(stating(deny), { bypassPolicyLockoutSafetyCheck: true }),
        "true as text": but(stating(deny), { bypassPolicyLockoutSafetyCheck: "true" }),
    },
    waits: {
        "a value that is not known yet": but(stating(deny), { bypassPolicyLockoutSafetyCheck: unknown }),
    },
    ignores: { "another resource": other },
});
