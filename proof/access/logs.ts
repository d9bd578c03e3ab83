import type { LogsOwner } from "../account/parts";
import { actionsOf, type Subject } from "./subject";

const onStreams = {
    write: ["logs:CreateLogStream", "logs:PutLogEvents"],
};

const onGroups = {
    read: ["logs:FilterLogEvents"],
    "delete or forget": ["logs:DeleteLogGroup", "logs:PutRetentionPolicy"],
    describe: ["logs:DescribeLogStreams"],
};

const owners: readonly LogsOwner[] = ["the agents'", "the trail's", "the flow logs'", "the images'"];

const onOwnStream = "an agent's stream";

/** Who may write, read and remove what the agents, the trail and the flow logs say. */
export const logs: Subject = {
    title: "Logs",
    dimensions: {
        action: [...Object.keys(onStreams), ...Object.keys(onGroups)],
        where: [onOwnStream, ...owners, "another"],
    },
    ask: ({ logGroups, agents, id, region }) => {
        const on = (where: string, groups: ActionGroups, resource: string) =>
            actionsOf(groups).map(({ value, action }) => ({
                facets: { action: value, where },
                about: `${action} on ${resource}`,
                request: { action, resource, account: id, context: {}, resourcePolicy: undefined },
            }));
        const own = logGroups
            .filter(({ owner }) => owner === "the agents'")
            .flatMap(({ arn }) =>
                agents.flatMap(({ name }) =>
                    on(onOwnStream, onStreams, `${arn}:log-stream:${name}/i-0a1b2c3d/kit`).map(
                        (question) => ({ ...question, owner: name }),
                    ),
                ),
            );
        const shared = logGroups.flatMap(({ name, arn, owner }) => {
            const stream = owner === "the trail's" ? `${id}_CloudTrail_${region}` : "somebody/kit";
            return [
                ...on(owner ?? name, onStreams, `${arn}:log-stream:${stream}`),
                ...on(owner ?? name, onGroups, arn),
                ...on("another", onStreams, `${arn}-other:log-stream:${stream}`),
                ...on("another", onGroups, `${arn}-other`),
            ];
        });
        return [...own, ...shared];
    },
};

type ActionGroups = Readonly<Record<string, readonly string[]>>;
