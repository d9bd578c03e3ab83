import { accessPointId } from "../account";
import { fileSystemArn } from "../program";
import {
    account,
    assumedRole,
    backupJob,
    call,
    connectionEvent,
    copyJob,
    inRegion,
    keyCall,
    onFileSystem,
    onGroup,
    onMountTarget,
    onTrail,
    restoreJob,
    scaling,
} from "./events";

/** What happens, with the event as AWS documents it. */
type Events = Readonly<Record<string, unknown>>;

const keyNamed = (name: string) => `arn:aws:mock:us-east-1:${account}:Key/${name}`;
const key = (purpose: string) => keyNamed(`key-${purpose}`);
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
const group = "jenkins-efs-test-agent-linux-1-20260101000000000000000001";
const outOfService = (why: string, ofGroup = group) =>
    scaling(
        "Terminate Successful",
        ofGroup,
        `At 2026-11-24T09:00:00Z an instance was taken out of service in response to ${why}.`,
    );

const abroad = (region: string, eventName: string, ofKey: string, detail = {}) =>
    inRegion(
        region,
        keyCall(eventName, ofKey === "replica" ? keyNamed("standby-key-data") : key(ofKey), detail),
    );

/** Events by the alarm whose rule they are held against: such as raise it, and near misses. */
export const cases: Readonly<Record<string, { readonly raise: Events; readonly miss?: Events }>> = {
    "key-disabled": {
        raise: {
            "a key that was disabled": keyCall("DisableKey", key("data")),
            "a key that will be deleted": keyCall("ScheduleKeyDeletion", key("vault")),
            "a grant of EFS that was revoked": keyCall("RevokeGrant", key("data")),
            "the disabled key of the copies, once it was forwarded": abroad(
                "us-west-2",
                "DisableKey",
                "copy",
            ),
        },
        miss: {
            "a key of somebody else": keyCall("DisableKey", `${key("data")}-of-another`),
            "a key that is enabled": keyCall("EnableKey", key("data")),
            "a deletion that was refused": keyCall("ScheduleKeyDeletion", key("data"), {
                errorCode: "AccessDenied",
            }),
        },
    },
    "key-policy-changed": {
        raise: {
            "a key's new policy": keyCall("PutKeyPolicy", key("logs")),
            "a key that no longer rotates": keyCall("DisableKeyRotation", key("agents")),
            "the new policy of the replica's key, once it was forwarded": abroad(
                "eu-west-1",
                "PutKeyPolicy",
                "replica",
            ),
        },
        miss: { "a key that is used": keyCall("GenerateDataKey", key("logs")) },
    },
    "auditing-forwarding-us-west-2": {
        raise: {
            "the disabled key of the copies, in its own region": abroad("us-west-2", "DisableKey", "copy"),
        },
        miss: {
            "another key of the copies' region": abroad("us-west-2", "DisableKey", "copy-of-another"),
            "the use of the copies' key": abroad("us-west-2", "GenerateDataKey", "copy"),
            "a refused deletion of the copies' key": abroad("us-west-2", "ScheduleKeyDeletion", "copy", {
                errorCode: "AccessDenied",
            }),
        },
    },
    "auditing-forwarding-eu-west-1": {
        raise: {
            "the replica's key that will be deleted, in its own region": abroad(
                "eu-west-1",
                "ScheduleKeyDeletion",
                "replica",
            ),
            "the new policy of the replica's key, in its own region": abroad(
                "eu-west-1",
                "PutKeyPolicy",
                "replica",
            ),
        },
    },
    "file-system-policy-changed": {
        raise: {
            "a file system policy that was deleted, by id": onFileSystem(
                "DeleteFileSystemPolicy",
                "fs-0123456789abcdef0",
            ),
            "a file system policy that was replaced, by ARN": onFileSystem(
                "PutFileSystemPolicy",
                fileSystemArn,
            ),
        },
        miss: {
            "another file system's policy": onFileSystem("PutFileSystemPolicy", "fs-0fedcba9876543210"),
            "a policy that was only read": onFileSystem("DescribeFileSystemPolicy", "fs-0123456789abcdef0", {
                readOnly: true,
            }),
        },
    },
    "mount-target-changed": {
        raise: {
            "a new mount target": onFileSystem("CreateMountTarget", "fs-0123456789abcdef0"),
            "a mount target that was deleted": onMountTarget(
                "DeleteMountTarget",
                "storage-mount-us-east-1a-id",
            ),
            "a mount target's new security groups": onMountTarget(
                "ModifyMountTargetSecurityGroups",
                "storage-mount-us-east-1b-id",
            ),
        },
        miss: {
            "another file system's mount target": onMountTarget(
                "DeleteMountTarget",
                "fsmt-0fedcba9876543210",
            ),
        },
    },
    "security-group-changed": {
        raise: {
            "a port opened in the mount targets' security group": onGroup(
                "AuthorizeSecurityGroupIngress",
                "storage-id",
            ),
            "a rule taken from the agents' security group": onGroup(
                "RevokeSecurityGroupEgress",
                "network-agents-id",
            ),
            "a rule that was changed in place": call("ec2", "ModifySecurityGroupRules", {
                requestParameters: {
                    ModifySecurityGroupRulesRequest: { GroupId: "storage-id", SecurityGroupRule: {} },
                },
            }),
        },
        miss: {
            "the interface endpoints' security group": onGroup(
                "AuthorizeSecurityGroupIngress",
                "network-endpoints-id",
            ),
        },
    },
    "trail-stopped": {
        raise: {
            "a trail that was stopped, by ARN": onTrail("StopLogging", { name: trailArn }),
            "a trail that was changed": onTrail("UpdateTrail", { name: "jenkins-efs-test" }),
            "a trail that records less": onTrail("PutEventSelectors", {
                trailName: "jenkins-efs-test",
                eventSelectors: [],
            }),
        },
        miss: {
            "another trail": onTrail("StopLogging", { name: "organisation-trail" }),
            "a trail that was started": onTrail("StartLogging", { name: "jenkins-efs-test" }),
        },
    },
    "backup-failed": {
        raise: {
            "a backup that failed": backupJob("FAILED", fileSystemArn),
            "a backup that never started": backupJob("EXPIRED", fileSystemArn),
            "a copy that failed": copyJob("FAILED", fileSystemArn),
        },
        miss: {
            "a backup that finished": backupJob("COMPLETED", fileSystemArn),
            "another file system's backup": backupJob("FAILED", otherFileSystem),
            "a copy that runs": copyJob("RUNNING", fileSystemArn),
        },
    },
    "restore-failed": {
        raise: {
            "a restore test that failed": restoreJob("FAILED", {
                restoreTestingPlanArn: `arn:aws:backup:us-east-1:${account}:restore-testing-plan:jenkins_efs_test-1`,
            }),
            "a restore that was stopped": restoreJob("ABORTED"),
            "a restore by a role of somebody's own": restoreJob("FAILED", {
                iamRoleArn: otherRole,
                sourceResourceArn: fileSystemArn,
            }),
        },
        miss: {
            "a restore that finished": restoreJob("COMPLETED"),
            "another file system's restore": restoreJob("FAILED", {
                iamRoleArn: otherRole,
                sourceResourceArn: otherFileSystem,
            }),
        },
    },
    "agent-unhealthy": {
        raise: {
            "an instance that failed its health check": outOfService("a user health-check"),
            "an instance whose status checks failed": outOfService("an EC2 instance status checks failure"),
            "an instance that could not be started": scaling(
                "Launch Unsuccessful",
                group,
                "At 2026-11-24T09:00:00Z an instance was started.",
            ),
        },
        miss: {
            "an instance that was replaced for its age": outOfService("its maximum instance lifetime"),
            "another environment's instance": outOfService(
                "a user health-check",
                "jenkins-efs-prod-agent-linux-1-20260101",
            ),
        },
    },
    "connection-mispaired-linux-1": {
        raise: {
            "an access point mounted by another agent's role": connectionEvent({
                ...byAgent,
                userIdentity: assumedRole(`${agentRole}0`),
            }),
            "an access point mounted by a user": connectionEvent({ ...byAgent, userIdentity: user }),
            "a pairing that changed while mounted": connectionEvent({
                ...byAgent,
                userIdentity: user,
                eventName: "UpdateClientConnection",
            }),
            "an agent on another agent's access point": connectionEvent(through("agent-linux-2")),
            "an agent on an area that is not for it": connectionEvent(through("shared-private-of-2")),
            "an agent that may write where it only reads": connectionEvent(through("shared-maven-cache")),
        },
        miss: {
            "an agent on its own access point": connectionEvent(byAgent),
            "an agent that reads its area": connectionEvent({
                ...through("shared-maven-cache"),
                write: false,
            }),
            "an agent that writes its area": connectionEvent(through("shared-go-cache")),
            "the area's writer, for another agent's alarm": connectionEvent({
                ...through("shared-maven-cache"),
                userIdentity: assumedRole(agentRole.replace("-1", "-2")),
            }),
            "another access point": connectionEvent({
                ...byAgent,
                accessPointArn: `${accessPointArn}0`,
                userIdentity: user,
            }),
        },
    },
};
