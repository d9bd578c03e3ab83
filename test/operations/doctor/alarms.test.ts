import { alarms } from "../../../operations/doctor/alarms";
import { eventRules } from "../../../operations/doctor/eventRules";
import { topic } from "../../../operations/doctor/topic";
import { arn, documents, pattern } from "./deployed";
import { judging } from "./judging";
import { environment } from "./stack";

const key = arn("kms", "key/k-1");
const alarmTopic = arn("sns", "alarms");

describe("The doctor at what tells", () => {
    const set = {
        AlarmActions: [alarmTopic],
        ComparisonOperator: "LessThanThreshold",
        Threshold: 1,
        EvaluationPeriods: 3,
        ActionsEnabled: true,
        StateValue: "OK",
    } as const;
    const burst = {
        ...set,
        AlarmActions: [alarmTopic],
        AlarmName: "burst",
        Namespace: "AWS/EFS",
        MetricName: "BurstCreditBalance",
        InsufficientDataActions: [alarmTopic],
    };
    const connected = {
        ...set,
        AlarmActions: [alarmTopic],
        AlarmName: "connected",
        Namespace: "JenkinsEfs/Agent",
        MetricName: "AgentConnected",
        Dimensions: [
            { Name: "Environment", Value: "jenkins-efs-prod" },
            { Name: "AgentName", Value: "linux-1" },
        ],
    };
    judging(alarms, {
        sound: [burst, connected],
        alsoSound: [
            {
                what: "an agent's alarm rings, which its metric tells",
                answer: [burst, { ...connected, StateValue: "ALARM" }],
            },
            {
                what: "an alarm of the file system that takes silence for nothing has no data",
                answer: [{ ...burst, StateValue: "INSUFFICIENT_DATA" }],
                expected: {
                    alarms: (alarms.expected(environment())[0]?.alarms ?? [])
                        .slice(0, 1)
                        .map((alarm) => ({ ...alarm, ringsInSilence: false })),
                },
            },
            {
                what: "an alarm that takes silence for nothing has no data",
                answer: [burst, { ...connected, StateValue: "INSUFFICIENT_DATA" }],
            },
        ],
        faults: {
            missing: [{ what: "one was deleted", answer: [connected], says: /alarm burst: no such alarm/ }],
            muted: [
                {
                    what: "one was muted",
                    answer: [{ ...burst, ActionsEnabled: false }, connected],
                    says: /actions are off/,
                },
            ],
            changed: [
                {
                    what: "one never rings",
                    answer: [{ ...burst, Threshold: -1 }, connected],
                    says: /threshold -1; wanted threshold 1/,
                },
                {
                    what: "one watches another agent",
                    answer: [burst, { ...connected, Dimensions: [{ Name: "AgentName", Value: "linux-2" }] }],
                    says: /of \["AgentName=linux-2"\]; wanted of \["AgentName=linux-1",/,
                },
                {
                    what: "one calculates what is always well",
                    answer: [{ ...burst, Metrics: [{ Id: "backups", Expression: "1" }] }, connected],
                    says: /calculated \["backups: 1"\]; wanted calculated none/,
                },
                {
                    what: "one tells nobody",
                    answer: [{ ...burst, AlarmActions: [] }, connected],
                    says: /tells none; wanted tells/,
                },
            ],
            ringing: [
                {
                    what: "one rings",
                    answer: [{ ...burst, StateValue: "ALARM" }, connected],
                    says: /alarm burst: ALARM; wanted OK/,
                },
                {
                    what: "one that rings in silence has no data",
                    answer: [{ ...burst, StateValue: "INSUFFICIENT_DATA" }, connected],
                    says: /INSUFFICIENT_DATA/,
                },
            ],
        },
    });

    const rule = {
        State: "ENABLED",
        EventPattern: '{"detail":{"state":["ABORTED","FAILED"]},"source":["aws.backup"]}',
    } as const;
    const targets = [{ Id: "1", Arn: alarmTopic }];
    judging(eventRules, {
        sound: { rule: { State: "ENABLED", EventPattern: pattern }, targets },
        alsoSound: [{ what: "AWS orders the pattern its own way", answer: { rule, targets } }],
        faults: {
            missing: [{ what: "it was deleted", answer: undefined, says: /event rule failed: no such/ }],
            disabled: [
                {
                    what: "it was disabled",
                    answer: { rule: { ...rule, State: "DISABLED" }, targets },
                    says: /DISABLED/,
                },
            ],
            changed: [
                {
                    what: "it finds less",
                    answer: { rule: { ...rule, EventPattern: '{"source":["aws.backup"]}' }, targets },
                    says: /another event pattern/,
                },
            ],
            deaf: [{ what: "it tells nobody", answer: { rule, targets: [] }, says: /no target arn:aws:sns/ }],
        },
    });

    const attributes = { KmsMasterKeyId: key, Policy: documents.topic };
    const subscription = {
        SubscriptionArn: `${alarmTopic}:1`,
        Protocol: "email",
        Endpoint: "on-call@example.com",
    };
    judging(topic, {
        sound: { attributes, subscriptions: [subscription] },
        alsoSound: [
            {
                what: "the endpoint is a secret, which no state tells",
                answer: { attributes, subscriptions: [subscription] },
                expected: {
                    subscriptions: [
                        {
                            arn: subscription.SubscriptionArn,
                            protocol: "email",
                            endpoint: "[secret]",
                        },
                    ],
                },
            },
        ],
        faults: {
            missing: [{ what: "it was deleted", answer: undefined, says: /topic alarms: no such/ }],
            key: [
                {
                    what: "it is under AWS's key",
                    answer: {
                        attributes: { ...attributes, KmsMasterKeyId: "alias/aws/sns" },
                        subscriptions: [subscription],
                    },
                    says: /key alias\/aws\/sns/,
                },
            ],
            policy: [
                {
                    what: "its policy was replaced",
                    answer: {
                        attributes: { ...attributes, Policy: '{"Statement":[]}' },
                        subscriptions: [subscription],
                    },
                    says: /Publish gone/,
                },
            ],
            unconfirmed: [
                {
                    what: "nobody opened the link",
                    answer: {
                        attributes,
                        subscriptions: [{ ...subscription, SubscriptionArn: "PendingConfirmation" }],
                    },
                    says: /email on-call@example\.com: PendingConfirmation/,
                },
            ],
            gone: [
                {
                    what: "somebody unsubscribed",
                    answer: { attributes, subscriptions: [] },
                    says: /no subscription/,
                },
            ],
            unheard: [
                {
                    what: "nobody ever subscribed",
                    answer: { attributes, subscriptions: [] },
                    expected: { subscriptions: [] },
                    says: /no confirmed subscription/,
                },
            ],
            foreign: [
                {
                    what: "a web hook listens too, whose path nobody sees",
                    answer: {
                        attributes,
                        subscriptions: [
                            subscription,
                            {
                                SubscriptionArn: `${alarmTopic}:9`,
                                Protocol: "https",
                                Endpoint: "https://user:pass@hooks.example.com/secret-path?token=1",
                            },
                        ],
                    },
                    says: /^foreign: topic alarms: https https:\/\/hooks\.example\.com\/…: a subscription/,
                },
            ],
        },
    });
});
