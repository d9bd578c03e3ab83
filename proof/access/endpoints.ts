import { readDocument } from "../account/document";
import type { Question, Subject } from "./subject";

/** A resource that admits everybody, so that the endpoint's policy alone decides. */
const open = readDocument(
    "policy of an open resource",
    JSON.stringify({
        Statement: { Sid: "Open", Effect: "Allow", Principal: "*", Action: "*", Resource: "*" },
    }),
);

/** What the VPC's endpoints carry: whose calls, and what of S3 without a signature. */
export const endpoints: Subject = {
    title: "Endpoints",
    dimensions: {
        endpoint: ["S3", "interface"],
        call: [
            "read a package",
            "read another bucket",
            "write to a bucket",
            "use a resource",
            "use its secret",
        ],
    },
    ask: ({ endpoints: all, agents, partition, region, id }) =>
        all.flatMap(({ name, service, policy }): Question[] => {
            if (policy === undefined) return [];
            const question = (call: string, action: string, resource: string, account: string): Question => ({
                facets: { endpoint: service === "s3" ? "S3" : "interface", call },
                about: `${action} on ${resource} through ${name}`,
                request: {
                    action,
                    resource,
                    account,
                    context: {},
                    resourcePolicy: open,
                    endpointPolicy: policy,
                },
            });
            const bucket = `arn:${partition}:s3:::a-bucket-of-somebody/drop`;
            if (service === "s3")
                return [
                    question(
                        "read a package",
                        "s3:GetObject",
                        `arn:${partition}:s3:::al2023-repos-${region}-de612dc2/core/package.rpm`,
                        id,
                    ),
                    question("read another bucket", "s3:GetObject", bucket, id),
                    question("write to a bucket", "s3:PutObject", bucket, id),
                ];
            // An agent's own policy denies it every secret but its own.
            const secret = `arn:${partition}:secretsmanager:${region}:${id}:secret:open-AbCdEf`;
            const use = "secretsmanager:GetSecretValue";
            return [
                question("use a resource", use, secret, id),
                ...agents.map(({ name: owner, secretArn }) => ({
                    ...question("use its secret", use, secretArn, id),
                    owner,
                })),
            ];
        }),
};
