import { tokens } from "../../policy-pack/kernel/tokens";
import {
    accessPoint,
    filePolicy,
    fileSystem,
    fileSystemPolicy,
    grant,
    other,
    role,
    rolePolicy,
} from "./baseline";
import { but, declare, json, of, unknown } from "./plan";
import { rule } from "./table";

const info = { ownerUid: 20001, ownerGid: 20001, permissions: "0700" };
const at = (path: unknown) => but(accessPoint, { rootDirectory: { path, creationInfo: info } });

rule("efs-access-point-root-directory", {
    accepts: { "a directory below the root": accessPoint },
    refuses: {
        "the root": { plan: at("/"), says: /is "\/"/ },
        "the root written differently": at("//./"),
        "no root directory": { plan: but(accessPoint, { rootDirectory: undefined }), says: /absent/ },
        "a root directory without a path": but(accessPoint, { rootDirectory: { creationInfo: info } }),
    },
    waits: { "a path that is not known yet": at(unknown) },
    ignores: { "another resource": other },
});

const as = (posixUser: unknown) => but(accessPoint, { posixUser });

rule("efs-access-point-user-identity", {
    accepts: {
        "a user and group of its own": accessPoint,
        "numbers as text": as({ uid: "20001", gid: "20001" }),
    },
    refuses: {
        "no user": { plan: as(undefined), says: /uid is absent/ },
        root: { plan: as({ uid: 0, gid: 20001 }), says: /posixUser\.uid is 0/ },
        "the group of root": { plan: as({ uid: 20001, gid: 0 }), says: /posixUser\.gid is 0/ },
        "a user without a group": as({ uid: 20001 }),
        "root as text": as({ uid: "0", gid: "20001" }),
        "a known group of root beside a user that is not known yet": as({ uid: unknown, gid: 0 }),
    },
    waits: {
        "a user that is not known yet": as(unknown),
        "a uid that is not known yet": as({ uid: unknown, gid: 1 }),
    },
    ignores: { "another resource": other },
});

const created = (creationInfo: unknown) =>
    but(accessPoint, { rootDirectory: { path: "/agents/linux", creationInfo } });

rule("efs-access-point-directory-permissions", {
    accepts: {
        "0700": accessPoint,
        "0750": created({ ...info, permissions: "0750" }),
        "three digits": created({ ...info, permissions: "770" }),
        "numbers as text": created({ ...info, ownerUid: "20001" }),
    },
    refuses: {
        "no creation info": { plan: created(undefined), says: /absent/ },
        "a directory that others may list": { plan: created({ ...info, permissions: "0755" }), says: /0755/ },
        "a directory that others may enter": created({ ...info, permissions: "0701" }),
        "a sticky bit before an open mode": created({ ...info, permissions: "1777" }),
        "no mode": created({ ownerUid: 20001, ownerGid: 20001 }),
        "another owner": { plan: created({ ...info, ownerUid: 0 }), says: /ownerUid is 0/ },
        "another group": created({ ...info, ownerGid: 20002 }),
    },
    waits: {
        "creation info that is not known yet": created(unknown),
        "an owner that is not known yet": created({ ...info, ownerUid: unknown }),
        "a mode that is not known yet": created({ ...info, permissions: unknown }),
    },
    ignores: { "another resource": other },
});

const second = (props: Record<string, unknown>) => ({
    ...but(accessPoint, {
        posixUser: { uid: 20002, gid: 20002 },
        rootDirectory: { path: "/agents/mac" },
        ...props,
    }),
    name: "second",
});
const elsewhere = declare(tokens.fileSystem, "elsewhere", { encrypted: true });

rule("efs-access-points-disjoint", {
    accepts: {
        "two directories and two users": [accessPoint, second({}), fileSystem],
        "the same directory and user on another file system": [
            accessPoint,
            { ...but(accessPoint, { fileSystemId: of(elsewhere, "id") }), name: "second" },
            fileSystem,
            elsewhere,
        ],
        "a directory whose name begins like another": [
            accessPoint,
            second({ rootDirectory: { path: "/agents/linux-2" } }),
            fileSystem,
        ],
    },
    refuses: {
        "one user for two": {
            plan: [second({ posixUser: { uid: 20001, gid: 1 } }), accessPoint, fileSystem],
            on: "agent",
            says: /uid is 20001/,
        },
        "one directory for two": {
            plan: [accessPoint, second({ rootDirectory: { path: "/agents/linux" } }), fileSystem],
            on: "second",
        },
        "the same directory with another slash": {
            plan: [accessPoint, second({ rootDirectory: { path: "/agents//linux/" } }), fileSystem],
            on: "second",
        },
        "a directory inside another": {
            plan: [accessPoint, second({ rootDirectory: { path: "/agents/linux/cache" } }), fileSystem],
            on: "second",
            says: /lies inside/,
        },
        "a directory around another": {
            plan: [accessPoint, second({ rootDirectory: { path: "/agents" } }), fileSystem],
            says: /of second/,
        },
        "one directory for two of a file system outside the stack": {
            plan: [
                but(accessPoint, { fileSystemId: "fs-1" }),
                second({ fileSystemId: "fs-1", rootDirectory: { path: "/agents/linux" } }),
            ],
            on: "second",
        },
    },
    waits: {
        "a path that is not known yet": [
            accessPoint,
            second({ rootDirectory: { path: unknown } }),
            fileSystem,
        ],
    },
    ignores: { "a stack without access points": [fileSystem] },
});

rule("efs-file-system-policy-present", {
    accepts: { "a file system with a policy": [fileSystem, fileSystemPolicy] },
    refuses: {
        "a file system without a policy": { plan: [fileSystem], says: /no file system policy/ },
        "a policy for another file system": [elsewhere, fileSystem, fileSystemPolicy],
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
/** The file system policy with other statements, known already at preview. */
const stating = (...Statement: unknown[]) =>
    but(fileSystemPolicy, { policy: JSON.stringify({ Version: "2012-10-17", Statement }) });
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

const allow = {
    Sid: "Agent",
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:role/agent" },
    Action: "elasticfilesystem:ClientMount",
    Resource: "*",
};

rule("efs-policy-no-wildcard-allow", {
    accepts: {
        "a policy of Denies": stating(deny),
        "an Allow for a role": stating(allow),
        "two actions for a role": stating({
            ...allow,
            Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        }),
    },
    refuses: {
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
