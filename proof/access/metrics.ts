import type { Subject } from "./subject";

/** Written here once more: what is judged does not say what is right. */
const metricsNamespace = "JenkinsEfs/Agent";

/** Who may publish metrics in the agents' namespace, and agents in another. */
export const metrics: Subject = {
    title: "Metrics",
    isShared: true,
    dimensions: { namespace: ["the agents'", "another"] },
    ask: ({ id, partition, region }) =>
        [
            { value: "the agents'", namespace: metricsNamespace },
            { value: "another", namespace: `${metricsNamespace.slice(0, -1)}x` },
            { value: "another", namespace: "AWS/EFS" },
        ].map(({ value, namespace }) => ({
            facets: { namespace: value },
            about: namespace,
            request: {
                action: "cloudwatch:PutMetricData",
                // IAM's reference knows one kind of resource for it, which any name stands for.
                resource: `arn:${partition}:cloudwatch:${region}:${id}:dataset/default`,
                account: id,
                context: { "cloudwatch:namespace": namespace },
                resourcePolicy: undefined,
            },
        })),
};
