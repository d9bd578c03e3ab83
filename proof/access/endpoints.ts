import { readDocument } from "../account/document";
import { strangeAccount } from "../account/principals";
import type { Question, Subject } from "./subject";

/** A resource that admits everybody, so that the endpoint's policy alone decides. */
const open = readDocument(
    "policy of an open resource",
    JSON.stringify({
        Statement: { Sid: "Open", Effect: "Allow", Principal: "*", Action: "*", Resource: "*" },
    }),
);

/** What the VPC's endpoints carry: whose calls, and what of S3 whoever calls. */
export const endpoints: Subject = {
    title: "Endpoints",
    dimensions: {
        endpoint: ["S3", "interface", "STS"],
        call: [
            "read a bucket",
            "write to a bucket",
            "use a resource",
            "use its secret",
            "become a role of the account by a token",
            "become another account's role by a token",
        ],
    },
    ask: ({ endpoints: all, agents, partition, region, id }) =>
        all.flatMap(({ name, service, policy }): Question[] => {
            if (policy === undefined) return [];
            const question = (call: string, action: string, resource: string, account: string): Question => ({
                facets: { endpoint: { s3: "S3", sts: "STS" }[service] ?? "interface", call },
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
            const bucket = `arn:${partition}:s3:::a-bucket-of-somebody`;
            if (service === "s3")
                return [
                    // As a package manager, a presigned URL and a listing of a public data set do.
                    question("read a bucket", "s3:GetObject", `${bucket}/core/package.rpm`, id),
                    question("read a bucket", "s3:GetObjectVersion", `${bucket}/core/package.rpm`, id),
                    question("read a bucket", "s3:ListBucket", bucket, id),
                    question("write to a bucket", "s3:PutObject", `${bucket}/drop`, id),
                ];
            if (service === "sts")
                return [
                    { call: "become a role of the account by a token", account: id },
                    { call: "become another account's role by a token", account: strangeAccount(id) },
                ].flatMap(({ call, account }) =>
                    ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"].map((action) =>
                        question(call, action, `arn:${partition}:iam::${account}:role/builds`, account),
                    ),
                );
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
