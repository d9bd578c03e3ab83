import {
    BackupClient,
    DeleteBackupPlanCommand,
    DeleteBackupVaultLockConfigurationCommand,
} from "@aws-sdk/client-backup";
import { CloudTrailClient, StopLoggingCommand } from "@aws-sdk/client-cloudtrail";
import {
    CloudWatchClient,
    DeleteAlarmsCommand,
    DisableAlarmActionsCommand,
    SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import {
    CloudWatchLogsClient,
    DeleteMetricFilterCommand,
    DeleteRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { ConfigServiceClient, StopConfigurationRecorderCommand } from "@aws-sdk/client-config-service";
import { DisableRuleCommand, EventBridgeClient, RemoveTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
    CreateRoleCommand,
    DeleteRolePermissionsBoundaryCommand,
    DetachRolePolicyCommand,
    IAMClient,
    PutRolePolicyCommand,
    UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { SNSClient, SubscribeCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import { type Graph, type Resource, textOf } from "../../../state/graph";
import { clientOf } from "./seeding/seeding";

const everything = (principal?: object): string =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            { Sid: "Mine", Effect: "Allow", Action: "elasticfilesystem:*", Resource: "*", ...principal },
        ],
    });
const trust = (service: string): string =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
    });

/** The same for vaults, what records and tells, and roles. */
export function recordsByHand(
    graph: Graph,
): readonly (readonly [readonly string[], () => Promise<unknown>])[] {
    const some = (type: string, at = 0): Resource => {
        const found = graph.all(type)[at];
        if (found === undefined) throw new Error(`${type} ${at} is not in the state`);
        return found;
    };
    const _group = (at: number) => ({ AutoScalingGroupName: some("aws:autoscaling/group:Group", at).id });
    const _key = (at: number) => ({ KeyId: some("aws:kms/key:Key", at).id });
    const _kms = (at: number) => clientOf(KMSClient, some("aws:kms/key:Key", at));
    const role = (at: number) => ({ RoleName: textOf(some("aws:iam/role:Role", at), "name") });
    const alarms = graph
        .all("aws:cloudwatch/metricAlarm:MetricAlarm")
        .filter(({ props }) => props.dimensions === undefined)
        .map((alarm) => textOf(alarm, "name") ?? "");
    const [first = "", second = "", third = ""] = alarms;
    const rule = (at: number) => textOf(some("aws:cloudwatch/eventRule:EventRule", at), "name");
    const rules = (at: number) => clientOf(EventBridgeClient, some("aws:cloudwatch/eventRule:EventRule", at));
    const attachment = some("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
    const subscription = some("aws:sns/topicSubscription:TopicSubscription");
    const sendEach = async (...sent: readonly Promise<unknown>[]) => Promise.all(sent);
    const group = some("aws:cloudwatch/logGroup:LogGroup");
    const filter = some("aws:cloudwatch/logMetricFilter:LogMetricFilter");
    return [
        [
            ["log-groups/changed"],
            () =>
                clientOf(CloudWatchLogsClient).send(
                    new DeleteRetentionPolicyCommand({ logGroupName: textOf(group, "name") }),
                ),
        ],
        [
            ["metric-filters/missing"],
            () =>
                clientOf(CloudWatchLogsClient).send(
                    new DeleteMetricFilterCommand({
                        logGroupName: textOf(filter, "logGroupName"),
                        filterName: textOf(filter, "name"),
                    }),
                ),
        ],
        [
            ["backup-plan/missing"],
            () =>
                clientOf(BackupClient).send(
                    new DeleteBackupPlanCommand({ BackupPlanId: some("aws:backup/plan:Plan").id }),
                ),
        ],
        [
            ["vaults/unlocked"],
            () => {
                const vault = some("aws:backup/vault:Vault");
                const BackupVaultName = textOf(vault, "name");
                return clientOf(BackupClient, vault).send(
                    new DeleteBackupVaultLockConfigurationCommand({ BackupVaultName }),
                );
            },
        ],
        [
            ["trail/stopped"],
            () =>
                clientOf(CloudTrailClient).send(
                    new StopLoggingCommand({ Name: textOf(some("aws:cloudtrail/trail:Trail"), "name") }),
                ),
        ],
        [
            ["recorder/stopped"],
            () =>
                clientOf(ConfigServiceClient).send(
                    new StopConfigurationRecorderCommand({ ConfigurationRecorderName: "default" }),
                ),
        ],
        [
            ["alarms/missing"],
            () => clientOf(CloudWatchClient).send(new DeleteAlarmsCommand({ AlarmNames: [first] })),
        ],
        [
            ["alarms/muted"],
            () => clientOf(CloudWatchClient).send(new DisableAlarmActionsCommand({ AlarmNames: [second] })),
        ],
        [
            ["alarms/ringing"],
            () =>
                clientOf(CloudWatchClient).send(
                    new SetAlarmStateCommand({
                        AlarmName: third,
                        StateValue: "ALARM",
                        StateReason: "it does",
                    }),
                ),
        ],
        [["event-rules/disabled"], () => rules(0).send(new DisableRuleCommand({ Name: rule(0) }))],
        [["event-rules/deaf"], () => rules(1).send(new RemoveTargetsCommand({ Rule: rule(1), Ids: ["1"] }))],
        [
            ["alarm-topic/foreign", "alarm-topic/gone"],
            () =>
                sendEach(
                    clientOf(SNSClient).send(
                        new SubscribeCommand({
                            TopicArn: textOf(subscription, "topic"),
                            Protocol: "https",
                            Endpoint: "https://hooks.example.com/CANARY-hook",
                        }),
                    ),
                    clientOf(SNSClient).send(new UnsubscribeCommand({ SubscriptionArn: subscription.id })),
                ),
        ],
        [
            ["mounting/could-mount"],
            async () => {
                const iam = clientOf(IAMClient);
                const RoleName = "Mounter";
                await iam.send(
                    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust("ec2.amazonaws.com") }),
                );
                await iam.send(
                    new PutRolePolicyCommand({ RoleName, PolicyName: "Mine", PolicyDocument: everything() }),
                );
            },
        ],
        [
            ["roles/written"],
            () =>
                clientOf(IAMClient).send(
                    new PutRolePolicyCommand({
                        ...role(0),
                        PolicyName: "Mine",
                        PolicyDocument: everything(),
                    }),
                ),
        ],
        [
            ["roles/boundary"],
            () => clientOf(IAMClient).send(new DeleteRolePermissionsBoundaryCommand(role(1))),
        ],
        [
            ["roles/trust"],
            () =>
                clientOf(IAMClient).send(
                    new UpdateAssumeRolePolicyCommand({
                        ...role(2),
                        PolicyDocument: trust("lambda.amazonaws.com"),
                    }),
                ),
        ],
        [
            ["roles/taken"],
            () =>
                clientOf(IAMClient).send(
                    new DetachRolePolicyCommand({
                        RoleName: textOf(attachment, "role"),
                        PolicyArn: textOf(attachment, "policyArn"),
                    }),
                ),
        ],
    ];
}
