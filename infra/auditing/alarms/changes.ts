import type * as pulumi from "@pulumi/pulumi";
import { callDetails, callFacts, type EventAlarm, type EventPattern, type Subject } from "./alarm";

/** Successful calls of one AWS service, as CloudTrail hands them to EventBridge. */
function calls(service: string, detail: EventPattern): EventPattern {
    return {
        source: [`aws.${service}`],
        "detail-type": ["AWS API Call via CloudTrail"],
        detail: {
            eventSource: [`${service}.amazonaws.com`],
            // What was refused changed nothing; the query for denied calls finds it.
            errorCode: [{ exists: false }],
            ...detail,
        },
    };
}

/** What takes a key away from what it encrypts, and what changes who may use it. */
const keyLoss = ["DisableKey", "RevokeGrant", "ScheduleKeyDeletion"];
const keyChange = ["DisableKeyRotation", "PutKeyPolicy"];

const keyCalls = (eventName: readonly string[], keyArns: pulumi.Input<readonly string[]>): EventPattern =>
    calls("kms", { eventName, resources: { ARN: keyArns } });

/** All that the alarms on keys are told of these keys: what a rule of the keys' own region has to forward. */
export const keyChanges = (keyArns: pulumi.Input<readonly string[]>): EventPattern =>
    keyCalls([...keyLoss, ...keyChange], keyArns);

/** Somebody changed what protects the files or records who touches them. */
export const changeAlarms: readonly EventAlarm<Subject>[] = [
    {
        name: "key-disabled",
        happened: "A key of this environment was disabled or scheduled for deletion, or a grant was revoked.",
        matters: "What it encrypts becomes unreadable: files, backups, disks, credentials or logs.",
        first: "Enable the key or cancel its deletion, then ask who did it.",
        pattern: ({ keyArns }) => keyCalls(keyLoss, keyArns),
        facts: callFacts,
        details: callDetails,
    },
    {
        name: "key-policy-changed",
        happened: "A key's policy was replaced or its rotation was turned off.",
        matters: "Its policy is what keeps agents from the data key and administrators from the data.",
        first: "Compare it with the program: pulumi preview --refresh --diff.",
        pattern: ({ keyArns }) => keyCalls(keyChange, keyArns),
        facts: callFacts,
        details: callDetails,
    },
    {
        name: "file-system-policy-changed",
        happened: "The file system's policy was replaced or deleted.",
        matters: "Without it every client that reaches a mount target may mount, unencrypted and as root.",
        first: "Put it back: pulumi up --refresh.",
        pattern: ({ fileSystem }) =>
            calls("elasticfilesystem", {
                eventName: ["DeleteFileSystemPolicy", "PutFileSystemPolicy"],
                requestParameters: { fileSystemId: [fileSystem.id, fileSystem.arn] },
            }),
        facts: callFacts,
        details: callDetails,
    },
    {
        name: "mount-target-changed",
        happened: "A mount target was created or deleted, or its security groups were changed.",
        matters:
            "Its security group decides who reaches the files; without one a zone's agents cannot mount.",
        first: "See which, and whether a deployment did it; if not, pulumi up --refresh.",
        pattern: ({ fileSystem, mountTargetIds }) =>
            calls("elasticfilesystem", {
                $or: [
                    {
                        eventName: ["CreateMountTarget"],
                        requestParameters: { fileSystemId: [fileSystem.id, fileSystem.arn] },
                    },
                    {
                        eventName: ["DeleteMountTarget", "ModifyMountTargetSecurityGroups"],
                        requestParameters: { mountTargetId: mountTargetIds },
                    },
                ],
            }),
        facts: callFacts,
        details: callDetails,
    },
    {
        name: "security-group-changed",
        happened: "Rules of the mount targets' or the agents' security group were changed.",
        matters: "They are all that keeps other machines of the network from the file system.",
        first: "Read the rule in the parameters; if no deployment made it, pulumi up --refresh.",
        pattern: ({ securityGroupIds }) =>
            calls("ec2", {
                $or: [
                    {
                        eventName: [
                            "AuthorizeSecurityGroupEgress",
                            "AuthorizeSecurityGroupIngress",
                            "RevokeSecurityGroupEgress",
                            "RevokeSecurityGroupIngress",
                        ],
                        requestParameters: { groupId: securityGroupIds },
                    },
                    {
                        eventName: ["ModifySecurityGroupRules"],
                        requestParameters: {
                            ModifySecurityGroupRulesRequest: { GroupId: securityGroupIds },
                        },
                    },
                ],
            }),
        facts: callFacts,
        details: callDetails,
    },
    {
        name: "trail-stopped",
        happened: "The trail was stopped, deleted or changed.",
        matters: "From then on nobody can tell who did what, and most other alarms fall silent with it.",
        first: "Start it: aws cloudtrail start-logging; then pulumi up --refresh.",
        pattern: ({ trailName, site }) =>
            calls("cloudtrail", {
                eventName: ["DeleteTrail", "PutEventSelectors", "StopLogging", "UpdateTrail"],
                ...(trailName === undefined
                    ? {}
                    : {
                          requestParameters: {
                              // PutEventSelectors has another name for the same parameter.
                              $or: ["name", "trailName"].map((parameter) => ({
                                  [parameter]: [
                                      trailName,
                                      `arn:${site.partition}:cloudtrail:${site.region}:${site.accountId}:trail/${trailName}`,
                                  ],
                              })),
                          },
                      }),
            }),
        facts: callFacts,
        details: callDetails,
    },
];
