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

/** Who may write, read and remove what the agents, the trail and the flow logs say. */
export const logs: Subject = {
    title: "Logs",
    dimensions: {
        action: [...Object.keys(onStreams), ...Object.keys(onGroups)],
        "log group": [...Object.values(groupNames), "another"],
    },
    ask: ({ logGroupArns, id, region }) => {
        const kit = [...logGroupArns].map(([name, arn]) => ({ value: groupNames[name] ?? name, arn }));
        const others = [...logGroupArns.values()].map((arn) => ({ value: "another", arn: `${arn}-other` }));
        return [...kit, ...others].flatMap(({ value: group, arn }) => {
            const stream = group === "the trail's" ? `${id}_CloudTrail_${region}` : "i-0123456789abcdef0/kit";
            const on = (groups: Readonly<Record<string, readonly string[]>>, resource: string) =>
                actionsOf(groups).map(({ value, action }) => ({
                    facets: { action: value, "log group": group },
                    about: `${action} on ${resource}`,
                    request: { action, resource, account: id, context: {}, resourcePolicy: undefined },
                }));
            return [...on(onStreams, `${arn}:log-stream:${stream}`), ...on(onGroups, arn)];
        });
    },
};
