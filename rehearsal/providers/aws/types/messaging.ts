import { describeTypes, text } from "../resourceType";
import { oneUpTo, upTo } from "../texts";

/** SNS topics and SSM parameters. */
export const messaging = describeTypes({
    "aws:sns/topic:Topic": {
        replaces: "fifoTopic name namePrefix",
        autoName: { maxLength: 256 },
        // https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
        texts: { name: /^(?=.{1,256}$)[\w-]+(\.fifo)?$/, displayName: upTo(100) },
        defaults: { contentBasedDeduplication: false, fifoTopic: false },
        id: (i) => i.arn("sns", text(i.inputs.name)),
        computed: (i) => ({
            arn: i.id,
            beginningArchiveTime: "",
            owner: i.accountId,
            policy: JSON.stringify({
                Id: "__default_policy_ID",
                Statement: [
                    {
                        Action: ["SNS:Publish", "SNS:Subscribe"],
                        Condition: { StringEquals: { "AWS:SourceOwner": i.accountId } },
                        Effect: "Allow",
                        Principal: { AWS: "*" },
                        Resource: i.id,
                    },
                ],
                Version: "2008-10-17",
            }),
            signatureVersion: 0,
            tracingConfig: "",
        }),
    },
    "aws:sns/topicPolicy:TopicPolicy": {
        overwrites: true,
        replaces: "arn",
        id: ({ inputs }) => text(inputs.arn),
        computed: (i) => ({ owner: i.accountId }),
    },
    "aws:sns/topicSubscription:TopicSubscription": {
        replaces: "endpoint protocol topic",
        defaults: { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false, rawMessageDelivery: false },
        id: (i) => `${text(i.inputs.topic)}:${i.hex(32)}`,
        computed: (i) => ({
            arn: i.id,
            confirmationWasAuthenticated: false,
            filterPolicyScope: "",
            ownerId: i.accountId,
            pendingConfirmation: true,
        }),
    },
    "aws:ssm/parameter:Parameter": {
        replaces: "name",
        autoName: { maxLength: 2048 },
        texts: { name: oneUpTo(2048), description: upTo(1024) },
        id: ({ inputs }) => text(inputs.name),
        computed: (i) => ({
            arn: i.arn("ssm", `parameter${i.id.startsWith("/") ? "" : "/"}${i.id}`),
            dataType: "text",
            hasValueWo: false,
            keyId: i.inputs.type === "SecureString" ? "alias/aws/ssm" : "",
            tier: "Standard",
            version: Number(i.previous?.version ?? 0) + 1,
        }),
        unknownOnUpdate: (changed) => (changed.every((key) => key === "tags") ? [] : ["version"]),
    },
});
