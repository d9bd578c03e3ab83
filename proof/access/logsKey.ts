import type { Account } from "../account/account";
import type { Guarded } from "../account/document";
import { strangeAccount } from "../account/principals";
import { directly, keySubject, via, type Way } from "./keys";

const ways = [
    "nothing",
    "a log group of the kit",
    "another log group",
    "the trail",
    "the trail for other data",
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
    ["logs"],
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

function viaLogGroups({ logGroups }: Account): readonly Way[] {
    const forGroup = (value: "a log group of the kit" | "another log group", arn: string) => ({
        ...way(value, { "kms:EncryptionContext:aws:logs:arn": arn }),
        about: `for ${arn}`,
    });
    return logGroups.flatMap(({ arn }) => [
        forGroup("a log group of the kit", arn),
        forGroup("another log group", `${arn}-other`),
    ]);
}

/** A trail whose name, region, account or context is not the kit's trail's is another; so is one that is not named. */
function viaTrail({ partition, region, id, trailArn }: Account): readonly Way[] {
    const arnKey = "aws:SourceArn";
    const contextKey = "kms:EncryptionContext:aws:cloudtrail:arn";
    const own = trailArn ?? `arn:${partition}:cloudtrail:${region}:${id}:trail/kit`;
    const ofStranger = own.replace(`:${id}:`, `:${strangeAccount(id)}:`);
    const others: readonly Way["context"][] = [
        { [arnKey]: nearly(own), [contextKey]: nearly(own) },
        { [arnKey]: ofStranger, [contextKey]: ofStranger },
        { [contextKey]: own },
    ];
    return [
        ...(trailArn === undefined
            ? []
            : [
                  way("the trail", { [arnKey]: own, [contextKey]: own }),
                  way("the trail for other data", { [arnKey]: own, [contextKey]: ofStranger }),
                  way("the trail for other data", { [arnKey]: own }),
              ]),
        ...others.map((context) => way("another trail", context)),
    ];
}

/** Another name that differs in its last letter only. */
const nearly = (name: string): string => `${name.slice(0, -1)}${name.endsWith("x") ? "y" : "x"}`;

/** Every way in which what a service says of its source is not all this account's. */
function notOwn(own: string, ofStranger: string, id: string): readonly Way["context"][] {
    const [accountKey, arnKey] = ["aws:SourceAccount", "aws:SourceArn"];
    return [
        { [accountKey]: strangeAccount(id), [arnKey]: ofStranger },
        { [accountKey]: strangeAccount(id), [arnKey]: own },
        { [arnKey]: own },
        { [accountKey]: id, [arnKey]: ofStranger },
        { [accountKey]: id },
    ];
}

function viaAlarms({ partition, region, id }: Account): readonly Way[] {
    const alarm = (account: string) => `arn:${partition}:cloudwatch:${region}:${account}:alarm:mount-missing`;
    return [
        way("an alarm", { "aws:SourceAccount": id, "aws:SourceArn": alarm(id) }),
        ...notOwn(alarm(id), alarm(strangeAccount(id)), id).map((context) =>
            way("a stranger's alarm", context),
        ),
    ];
}

function viaTopic(account: Account, key: Guarded): readonly Way[] {
    const { partition, region, id, topics } = account;
    const contextKey = "kms:EncryptionContext:aws:sns:topicArn";
    const { context } = via("the topic", "sns", key, account);
    const elsewhere = via("the topic", "sqs", key, account).context;
    const kit = topics[0]?.arn ?? `arn:${partition}:sns:${region}:${id}:kit`;
    return [
        ...topics.flatMap(({ arn }) =>
            // What EventBridge has SNS ask names no source; whoever else comes with the topic's context is refused.
            [{}, context, elsewhere].map((by) => way("the topic", { ...by, [contextKey]: arn })),
        ),
        way("another topic", { ...context, [contextKey]: nearly(kit) }),
        way("another topic", context),
        way("another topic", { [contextKey]: nearly(kit) }),
    ];
}

function viaDelivery({ partition, region, id, hasRecorder, hasFlowFiles }: Account): readonly Way[] {
    const flows = (account: string) => `arn:${partition}:logs:${region}:${account}:*`;
    return [
        way(hasRecorder ? "Config for this account" : "Config without recorder", { "aws:SourceAccount": id }),
        way("Config for a stranger", { "aws:SourceAccount": strangeAccount(id) }),
        way(hasFlowFiles ? "flow files" : "flow files without bucket", {
            "aws:SourceAccount": id,
            "aws:SourceArn": flows(id),
        }),
        ...notOwn(flows(id), flows(strangeAccount(id)), id).map((context) =>
            way("flow files of a stranger", context),
        ),
    ];
}
