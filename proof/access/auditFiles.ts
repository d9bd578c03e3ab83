import type { Account, Guarded } from "../account/account";
import { strangeAccount } from "../account/principals";
import { actionsOf, type Question, type Subject } from "./subject";

/** Who delivers to each bucket, by the name that the program gave it: where to, and for what source. */
const deliveries: Readonly<
    Record<
        string,
        {
            readonly files: string;
            folder(account: string): string;
            source(account: Account, owner: string): string;
        }
    >
> = {
    "auditing-trail": {
        files: "trail",
        folder: (owner) => `AWSLogs/${owner}/CloudTrail/`,
        source: ({ trailArn = "" }, owner) => trailArn.replace(/:\d{12}:/, `:${owner}:`),
    },
    "auditing-flows-vpc": {
        files: "flows",
        folder: (owner) => `AWSLogs/aws-account-id=${owner}/`,
        source: ({ partition, region }, owner) => `arn:${partition}:logs:${region}:${owner}:*`,
    },
    "auditing-compliance": {
        files: "configuration",
        folder: (owner) => `AWSLogs/${owner}/Config/`,
        source: ({ partition, region }, owner) => `arn:${partition}:config:${region}:${owner}:*`,
    },
    "auditing-access-logs": {
        files: "access logs",
        folder: () => "auditing-trail/",
        source: ({ partition }) => `arn:${partition}:s3:::auditing-trail`,
    },
};

const onFiles = {
    read: ["s3:GetObject", "s3:GetObjectVersion"],
    delete: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
};
const onBucket = {
    list: ["s3:ListBucket"],
    unguard: ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"],
    "delete the bucket": ["s3:DeleteBucket"],
};

/** Who may put files into the audit buckets, read them and take them away. */
export const auditFiles: Subject = {
    title: "Audit files",
    dimensions: {
        action: [
            "deliver",
            "deliver for a stranger",
            "deliver elsewhere",
            ...Object.keys(onFiles),
            ...Object.keys(onBucket),
        ],
        files: [...Object.values(deliveries).map(({ files }) => files), "unknown"],
        TLS: ["yes", "no"],
    },
    ask: (account) =>
        account.buckets.flatMap((bucket) => ["yes", "no"].flatMap((tls) => questions(account, bucket, tls))),
};

function questions(account: Account, bucket: Guarded, tls: string): readonly Question[] {
    const delivery = deliveries[bucket.name];
    const files = delivery?.files ?? "unknown";
    const ask = (value: string, action: string, key: string, context: Question["request"]["context"]) => ({
        facets: { action: value, files, TLS: tls },
        about: `${action} in ${bucket.name}`,
        request: {
            action,
            resource: key === "" ? bucket.arn : `${bucket.arn}/${key}`,
            account: account.id,
            context: { "aws:SecureTransport": String(tls === "yes"), ...context },
            resourcePolicy: bucket.policy,
        },
    });
    const folder = (owner: string) => `${delivery?.folder(owner) ?? ""}file.gz`;
    const sentFor = (owner: string) => ({
        "s3:x-amz-acl": "bucket-owner-full-control",
        "aws:SourceAccount": owner,
        "aws:SourceArn": delivery?.source(account, owner) ?? "",
    });
    return [
        ask("deliver", "s3:PutObject", folder(account.id), sentFor(account.id)),
        ask(
            "deliver for a stranger",
            "s3:PutObject",
            folder(account.id),
            sentFor(strangeAccount(account.id)),
        ),
        ask("deliver elsewhere", "s3:PutObject", "AWSLogs/000000000000/file.gz", sentFor(account.id)),
        ...actionsOf(onFiles).map(({ value, action }) => ask(value, action, folder(account.id), {})),
        ...actionsOf(onBucket).map(({ value, action }) => ask(value, action, "", {})),
    ];
}
