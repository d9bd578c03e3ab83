import { strangeAccount } from "../account/principals";
import { actionsOf, type Question, type Subject } from "./subject";

const administration = {
    subscribe: ["sns:Subscribe"],
    "change its policy": ["sns:SetTopicAttributes"],
    share: ["sns:AddPermission"],
    delete: ["sns:DeleteTopic"],
};

/** Who may publish to the alarms' topic, listen to it and change it. */
export const topics: Subject = {
    title: "Alarms' topic",
    dimensions: {
        action: [
            "publish",
            "publish for a stranger",
            "tell an event",
            "tell an event of another rule",
            ...Object.keys(administration),
        ],
    },
    ask: ({ topics: all, ruleArns, id, partition, region }) =>
        all.flatMap(({ name, arn, policy }) => {
            const ask = (value: string, action: string, context: Question["request"]["context"]) => ({
                facets: { action: value },
                about: `${action} on ${name}`,
                request: { action, resource: arn, account: id, context, resourcePolicy: policy },
            });
            const sentFor = (owner: string) => ({
                "aws:SourceAccount": owner,
                "aws:SourceArn": `arn:${partition}:cloudwatch:${region}:${owner}:alarm:mount-missing`,
            });
            const other = `arn:${partition}:events:${region}:${id}:rule/another`;
            return [
                ...ruleArns.map((rule) => ask("tell an event", "sns:Publish", { "aws:SourceArn": rule })),
                ...[other, ...ruleArns.map((rule) => rule.replace(`:${id}:`, `:${strangeAccount(id)}:`))].map(
                    (rule) => ask("tell an event of another rule", "sns:Publish", { "aws:SourceArn": rule }),
                ),
                ask("publish", "sns:Publish", sentFor(id)),
                ...[
                    sentFor(strangeAccount(id)),
                    { ...sentFor(id), "aws:SourceAccount": strangeAccount(id) },
                    { "aws:SourceAccount": id },
                    { "aws:SourceArn": sentFor(id)["aws:SourceArn"] },
                ].map((context) => ask("publish for a stranger", "sns:Publish", context)),
                ...[sentFor(id), ...ruleArns.slice(0, 1).map((rule) => ({ "aws:SourceArn": rule }))].flatMap(
                    (context) =>
                        actionsOf(administration).map(({ value, action }) => ask(value, action, context)),
                ),
            ];
        }),
};
