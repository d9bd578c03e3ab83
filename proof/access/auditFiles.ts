import type { Account } from "../account/account";
import type { Bucket } from "../account/buckets";
import type { AuditFiles } from "../account/parts";
import { strangeAccount } from "../account/principals";
import { actionsOf, type Question, type Subject } from "./subject";

type Facts = Question["request"]["context"];

/** Who delivers to a bucket. */
interface Delivery {
    /** Where a service puts what belongs to an account. */
    folder(owner: string): string;
    /** What the service says of its source when it works for the kit, and in every way in which it does not. */
    source(account: Account): { readonly own: Facts; readonly others: readonly Facts[] };
}

const from = (account: string, arn: string): Facts => ({
    "aws:SourceAccount": account,
    "aws:SourceArn": arn,
});

const deliveries: Readonly<Record<AuditFiles, Delivery>> = {
    trail: {
        folder: (owner) => `AWSLogs/${owner}/CloudTrail/`,
        source: ({ trailArn = "", id }) => ({
            own: from(id, trailArn),
            others: [
                from(id, `${trailArn}x`),
                from(id, `${trailArn.slice(0, -1)}~`),
                { "aws:SourceAccount": id },
            ],
        }),
    },
    flows: {
        folder: (owner) => `AWSLogs/aws-account-id=${owner}/`,
        source: ({ partition, region, id }) => {
            const arn = (account: string) => `arn:${partition}:logs:${region}:${account}:*`;
            const other = strangeAccount(id);
            return {
                own: from(id, arn(id)),
                others: [
                    from(other, arn(other)),
                    from(other, arn(id)),
                    from(id, arn(other)),
                    { "aws:SourceAccount": id },
                    { "aws:SourceArn": arn(id) },
                ],
            };
        },
    },
    configuration: {
        folder: (owner) => `AWSLogs/${owner}/Config/`,
        source: ({ partition, region, id }) => byAccount(id, `arn:${partition}:config:${region}:${id}:*`),
    },
    "access logs": {
        folder: () => "",
        source: ({ partition, id, buckets }) => {
            const logged = buckets.find(({ files }) => files !== "access logs");
            const { own, others } = byAccount(id, logged?.arn ?? "");
            return {
                own,
                others: [...others, { "aws:SourceAccount": id }, from(id, `arn:${partition}:s3:::x`)],
            };
        },
    },
};

function byAccount(id: string, arn: string): ReturnType<Delivery["source"]> {
    return { own: from(id, arn), others: [from(strangeAccount(id), arn), { "aws:SourceArn": arn }] };
}

const onFiles = {
    read: ["s3:GetObject", "s3:GetObjectVersion"],
    delete: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
};
const onBucket = {
    list: ["s3:ListBucket"],
    "change its policy": ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"],
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
            "deliver without ownership",
            "share a file",
            "check",
            "check for a stranger",
            ...Object.keys(onFiles),
            ...Object.keys(onBucket),
        ],
        files: [...Object.keys(deliveries), "unknown"],
        TLS: ["yes", "no"],
    },
    ask: (account) =>
        account.buckets.flatMap((bucket) => ["yes", "no"].flatMap((tls) => questions(account, bucket, tls))),
};

function questions(account: Account, bucket: Bucket, tls: string): readonly Question[] {
    const delivery = bucket.files && deliveries[bucket.files];
    const files = bucket.files ?? "unknown";
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
    const owned = { "s3:x-amz-acl": "bucket-owner-full-control" };
    const { own, others } = delivery?.source(account) ?? { own: {}, others: [] };
    const mine = folder(account.id);
    return [
        ask("deliver", "s3:PutObject", mine, { ...owned, ...own }),
        ask("deliver without ownership", "s3:PutObject", mine, { ...own, "s3:x-amz-acl": "private" }),
        ask("deliver without ownership", "s3:PutObject", mine, own),
        ...others.map((other) => ask("deliver for a stranger", "s3:PutObject", mine, { ...owned, ...other })),
        ask("deliver elsewhere", "s3:PutObject", folder(strangeAccount(account.id)), { ...owned, ...own }),
        ask("deliver elsewhere", "s3:PutObject", "file.gz", { ...owned, ...own }),
        ask("share a file", "s3:PutObjectAcl", mine, { ...owned, ...own }),
        ask("check", "s3:GetBucketAcl", "", own),
        ...others.map((other) => ask("check for a stranger", "s3:GetBucketAcl", "", other)),
        ...actionsOf(onFiles).map(({ value, action }) => ask(value, action, mine, own)),
        ...actionsOf(onBucket).map(({ value, action }) => ask(value, action, "", own)),
    ];
}
