import type { Account, Guarded } from "../account/account";
import { strangeAccount } from "../account/principals";
import { directly, keySubject, via, type Way } from "./keys";

const ways = [
    "nothing",
    "a log group of the kit",
    "another log group",
    "the trail",
    "another trail",
    "an alarm",
    "a stranger's alarm",
    "the topic",
    "another topic",
    "S3",
    "Config for this account",
    "Config without recorder",
    "Config for a stranger",
    "flow files",
    "flow files without bucket",
    "flow files of a stranger",
    "another service",
] as const;

/** Who may use the key of the logs, the audit files and the alarms' topic. */
export const logsKey = keySubject(
    "Logs key",
    ["key-logs"],
    (account, key) => [
        directly,
        ...viaLogGroups(account),
        ...viaTrail(account),
        ...viaAlarms(account),
        ...viaTopic(account, key),
        via("S3", "s3", key, account),
        ...viaDelivery(account),
        via("another service", "dynamodb", key, account),
    ],
    ways,
);

const way = (value: (typeof ways)[number], context: Way["context"]): Way => ({
    value,
    about: `for ${value}`,
    context,
});

function viaLogGroups({ logGroupArns }: Account): readonly Way[] {
    const forGroup = (value: "a log group of the kit" | "another log group", arn: string) => ({
        ...way(value, { "kms:EncryptionContext:aws:logs:arn": arn }),
        about: `for ${arn}`,
    });
    return [...logGroupArns.values()].flatMap((arn) => [
        forGroup("a log group of the kit", arn),
        forGroup("another log group", `${arn}-other`),
    ]);
}

function viaTrail({ partition, region, id, trailArn }: Account): readonly Way[] {
    const forTrail = (value: "the trail" | "another trail", arn: string) =>
        way(value, { "aws:SourceArn": arn, "kms:EncryptionContext:aws:cloudtrail:arn": arn });
    return [
        ...(trailArn === undefined ? [] : [forTrail("the trail", trailArn)]),
        forTrail("another trail", `arn:${partition}:cloudtrail:${region}:${id}:trail/somebody-elses`),
    ];
}

function viaAlarms({ partition, region, id }: Account): readonly Way[] {
    const forAlarm = (value: "an alarm" | "a stranger's alarm", account: string) =>
        way(value, {
            "aws:SourceAccount": account,
            "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:${account}:alarm:mount-missing`,
        });
    return [forAlarm("an alarm", id), forAlarm("a stranger's alarm", strangeAccount(id))];
}

function viaTopic(account: Account, key: Guarded): readonly Way[] {
    const { partition, region, id, topics } = account;
    const { context } = via("the topic", "sns", key, account);
    const forTopic = (value: "the topic" | "another topic", arn: string) =>
        way(value, { ...context, "kms:EncryptionContext:aws:sns:topicArn": arn });
    return [
        ...topics.map(({ arn }) => forTopic("the topic", arn)),
        forTopic("another topic", `arn:${partition}:sns:${region}:${id}:somebody-elses`),
    ];
}

function viaDelivery({ partition, region, id, hasRecorder, hasFlowFiles }: Account): readonly Way[] {
    const flowsOf = (account: string) => ({
        "aws:SourceAccount": account,
        "aws:SourceArn": `arn:${partition}:logs:${region}:${account}:*`,
    });
    return [
        way(hasRecorder ? "Config for this account" : "Config without recorder", { "aws:SourceAccount": id }),
        way("Config for a stranger", { "aws:SourceAccount": strangeAccount(id) }),
        way(hasFlowFiles ? "flow files" : "flow files without bucket", flowsOf(id)),
        way("flow files of a stranger", flowsOf(strangeAccount(id))),
    ];
}
