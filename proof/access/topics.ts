import { strangeAccount } from "../account/principals";
import { actionsOf, type Question, type Subject } from "./subject";

const administration = {
    subscribe: ["sns:Subscribe"],
    unguard: ["sns:SetTopicAttributes"],
    share: ["sns:AddPermission"],
    delete: ["sns:DeleteTopic"],
};

/** Who may publish to the alarms' topic, listen to it and change it. */
export const topics: Subject = {
    title: "Alarms' topic",
    dimensions: { action: ["publish", "publish for a stranger", ...Object.keys(administration)] },
    ask: ({ topics: all, id, partition, region }) =>
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
            return [
                ask("publish", "sns:Publish", sentFor(id)),
                ...[
                    sentFor(strangeAccount(id)),
                    { ...sentFor(id), "aws:SourceAccount": strangeAccount(id) },
                    { "aws:SourceAccount": id },
                    { "aws:SourceArn": sentFor(id)["aws:SourceArn"] },
                ].map((context) => ask("publish for a stranger", "sns:Publish", context)),
                ...actionsOf(administration).map(({ value, action }) => ask(value, action, sentFor(id))),
            ];
        }),
};
