import {
    accessPoint,
    filePolicy,
    fileSystem,
    fileSystemPolicy,
    grant,
    other,
    role,
    rolePolicy,
    stating,
} from "./baseline";
import { but, json, of } from "./plan";
import { rule } from "./table";

const [tls] = filePolicy.Statement;

const deny = { ...tls, Resource: "*" };

const late = but(fileSystemPolicy, { policy: json(filePolicy) });

const allow = {
    Sid: "Agent",
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:role/agent" },
    Action: "elasticfilesystem:ClientMount",
    Resource: "*",
    Condition: {
        StringEquals: {
            "elasticfilesystem:AccessPointArn":
                "arn:aws:elasticfilesystem:us-east-1:111122223333:access-point/fsap-0123456789abcdef0",
        },
    },
};

const foreign = { AWS: "arn:aws:iam::999900001111:root" };

const own = "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-0123456789abcdef0";

rule("efs-policy-no-wildcard-allow", {
    accepts: {
        "a policy of Denies": stating(deny),
        "an Allow for a role through its access point": stating(allow),
        "an Allow for a role where everyone is denied to mount without an access point": stating(
            { ...allow, Condition: undefined },
            { ...deny, Condition: { Null: { "elasticfilesystem:AccessPointArn": "true" } } },
        ),
        "another account that the configuration trusts": {
            plan: stating({ ...allow, Principal: foreign, Resource: own }),
            config: { trustedAccounts: ["999900001111"] },
        },
        "two actions for a role": stating({
            ...allow,
            Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        }),
    },
    refuses: {
        "an Allow for a role without an access point": {
            plan: stating({ ...allow, Condition: undefined }),
            says: /to mount without an access point/,
        },
        "an Allow for a role through any access point": stating({
            ...allow,
            Condition: {
                ArnLike: {
                    "elasticfilesystem:AccessPointArn": "arn:aws:elasticfilesystem:*:*:access-point/*",
                },
            },
        }),
        "another account's root": {
            plan: stating({ ...allow, Principal: foreign, Resource: own }),
            says: /of account 999900001111, where the file system is of 111122223333/,
        },
        "another account's root on every resource": {
            plan: [
                but(stating({ ...allow, Principal: foreign }), { fileSystemId: of(fileSystem, "id") }),
                fileSystem,
            ],
            preview: "accepts",
        },
        "an Allow for everyone": {
            plan: stating({ ...allow, Principal: "*" }),
            says: /statement Agent, allows everyone/,
        },
        "an Allow for everyone as an object": stating({ ...allow, Principal: { AWS: "*" } }),
        "an Allow for everyone through a mount target": stating({
            ...allow,
            Principal: { AWS: ["*"] },
            Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } },
        }),
        "an Allow with NotPrincipal": stating({
            ...allow,
            Principal: undefined,
            NotPrincipal: { AWS: "arn:aws:iam::1:role/a" },
        }),
        "every action of EFS": {
            plan: stating({ ...allow, Action: "elasticfilesystem:*" }),
            says: /every action/,
        },
        "every action in another case": stating({ ...allow, Action: ["ElasticFileSystem:*"] }),
        "every action there is": stating({ ...allow, Action: "*" }),
        "all but some actions": stating({
            ...allow,
            Action: undefined,
            NotAction: "elasticfilesystem:ClientRootAccess",
        }),
        "an Allow for everyone beside one that is right": stating(deny, allow, {
            ...allow,
            Sid: "Open",
            Principal: "*",
        }),
        "text that is not JSON": { plan: but(fileSystemPolicy, { policy: "no" }), says: /not JSON/ },
    },
    waits: { "a document that is not known yet": [late, fileSystem] },
    ignores: { "another resource": other },
});

rule("efs-policy-no-client-root-access", {
    accepts: {
        "mounting and writing": stating(allow),
        "a Deny of root access": stating({ ...deny, Action: "elasticfilesystem:ClientRootAccess" }),
        "an agent's policy": [rolePolicy, fileSystem, accessPoint, role],
    },
    refuses: {
        "root access by name": {
            plan: stating({ ...allow, Action: "elasticfilesystem:ClientRootAccess" }),
            says: /ClientRootAccess/,
        },
        "root access by wildcard": stating({ ...allow, Action: "elasticfilesystem:Client*" }),
        "root access in an identity policy": {
            plan: [
                but(rolePolicy, {
                    policy: json({ Statement: { ...grant, Action: "elasticfilesystem:clientROOTaccess" } }),
                }),
                fileSystem,
                accessPoint,
            ],
            preview: "waits",
        },
        "root access in an inline policy of a role": but(role, {
            inlinePolicies: [
                {
                    name: "nfs",
                    policy: JSON.stringify({
                        Statement: [{ Effect: "Allow", Action: "elasticfilesystem:Client*", Resource: "*" }],
                    }),
                },
            ],
        }),
        "text that is not JSON": but(fileSystemPolicy, { policy: "no" }),
    },
    waits: { "a document that is not known yet": [late, fileSystem] },
    ignores: { "a role without inline policies": role, "another resource": other },
});

const conditional = (Condition: unknown) => stating({ ...deny, Condition });

rule("efs-policy-condition-keys-supported", {
    accepts: {
        "the four keys that EFS enforces": conditional({
            Bool: { "aws:SecureTransport": "false", "elasticfilesystem:AccessedViaMountTarget": "false" },
            StringNotEquals: { "elasticfilesystem:AccessPointArn": "x" },
            NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" },
        }),
        "any key on other actions": stating({
            ...allow,
            Action: "elasticfilesystem:Backup",
            Condition: { StringEquals: { "aws:PrincipalTag/team": "ci" } },
        }),
    },
    refuses: {
        "a principal tag": {
            plan: conditional({ StringNotEquals: { "aws:PrincipalTag/team": "ci" } }),
            says: /aws:principaltag\/team/,
        },
        "an organisation": conditional({ StringNotEquals: { "aws:PrincipalOrgID": "o-1" } }),
        "a VPC": conditional({ StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-1" } }),
        "a key that looks like the right one": conditional({
            StringEquals: { "elasticfilesystem:AccessPoint": "x" },
        }),
        "an unsupported key beside a supported one": conditional({
            Bool: { "aws:SecureTransport": "false" },
            ArnEquals: { "aws:PrincipalArn": "x" },
        }),
        "text that is not JSON": but(fileSystemPolicy, { policy: "[" }),
    },
    waits: { "a document that is not known yet": [late, fileSystem] },
    ignores: { "another resource": other },
});
