import { actionsOf, type Subject } from "./subject";

const onStreams = {
    write: ["logs:CreateLogStream", "logs:PutLogEvents"],
};

const onGroups = {
    read: ["logs:FilterLogEvents"],
    "delete or forget": ["logs:DeleteLogGroup", "logs:PutRetentionPolicy"],
    describe: ["logs:DescribeLogStreams"],
};

const groupNames: Readonly<Record<string, string>> = {
    agents: "the agents'",
    "auditing-trail": "the trail's",
    "auditing-flows": "the flow logs'",
};

const onOwnStream = "an agent's stream";

/** Who may write, read and remove what the agents, the trail and the flow logs say. */
export const logs: Subject = {
    title: "Logs",
    dimensions: {
        action: [...Object.keys(onStreams), ...Object.keys(onGroups)],
        where: [onOwnStream, ...Object.values(groupNames), "another"],
    },
    ask: ({ logGroupArns, agents, id, region }) => {
        const on = (where: string, groups: ActionGroups, resource: string) =>
            actionsOf(groups).map(({ value, action }) => ({
                facets: { action: value, where },
                about: `${action} on ${resource}`,
                request: { action, resource, account: id, context: {}, resourcePolicy: undefined },
            }));
        const stream = { "auditing-trail": `${id}_CloudTrail_${region}` } as Record<string, string>;
        const own = agents.flatMap(({ name }) =>
            on(onOwnStream, onStreams, `${logGroupArns.get("agents")}:log-stream:${name}/i-0a1b2c3d/kit`).map(
                (question) => ({ ...question, owner: name }),
            ),
        );
        const shared = [...logGroupArns].flatMap(([name, arn]) => [
            ...on(groupNames[name] ?? name, onStreams, `${arn}:log-stream:${stream[name] ?? "somebody/kit"}`),
            ...on(groupNames[name] ?? name, onGroups, arn),
            ...on("another", onStreams, `${arn}-other:log-stream:${stream[name] ?? "somebody/kit"}`),
            ...on("another", onGroups, `${arn}-other`),
        ]);
        return [...own, ...shared];
    },
};

type ActionGroups = Readonly<Record<string, readonly string[]>>;
