import type { VpcEndpoint } from "@aws-sdk/client-ec2";
import type { FileSystemDescription } from "@aws-sdk/client-efs";
import { endpoints } from "../../../operations/doctor/endpoints";
import { logGroups, metricFilters } from "../../../operations/doctor/logs";
import { plans } from "../../../operations/doctor/plans";
import { restores } from "../../../operations/doctor/restores";
import { creationToken } from "../../../operations/restore/run";
import { arn, documents, fileSystemArn, role, second } from "./deployed";
import { judging } from "./judging";

describe("The doctor at plans, logs and endpoints", () => {
    const rule = {
        RuleName: "daily",
        ScheduleExpression: "cron(0 3 * * ? *)",
        TargetBackupVaultName: "vault",
        Lifecycle: { DeleteAfterDays: 365, MoveToColdStorageAfterDays: 30 },
        CopyActions: [{ DestinationBackupVaultArn: arn("backup", "backup-vault:copy", second) }],
    };
    const selections = { selection: { resources: [fileSystemArn], role: role("backup") } };
    judging(plans, {
        sound: { rules: [rule], selections },
        faults: {
            missing: [
                { what: "it was deleted", answer: undefined, says: /backup plan backup: no such plan/ },
            ],
            changed: [
                {
                    what: "it keeps for a week",
                    answer: { rules: [{ ...rule, Lifecycle: { DeleteAfterDays: 7 } }], selections },
                    says: /deleted after days 7, cold after days none; wanted deleted after days 365/,
                },
                {
                    what: "it copies no more",
                    answer: { rules: [{ ...rule, CopyActions: [] }], selections },
                    says: /copied to none/,
                },
                {
                    what: "its rule is gone",
                    answer: { rules: [], selections },
                    says: /rule daily of backup plan backup: schedule none/,
                },
            ],
            unselected: [
                {
                    what: "nothing is selected",
                    answer: { rules: [rule], selections: {} },
                    says: /no selection selection/,
                },
            ],
            reselected: [
                {
                    what: "something else is selected",
                    answer: {
                        rules: [rule],
                        selections: { selection: { resources: ["*"], role: role("backup") } },
                    },
                    says: /resources \["\*"\]; wanted resources/,
                },
            ],
        },
    });

    const restored = (at: string): FileSystemDescription => ({
        OwnerId: "111122223333",
        CreationToken: creationToken(fileSystemArn, "0123456789ab"),
        FileSystemId: "fs-9",
        CreationTime: new Date(at),
        LifeCycleState: "available",
        NumberOfMountTargets: 1,
        SizeInBytes: { Value: 1 },
        PerformanceMode: "generalPurpose",
        Tags: [],
    });
    judging(restores, {
        sound: [{ ...restored("2026-01-01"), CreationToken: "somebody's" }],
        alsoSound: [
            {
                what: "somebody copies from what was restored today",
                answer: [restored("2026-11-26T08:00:00Z")],
            },
            {
                what: "it is another environment's",
                answer: [
                    {
                        ...restored("2026-01-01"),
                        CreationToken: creationToken(`${fileSystemArn}0`, "0123456789ab"),
                    },
                ],
            },
        ],
        faults: {
            "left-over": [
                {
                    what: "it is there since last week",
                    answer: [restored("2026-11-19")],
                    says: /file system fs-9: one of a restore since 2026-11-19/,
                },
            ],
        },
    });

    const group = {
        logGroupName: "/jenkins-efs/prod/agents",
        retentionInDays: 365,
        kmsKeyId: arn("kms", "key/k-1"),
    };
    judging(logGroups, {
        sound: group,
        faults: {
            missing: [{ what: "it was deleted", answer: undefined, says: /no such log group/ }],
            changed: [
                {
                    what: "it keeps for a day",
                    answer: { ...group, retentionInDays: 1 },
                    says: /days 1; wanted days 365/,
                },
                {
                    what: "its key was taken",
                    answer: { logGroupName: group.logGroupName, retentionInDays: 365 },
                    says: /key none; wanted key/,
                },
            ],
        },
    });

    const filter = {
        filterPattern: "REJECT",
        metricTransformations: [{ metricName: "Rejected", metricNamespace: "Kit", metricValue: "1" }],
    };
    judging(metricFilters, {
        sound: filter,
        faults: {
            missing: [
                { what: "it was deleted", answer: undefined, says: /metric filter rejected: no such filter/ },
            ],
            changed: [
                {
                    what: "it finds something else",
                    answer: { ...filter, filterPattern: "ACCEPT" },
                    says: /pattern ACCEPT; wanted pattern REJECT/,
                },
                {
                    what: "it counts nothing",
                    answer: { ...filter, metricTransformations: [] },
                    says: /metric none/,
                },
            ],
        },
    });

    const listed: VpcEndpoint = {
        State: "Available",
        PolicyDocument: documents.log,
        Groups: [{ GroupId: "sg-1" }],
        SubnetIds: ["subnet-1"],
        RouteTableIds: [],
    };
    judging(endpoints, {
        sound: listed,
        faults: {
            missing: [
                {
                    what: "it was deleted",
                    answer: undefined,
                    says: /endpoint vpce-1 of com\.amazonaws\.eu-central-1\.logs: no such/,
                },
            ],
            unavailable: [
                {
                    what: "it failed",
                    answer: { ...listed, State: "Failed" },
                    says: /Failed; wanted available/,
                },
            ],
            policy: [
                {
                    what: "everybody may use it",
                    answer: { ...listed, PolicyDocument: documents.log.replace("logs:PutLogEvents", "*") },
                    says: /Log changed/,
                },
            ],
            changed: [
                {
                    what: "another group is at it",
                    answer: { ...listed, Groups: [{ GroupId: "sg-1" }, { GroupId: "sg-9" }] },
                    says: /groups \["sg-1","sg-9"\]/,
                },
            ],
        },
    });
});
