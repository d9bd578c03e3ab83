import { actionsOf, type Subject } from "./subject";

const calls = {
    "replace an instance": ["autoscaling:SetInstanceHealth"],
    "hold an end up or let it go": [
        "autoscaling:RecordLifecycleActionHeartbeat",
        "autoscaling:CompleteLifecycleAction",
    ],
};

/** Who may end the instance of an agent's group, or hold its end up. */
export const groups: Subject = {
    title: "Agents' groups",
    dimensions: { call: Object.keys(calls) },
    ask: ({ agents, id }) =>
        agents.flatMap(({ name, groupArn }) =>
            actionsOf(calls).map(({ value, action }) => ({
                facets: { call: value },
                owner: name,
                about: `${action} of ${name}`,
                request: { action, resource: groupArn, account: id, context: {}, resourcePolicy: undefined },
            })),
        ),
};
