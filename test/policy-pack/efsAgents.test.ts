import { tokens } from "../../policy-pack/kernel/tokens";
import {
    accessPoint,
    fileSystem,
    fileSystemPolicy,
    grant,
    other,
    plan,
    role,
    rolePolicy,
    selection,
} from "./baseline";
import { but, type Declared, declare, json, of, unknown } from "./plan";
import { rule } from "./table";

const otherPoint = { ...accessPoint, name: "other-point" };
const otherRole = { ...role, name: "other-role" };
const bound = [rolePolicy, role, accessPoint, fileSystem];
/** An agent's policy that allows these access points. */
const allowing = (name: string, holder: Declared, ...points: Declared[]) =>
    declare(tokens.rolePolicy, name, {
        role: of(holder, "name"),
        policy: json({
            Statement: [
                {
                    ...grant,
                    Condition: {
                        StringEquals: {
                            "elasticfilesystem:AccessPointArn": points.map((point) => of(point)),
                        },
                    },
                },
            ],
        }),
    });
const managed = declare(tokens.policy, "managed", { policy: rolePolicy.props.policy });
const attach = (holder: Declared, name = `attach-${holder.name}`) =>
    declare(tokens.attachment, name, { role: of(holder, "name"), policyArn: of(managed) });

rule("efs-agent-bound-to-own-access-point", {
    accepts: {
        "one role, one access point": bound,
        "two roles, each with its own": [
            ...bound,
            allowing("other", otherRole, otherPoint),
            otherRole,
            otherPoint,
        ],
        "the same document attached and used as boundary": [
            managed,
            attach(role),
            but(role, { permissionsBoundary: of(managed) }),
            accessPoint,
            fileSystem,
        ],
    },
    refuses: {
        "a role with two access points in one document": {
            plan: [
                role,
                allowing("both", role, accessPoint, otherPoint),
                accessPoint,
                otherPoint,
                fileSystem,
            ],
            says: /2 access points \(agent, other-point\)/,
        },
        "a role with two access points in two documents": [
            role,
            ...bound.filter((node) => node !== role),
            allowing("more", role, otherPoint),
            otherPoint,
        ],
        "two roles on one access point": {
            plan: [otherRole, ...bound, allowing("other", otherRole, accessPoint)],
            says: /as agent-role may/,
        },
        "one managed policy for two roles": {
            plan: [otherRole, managed, attach(role), attach(otherRole), role, accessPoint, fileSystem],
        },
        "a managed policy by its ARN in the role": {
            plan: [
                otherRole,
                managed,
                but(role, { managedPolicyArns: [of(managed)] }),
                attach(otherRole),
                accessPoint,
                fileSystem,
            ],
            on: "agent-role",
        },
        "a second access point in the file system policy": {
            plan: [
                role,
                ...bound.filter((node) => node !== role),
                otherPoint,
                but(fileSystemPolicy, {
                    policy: json({
                        Statement: [
                            {
                                ...grant,
                                Principal: { AWS: of(role) },
                                Condition: {
                                    StringEquals: { "elasticfilesystem:AccessPointArn": of(otherPoint) },
                                },
                            },
                        ],
                    }),
                }),
            ],
            preview: "waits",
        },
    },
    ignores: { "a stack without access points": [role, fileSystem] },
});

const selecting = (props: Record<string, unknown>) => [
    fileSystem,
    but(selection, { resources: undefined, ...props }),
    plan,
];

rule("efs-file-system-in-backup-selection", {
    accepts: {
        "a selection by ARN": [fileSystem, selection],
        "a selection of everything": selecting({ resources: ["*"] }),
        "a selection of every file system": selecting({
            resources: ["arn:aws:elasticfilesystem:*:*:file-system/*"],
        }),
        "a selection of this region's file systems": selecting({
            resources: ["arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/*"],
        }),
        "a selection by tag": selecting({
            selectionTags: [{ type: "STRINGEQUALS", key: "backup", value: "daily" }],
        }),
        "a selection by a provider's default tag": [
            but(fileSystem, { tags: undefined, tagsAll: { backup: "daily" } }),
            but(selection, {
                resources: undefined,
                selectionTags: [{ type: "STRINGEQUALS", key: "backup", value: "daily" }],
            }),
        ],
        "everything, on a condition that holds": selecting({
            resources: ["*"],
            conditions: [
                {
                    stringEquals: [{ key: "aws:ResourceTag/backup", value: "daily" }],
                    stringNotLikes: [{ key: "aws:ResourceTag/backup", value: "we*" }],
                },
            ],
        }),
        "everything but something else": selecting({
            resources: ["*"],
            notResources: ["arn:aws:elasticfilesystem:*:*:file-system/fs-other*"],
        }),
        "a selection by ARN, whatever else the provider will compute of it": {
            plan: [
                fileSystem,
                { ...selection, computed: { notResources: [], conditions: [], selectionTags: [] } },
            ],
            preview: "decides",
        },
    },
    refuses: {
        "no selection": { plan: [fileSystem], says: /no backup selection/ },
        "a selection of databases": selecting({ resources: ["arn:aws:rds:*:*:db:*"] }),
        "a selection of another file system": selecting({
            resources: ["arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-other"],
        }),
        "a selection by a tag that it does not carry": selecting({
            selectionTags: [{ type: "STRINGEQUALS", key: "backup", value: "weekly" }],
        }),
        "everything but file systems": selecting({
            resources: ["*"],
            notResources: ["arn:aws:elasticfilesystem:*:*:file-system/*"],
        }),
        "everything but this file system": selecting({ resources: ["*"], notResources: [of(fileSystem)] }),
        "everything, on a condition that does not hold": selecting({
            resources: ["*"],
            conditions: [{ stringNotEquals: [{ key: "aws:ResourceTag/backup", value: "daily" }] }],
        }),
        "a pattern of tags that does not match": selecting({
            resources: ["*"],
            conditions: [{ stringLikes: [{ key: "aws:ResourceTag/backup", value: "we*" }] }],
        }),
    },
    waits: {
        "a selection whose resources are not known yet": [
            fileSystem,
            but(selection, { resources: of(declare("my:own:Lookup", "lookup"), "arns") }),
        ],
        "a tag that is not known yet": selecting({
            selectionTags: [{ type: "STRINGEQUALS", key: "backup", value: unknown }],
        }),
    },
    ignores: { "a stack without file systems": [selection, plan] },
});

const backupPolicy = declare(tokens.backupPolicy, "automatic", {
    fileSystemId: of(fileSystem, "id"),
    backupPolicy: { status: "ENABLED" },
});

rule("efs-automatic-backups-declared", {
    accepts: {
        "automatic backups": [fileSystem, backupPolicy],
        "a backup selection in their place": [fileSystem, selection],
    },
    refuses: {
        neither: { plan: [fileSystem], says: /neither/ },
        "automatic backups that are off": {
            plan: [fileSystem, but(backupPolicy, { backupPolicy: { status: "DISABLED" } })],
            says: /DISABLED/,
        },
        "automatic backups of another file system": [
            fileSystem,
            but(backupPolicy, { fileSystemId: "fs-other" }),
        ],
    },
    waits: {
        "a status that is not known yet": [
            fileSystem,
            but(backupPolicy, { backupPolicy: { status: unknown } }),
        ],
    },
    ignores: { "another resource": other },
});
