import type { Subject } from "./subject";

/** Written here once more: what is judged does not say what is right. */
const metricsNamespace = "JenkinsEfs/Agent";

/** Who may call for what nobody owns: metrics of the agents' namespace and others, events, tags. */
export const shared: Subject = {
    title: "Metrics, events and tags",
    isShared: true,
    dimensions: {
        call: ["publish the agents' metrics", "publish other metrics", "put an event", "look tags up"],
    },
    ask: ({ id, partition, region }) => {
        const metric = (call: string, namespace: string) => ({
            call,
            about: namespace,
            action: "cloudwatch:PutMetricData",
            // IAM's reference knows one kind of resource for it, which any name stands for.
            resource: `arn:${partition}:cloudwatch:${region}:${id}:dataset/default`,
            context: { "cloudwatch:namespace": namespace },
        });
        return [
            metric("publish the agents' metrics", metricsNamespace),
            metric("publish other metrics", `${metricsNamespace.slice(0, -1)}x`),
            metric("publish other metrics", "AWS/EFS"),
            {
                call: "put an event",
                about: "the default bus",
                action: "events:PutEvents",
                resource: `arn:${partition}:events:${region}:${id}:event-bus/default`,
                context: {},
            },
            {
                call: "look tags up",
                about: "every resource",
                action: "tag:GetResources",
                resource: "*",
                context: {},
            },
        ].map(({ call, about, action, resource, context }) => ({
            facets: { call },
            about,
            request: { action, resource, account: id, context, resourcePolicy: undefined },
        }));
    },
};
