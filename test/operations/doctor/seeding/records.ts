import {
    CloudTrailClient,
    CreateTrailCommand,
    PutEventSelectorsCommand,
    StartLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import {
    CloudWatchLogsClient,
    CreateLogGroupCommand,
    PutMetricFilterCommand,
    PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
    ConfigServiceClient,
    PutConfigurationRecorderCommand,
    PutDeliveryChannelCommand,
    StartConfigurationRecorderCommand,
} from "@aws-sdk/client-config-service";
import { CreateFlowLogsCommand, EC2Client, type TrafficType } from "@aws-sdk/client-ec2";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
    CreateTopicCommand,
    SetTopicAttributesCommand,
    SNSClient,
    SubscribeCommand,
} from "@aws-sdk/client-sns";
import { type Resource, recordsOf, textOf } from "../../../../state/graph";
import { seedAlarms } from "./alarms";
import { clientOf, type Seeding } from "./seeding";

/** What records and what tells. */
export async function seedRecords(seeding: Seeding): Promise<void> {
    await seedTopics(seeding);
    await seedTrail(seeding);
    await seedFlowLogs(seeding);
    await seedAlarms(seeding);
    const { graph } = seeding;
    for (const rule of graph.all("aws:cloudwatch/eventRule:EventRule"))
        await clientOf(EventBridgeClient, rule).send(
            new PutRuleCommand({
                Name: textOf(rule, "name"),
                EventPattern: seeding.text(rule, "eventPattern"),
            }),
        );
    for (const target of graph.all("aws:cloudwatch/eventTarget:EventTarget"))
        await clientOf(EventBridgeClient, target).send(
            new PutTargetsCommand({
                Rule: textOf(target, "rule"),
                Targets: [{ Id: "1", Arn: seeding.text(target, "arn") }],
            }),
        );
}

async function seedTopics(seeding: Seeding): Promise<void> {
    const { graph } = seeding;
    for (const topic of graph.all("aws:sns/topic:Topic")) {
        const sns = clientOf(SNSClient, topic);
        const { TopicArn } = await sns.send(
            new CreateTopicCommand({
                Name: textOf(topic, "name"),
                Attributes: { KmsMasterKeyId: seeding.text(topic, "kmsMasterKeyId") },
            }),
        );
        const policy = graph.find("aws:sns/topicPolicy:TopicPolicy", "arn", textOf(topic, "arn"));
        if (policy !== undefined)
            await sns.send(
                new SetTopicAttributesCommand({
                    TopicArn,
                    AttributeName: "Policy",
                    AttributeValue: seeding.text(policy, "policy"),
                }),
            );
    }
    for (const subscription of graph.all("aws:sns/topicSubscription:TopicSubscription")) {
        const { SubscriptionArn } = await clientOf(SNSClient, subscription).send(
            new SubscribeCommand({
                TopicArn: seeding.text(subscription, "topic"),
                Protocol: textOf(subscription, "protocol"),
                Endpoint: textOf(subscription, "endpoint"),
                ReturnSubscriptionArn: true,
            }),
        );
        seeding.rename(subscription.id, SubscriptionArn);
    }
}

async function seedTrail(seeding: Seeding): Promise<void> {
    const { graph } = seeding;
    for (const group of graph.all("aws:cloudwatch/logGroup:LogGroup")) await seedLogGroup(seeding, group);
    for (const filter of graph.all("aws:cloudwatch/logMetricFilter:LogMetricFilter")) {
        const [metric] = recordsOf(filter, "metricTransformation");
        await clientOf(CloudWatchLogsClient, filter).send(
            new PutMetricFilterCommand({
                logGroupName: textOf(filter, "logGroupName"),
                filterName: textOf(filter, "name"),
                filterPattern: seeding.text(filter, "pattern"),
                metricTransformations: [
                    {
                        metricName: String(metric?.name),
                        metricNamespace: String(metric?.namespace),
                        metricValue: String(metric?.value),
                    },
                ],
            }),
        );
    }
    for (const trail of graph.all("aws:cloudtrail/trail:Trail")) {
        const cloudtrail = clientOf(CloudTrailClient, trail);
        const S3BucketName = textOf(trail, "s3BucketName");
        const Name = textOf(trail, "name");
        await cloudtrail.send(
            new CreateTrailCommand({
                Name,
                S3BucketName,
                KmsKeyId: seeding.text(trail, "kmsKeyId"),
                CloudWatchLogsLogGroupArn: seeding.text(trail, "cloudWatchLogsGroupArn"),
                CloudWatchLogsRoleArn: seeding.text(trail, "cloudWatchLogsRoleArn"),
                IsMultiRegionTrail: trail.props.isMultiRegionTrail === true,
                IncludeGlobalServiceEvents: trail.props.includeGlobalServiceEvents !== false,
                EnableLogFileValidation: trail.props.enableLogFileValidation === true,
            }),
        );
        await cloudtrail.send(
            new PutEventSelectorsCommand({
                TrailName: Name,
                EventSelectors: [
                    {
                        ReadWriteType: "All",
                        IncludeManagementEvents: true,
                        ExcludeManagementEventSources: [],
                    },
                ],
            }),
        );
        await cloudtrail.send(new StartLoggingCommand({ Name }));
    }
    const config = clientOf(ConfigServiceClient);
    const roleARN = "arn:aws:iam::123456789012:role/aws-service-role/config";
    await config.send(
        new PutConfigurationRecorderCommand({ ConfigurationRecorder: { name: "default", roleARN } }),
    );
    await config.send(
        new PutDeliveryChannelCommand({ DeliveryChannel: { name: "default", s3BucketName: "records" } }),
    );
    await config.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: "default" }));
}

async function seedLogGroup(seeding: Seeding, group: Resource): Promise<void> {
    const logs = clientOf(CloudWatchLogsClient, group);
    const logGroupName = textOf(group, "name");
    await logs.send(new CreateLogGroupCommand({ logGroupName, kmsKeyId: seeding.text(group, "kmsKeyId") }));
    const retentionInDays = Number(group.props.retentionInDays);
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
}

async function seedFlowLogs(seeding: Seeding): Promise<void> {
    for (const log of seeding.graph.all("aws:ec2/flowLog:FlowLog")) {
        const eni = textOf(log, "eniId");
        const toBucket = textOf(log, "logDestinationType") === "s3";
        const { FlowLogIds, Unsuccessful } = await clientOf(EC2Client, log).send(
            new CreateFlowLogsCommand({
                ResourceIds: [seeding.in(eni ?? log.props.vpcId)],
                ResourceType: eni === undefined ? "VPC" : "NetworkInterface",
                TrafficType: textOf(log, "trafficType") as TrafficType,
                MaxAggregationInterval: 60,
                ...(toBucket
                    ? { LogDestinationType: "s3", LogDestination: seeding.text(log, "logDestination") }
                    : {
                          LogDestinationType: "cloud-watch-logs",
                          LogGroupName: seeding.text(log, "logDestination").split(":log-group:")[1],
                          DeliverLogsPermissionArn: seeding.text(log, "iamRoleArn"),
                      }),
            }),
        );
        if (FlowLogIds?.[0] === undefined) throw new Error(JSON.stringify(Unsuccessful));
        seeding.rename(log.id, FlowLogIds[0]);
    }
}
