import { accessPointId } from "../account";
import { fileSystemArn } from "../program";
import {
    account,
    assumedRole,
    backupJob,
    call,
    connectionEvent,
    copyJob,
    keyCall,
    restoreJob,
    scaling,
} from "./events";

/** What happens, the rule that it is held against, and the event as AWS documents it. */
export type Case = [title: string, alarm: string, event: unknown];

const key = (purpose: string) => `arn:aws:mock:us-east-1:${account}:Key/key-${purpose}`;
const agentRole = `arn:aws:mock:us-east-1:${account}:Role/agent-linux-1`;
const accessPointArn = `arn:aws:elasticfilesystem:us-east-1:${account}:access-point/${accessPointId("agent-linux-1")}`;
const otherFileSystem = fileSystemArn.replace(/fs-.*/, "fs-0fedcba9876543210");
const otherRole = `arn:aws:iam::${account}:role/service-role/AWSBackupDefaultServiceRole`;
const trailArn = `arn:aws:cloudtrail:us-east-1:${account}:trail/jenkins-efs-test`;
const through = (accessPoint: string) => ({
    ...byAgent,
    accessPointArn: accessPointArn.replace(/fsap-.*/, accessPointId(accessPoint)),
});
const byAgent = { fileSystemArn, accessPointArn, userIdentity: assumedRole(agentRole) };
const user = { type: "IAMUser", arn: `arn:aws:iam::${account}:user/somebody`, accountId: account };
const onGroup = (eventName: string, groupId: string) =>
    call("ec2", eventName, { requestParameters: { groupId, ipPermissions: { items: [] } } });
const onFileSystem = (eventName: string, fileSystemId: string, detail = {}) =>
    call("elasticfilesystem", eventName, { requestParameters: { fileSystemId }, ...detail });
const onMountTarget = (eventName: string, mountTargetId: string) =>
    call("elasticfilesystem", eventName, { requestParameters: { mountTargetId } });
const onTrail = (eventName: string, requestParameters: object) =>
    call("cloudtrail", eventName, { requestParameters });
const group = "jenkins-efs-test-agent-linux-1-20260101000000000000000001";
const unhealthy =
    "At 2026-11-24T09:00:00Z an instance was taken out of service in response to a user health-check.";

/** As EventBridge hands it on: what an event says of its region stays. */
const inRegion = (region: string, event: ReturnType<typeof keyCall>) => ({
    ...event,
    region,
    detail: { ...event.detail, awsRegion: region },
});

/** Events that raise an alarm. */
export const told: Case[] = [
    ["a key that was disabled", "key-disabled", keyCall("DisableKey", key("data"))],
    ["a key that will be deleted", "key-disabled", keyCall("ScheduleKeyDeletion", key("vault"))],
    ["a grant of EFS that was revoked", "key-disabled", keyCall("RevokeGrant", key("data"))],
    ["a key's new policy", "key-policy-changed", keyCall("PutKeyPolicy", key("logs"))],
    ["a key that no longer rotates", "key-policy-changed", keyCall("DisableKeyRotation", key("agents"))],
    [
        "the disabled key of the copies, in its own region",
        "auditing-forwarding-us-west-2",
        inRegion("us-west-2", keyCall("DisableKey", key("copy"))),
    ],
    [
        "the disabled key of the copies, once it was forwarded",
        "key-disabled",
        inRegion("us-west-2", keyCall("DisableKey", key("copy"))),
    ],
    [
        "the replica's key that will be deleted, in its own region",
        "auditing-forwarding-eu-west-1",
        inRegion("eu-west-1", keyCall("ScheduleKeyDeletion", key("replica"))),
    ],
    [
        "the new policy of the replica's key, in its own region",
        "auditing-forwarding-eu-west-1",
        inRegion("eu-west-1", keyCall("PutKeyPolicy", key("replica"))),
    ],
    [
        "the new policy of the replica's key, once it was forwarded",
        "key-policy-changed",
        inRegion("eu-west-1", keyCall("PutKeyPolicy", key("replica"))),
    ],
    [
        "a file system policy that was deleted, by id",
        "file-system-policy-changed",
        onFileSystem("DeleteFileSystemPolicy", "fs-0123456789abcdef0"),
    ],
    [
        "a file system policy that was replaced, by ARN",
        "file-system-policy-changed",
        onFileSystem("PutFileSystemPolicy", fileSystemArn),
    ],
    ["a new mount target", "mount-target-changed", onFileSystem("CreateMountTarget", "fs-0123456789abcdef0")],
    [
        "a mount target that was deleted",
        "mount-target-changed",
        onMountTarget("DeleteMountTarget", "storage-mount-us-east-1a-id"),
    ],
    [
        "a mount target's new security groups",
        "mount-target-changed",
        onMountTarget("ModifyMountTargetSecurityGroups", "storage-mount-us-east-1b-id"),
    ],
    [
        "a port opened in the mount targets' security group",
        "security-group-changed",
        onGroup("AuthorizeSecurityGroupIngress", "storage-id"),
    ],
    [
        "a rule taken from the agents' security group",
        "security-group-changed",
        onGroup("RevokeSecurityGroupEgress", "network-agents-id"),
    ],
    [
        "a rule that was changed in place",
        "security-group-changed",
        call("ec2", "ModifySecurityGroupRules", {
            requestParameters: {
                ModifySecurityGroupRulesRequest: { GroupId: "storage-id", SecurityGroupRule: {} },
            },
        }),
    ],
    ["a trail that was stopped, by ARN", "trail-stopped", onTrail("StopLogging", { name: trailArn })],
    ["a trail that was changed", "trail-stopped", onTrail("UpdateTrail", { name: "jenkins-efs-test" })],
    [
        "a trail that records less",
        "trail-stopped",
        onTrail("PutEventSelectors", { trailName: "jenkins-efs-test", eventSelectors: [] }),
    ],
    ["a backup that failed", "backup-failed", backupJob("FAILED", fileSystemArn)],
    ["a backup that never started", "backup-failed", backupJob("EXPIRED", fileSystemArn)],
    ["a copy that failed", "backup-failed", copyJob("FAILED", fileSystemArn)],
    [
        "a restore test that failed",
        "restore-failed",
        restoreJob("FAILED", {
            restoreTestingPlanArn: `arn:aws:backup:us-east-1:${account}:restore-testing-plan:jenkins_efs_test-1`,
        }),
    ],
    ["a restore that was stopped", "restore-failed", restoreJob("ABORTED")],
    [
        "a restore by a role of somebody's own",
        "restore-failed",
        restoreJob("FAILED", { iamRoleArn: otherRole, sourceResourceArn: fileSystemArn }),
    ],
    [
        "an instance that failed its health check",
        "agent-unhealthy",
        scaling("Terminate Successful", group, unhealthy),
    ],
    [
        "an instance whose status checks failed",
        "agent-unhealthy",
        scaling(
            "Terminate Successful",
            group,
            "At 2026-11-24T09:00:00Z an instance was taken out of service in response to an EC2 instance status checks failure.",
        ),
    ],
    [
        "an instance that could not be started",
        "agent-unhealthy",
        scaling("Launch Unsuccessful", group, "At 2026-11-24T09:00:00Z an instance was started."),
    ],
    [
        "an access point mounted by another agent's role",
        "connection-mispaired-linux-1",
        connectionEvent({ ...byAgent, userIdentity: assumedRole(`${agentRole}0`) }),
    ],
    [
        "an access point mounted by a user",
        "connection-mispaired-linux-1",
        connectionEvent({ ...byAgent, userIdentity: user }),
    ],
    [
        "a pairing that changed while mounted",
        "connection-mispaired-linux-1",
        connectionEvent({ ...byAgent, userIdentity: user, eventName: "UpdateClientConnection" }),
    ],
    [
        "an agent on another agent's access point",
        "connection-mispaired-linux-1",
        connectionEvent(through("agent-linux-2")),
    ],
    [
        "an agent on an area that is not for it",
        "connection-mispaired-linux-1",
        connectionEvent(through("shared-private-of-2")),
    ],
    [
        "an agent that may write where it only reads",
        "connection-mispaired-linux-1",
        connectionEvent(through("shared-maven-cache")),
    ],
];

/** Near misses, which raise none. */
export const notTold: Case[] = [
    ["a key of somebody else", "key-disabled", keyCall("DisableKey", `${key("data")}-of-another`)],
    [
        "another key of the copies' region",
        "auditing-forwarding-us-west-2",
        inRegion("us-west-2", keyCall("DisableKey", `${key("copy")}-of-another`)),
    ],
    [
        "the use of the copies' key",
        "auditing-forwarding-us-west-2",
        inRegion("us-west-2", keyCall("GenerateDataKey", key("copy"))),
    ],
    [
        "a refused deletion of the copies' key",
        "auditing-forwarding-us-west-2",
        inRegion("us-west-2", keyCall("ScheduleKeyDeletion", key("copy"), { errorCode: "AccessDenied" })),
    ],
    ["a key that is enabled", "key-disabled", keyCall("EnableKey", key("data"))],
    [
        "a deletion that was refused",
        "key-disabled",
        keyCall("ScheduleKeyDeletion", key("data"), { errorCode: "AccessDenied" }),
    ],
    ["a key that is used", "key-policy-changed", keyCall("GenerateDataKey", key("logs"))],
    [
        "another file system's policy",
        "file-system-policy-changed",
        onFileSystem("PutFileSystemPolicy", "fs-0fedcba9876543210"),
    ],
    [
        "a policy that was only read",
        "file-system-policy-changed",
        onFileSystem("DescribeFileSystemPolicy", "fs-0123456789abcdef0", { readOnly: true }),
    ],
    [
        "another file system's mount target",
        "mount-target-changed",
        onMountTarget("DeleteMountTarget", "fsmt-0fedcba9876543210"),
    ],
    [
        "the interface endpoints' security group",
        "security-group-changed",
        onGroup("AuthorizeSecurityGroupIngress", "network-endpoints-id"),
    ],
    ["another trail", "trail-stopped", onTrail("StopLogging", { name: "organisation-trail" })],
    ["a trail that was started", "trail-stopped", onTrail("StartLogging", { name: "jenkins-efs-test" })],
    ["a backup that finished", "backup-failed", backupJob("COMPLETED", fileSystemArn)],
    ["another file system's backup", "backup-failed", backupJob("FAILED", otherFileSystem)],
    ["a copy that runs", "backup-failed", copyJob("RUNNING", fileSystemArn)],
    ["a restore that finished", "restore-failed", restoreJob("COMPLETED")],
    [
        "another file system's restore",
        "restore-failed",
        restoreJob("FAILED", { iamRoleArn: otherRole, sourceResourceArn: otherFileSystem }),
    ],
    [
        "an instance that was replaced for its age",
        "agent-unhealthy",
        scaling(
            "Terminate Successful",
            group,
            "At 2026-11-24T09:00:00Z an instance was taken out of service in response to its maximum instance lifetime.",
        ),
    ],
    [
        "another environment's instance",
        "agent-unhealthy",
        scaling("Terminate Successful", "jenkins-efs-prod-agent-linux-1-20260101", unhealthy),
    ],
    ["an agent on its own access point", "connection-mispaired-linux-1", connectionEvent(byAgent)],
    [
        "an agent that reads its area",
        "connection-mispaired-linux-1",
        connectionEvent({ ...through("shared-maven-cache"), write: false }),
    ],
    [
        "an agent that writes its area",
        "connection-mispaired-linux-1",
        connectionEvent(through("shared-go-cache")),
    ],
    [
        "the area's writer, for another agent's alarm",
        "connection-mispaired-linux-1",
        connectionEvent({
            ...through("shared-maven-cache"),
            userIdentity: assumedRole(agentRole.replace("-1", "-2")),
        }),
    ],
    [
        "another access point",
        "connection-mispaired-linux-1",
        connectionEvent({ ...byAgent, accessPointArn: `${accessPointArn}0`, userIdentity: user }),
    ],
];
