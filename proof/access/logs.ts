import { actionsOf, type Subject } from "./subject";

const onStreams = {
    write: ["logs:CreateLogStream", "logs:PutLogEvents"],
};

const onGroups = {
    read: ["logs:FilterLogEvents"],
    "delete or forget": ["logs:DeleteLogGroup", "logs:PutRetentionPolicy"],
    describe: ["logs:DescribeLogStreams"],
};

/** Who may write, read and remove what the agents say. */
export const logs: Subject = {
    title: "Logs",
    dimensions: {
        action: [...Object.keys(onStreams), ...Object.keys(onGroups)],
        "log group": ["the agents'", "another"],
    },
    ask: ({ logGroupArn, id }) =>
        [
            { value: "the agents'", arn: logGroupArn },
            { value: "another", arn: `${logGroupArn}-other` },
        ].flatMap(({ value: group, arn }) => {
            const on = (groups: Readonly<Record<string, readonly string[]>>, resource: string) =>
                actionsOf(groups).map(({ value, action }) => ({
                    facets: { action: value, "log group": group },
                    about: `${action} on ${resource}`,
                    request: { action, resource, account: id, context: {}, resourcePolicy: undefined },
                }));
            return [...on(onStreams, `${arn}:log-stream:i-0123456789abcdef0/kit`), ...on(onGroups, arn)];
        }),
};
