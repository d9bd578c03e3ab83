import { tokens } from "../../policy-pack/kernel/tokens";
import { fileSystem, other, plan, selection, vault } from "./baseline";
import { but, declare, of, unknown } from "./plan";
import { rule } from "./table";

const backupPolicy = declare(tokens.backupPolicy, "automatic", {
    fileSystemId: of(fileSystem, "id"),
    backupPolicy: { status: "ENABLED" },
});

const off = but(backupPolicy, { backupPolicy: { status: "DISABLED" } });

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
        "automatic backups, which are AWS's default plan": [fileSystem, backupPolicy],
        "a file system in one zone, which AWS backs up unless told otherwise": but(fileSystem, {
            availabilityZoneName: "us-east-1a",
        }),
        "a plan of the organisation that the configuration names": {
            plan: fileSystem,
            config: { organisationPlans: ["every-efs"] },
        },
        "the tag by which a plan of the organisation selects": {
            plan: fileSystem,
            config: { organisationTags: ["backup=daily"] },
        },
        "the key alone of such a tag": { plan: fileSystem, config: { organisationTags: ["backup"] } },
    },
    refuses: {
        "no selection": { plan: [fileSystem], says: /nothing backs it up/, preview: "advises" },
        "automatic backups that are off": { plan: [fileSystem, off], preview: "advises" },
        "automatic backups that are off in one zone": {
            plan: [but(fileSystem, { availabilityZoneName: "us-east-1a" }), off],
            preview: "advises",
        },
        "another value of the organisation's tag": {
            plan: fileSystem,
            config: { organisationTags: ["backup=weekly"] },
            preview: "advises",
        },
        "a selection of databases": {
            plan: selecting({ resources: ["arn:aws:rds:*:*:db:*"] }),
            preview: "advises",
        },
        "a selection of another file system": {
            plan: selecting({
                resources: ["arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-other"],
            }),
            preview: "advises",
        },
        "a selection by a tag that it does not carry": {
            plan: selecting({
                selectionTags: [{ type: "STRINGEQUALS", key: "backup", value: "weekly" }],
            }),
            preview: "advises",
        },
        "everything but file systems": {
            plan: selecting({
                resources: ["*"],
                notResources: ["arn:aws:elasticfilesystem:*:*:file-system/*"],
            }),
            preview: "advises",
        },
        "everything but this file system": {
            plan: selecting({ resources: ["*"], notResources: [of(fileSystem)] }),
            preview: "advises",
        },
        "everything, on a condition that does not hold": {
            plan: selecting({
                resources: ["*"],
                conditions: [{ stringNotEquals: [{ key: "aws:ResourceTag/backup", value: "daily" }] }],
            }),
            preview: "advises",
        },
        "a pattern of tags that does not match": {
            plan: selecting({
                resources: ["*"],
                conditions: [{ stringLikes: [{ key: "aws:ResourceTag/backup", value: "we*" }] }],
            }),
            preview: "advises",
        },
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

rule("efs-automatic-backups-declared", {
    accepts: {
        "automatic backups": [fileSystem, backupPolicy],
        "a backup selection in their place": [fileSystem, selection],
        "a plan of the organisation in their place": {
            plan: [fileSystem, off],
            config: { organisationPlans: ["every-efs"] },
        },
    },
    refuses: {
        neither: { plan: [fileSystem], says: /no backup policy/, preview: "advises" },
        "automatic backups that are off": {
            plan: [fileSystem, off],
            says: /DISABLED/,
            preview: "advises",
        },
        "automatic backups of another file system": {
            plan: [fileSystem, but(backupPolicy, { fileSystemId: "fs-other" })],
            preview: "advises",
        },
    },
    waits: {
        "a status that is not known yet": [
            fileSystem,
            but(backupPolicy, { backupPolicy: { status: unknown } }),
        ],
    },
    ignores: { "another resource": other },
});

rule("efs-file-system-in-own-vault", {
    accepts: { "a selection whose plan keeps in a vault of the stack": [fileSystem, selection, plan, vault] },
    refuses: {
        "automatic backups": {
            plan: [fileSystem, backupPolicy],
            says: /no backup selection/,
            preview: "advises",
        },
        "a plan that keeps in a vault of somebody else": {
            plan: [
                fileSystem,
                selection,
                but(plan, { rules: [{ ruleName: "daily", targetVaultName: "theirs" }] }),
            ],
            preview: "advises",
        },
        "a plan of somebody else": {
            plan: [fileSystem, but(selection, { planId: "theirs" })],
            preview: "advises",
        },
    },
    waits: {
        "a vault that is not known yet": [
            fileSystem,
            selection,
            but(plan, { rules: [{ ruleName: "daily", targetVaultName: unknown }] }),
        ],
    },
    ignores: { "a stack without file systems": [selection, plan] },
});
