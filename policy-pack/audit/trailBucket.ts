import { conditionsOn, documentOf, isForEveryone } from "../kernel/iam";
import { stackRule } from "../kernel/rule";
import { choice } from "../kernel/settings";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { allOf, anyOf, flag, items, type Maybe, present, see, text, UNKNOWN } from "../kernel/values";

/** Both tokens of a bucket or one of its parts: since version 7 of the provider the second is the older name. */
function both(name: string): readonly string[] {
    const module = name.charAt(0).toLowerCase() + name.slice(1);
    return [`aws:s3/${module}:${name}`, `aws:s3/${module}V2:${name}V2`];
}

const bucketTypes = both("Bucket");

interface Demand {
    readonly is: string;
    readonly must: string;
    readonly remedy: string;
    met(stack: Stack, bucket: Node): Maybe;
}

const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

function parts(stack: Stack, bucket: Node, name: string): readonly Node[] {
    return stack.pointingAt(bucket, both(name), ["bucket"]);
}

function claim(value: unknown, test: (value: string) => boolean): Maybe {
    return value === UNKNOWN ? UNKNOWN : test(text(value) ?? "");
}

const demands: readonly Demand[] = [
    {
        is: "it does not block public access in all four ways",
        must: "block public ACLs and policies, old and new",
        remedy: "Add an aws.s3.BucketPublicAccessBlock with all four set to true",
        met: (stack, bucket) =>
            anyOf(
                parts(stack, bucket, "BucketPublicAccessBlock").map(({ props }) => {
                    const flags = blocks.map((name) => flag(see(props, name)) ?? false);
                    return allOf(flags);
                }),
            ),
    },
    {
        is: "its policy does not refuse plain HTTP",
        must: "deny s3:* to everyone where aws:SecureTransport is false",
        remedy: "Add the Deny to its aws.s3.BucketPolicy",
        met: (stack, bucket) =>
            anyOf(
                [...parts(stack, bucket, "BucketPolicy"), bucket].map(({ props }) => {
                    const { statements, partial } = documentOf(see(props, "policy"));
                    const denied = statements.some(
                        (statement) =>
                            !statement.allow &&
                            isForEveryone(statement) &&
                            conditionsOn(statement, "aws:SecureTransport").some(({ values }) =>
                                values.includes("false"),
                            ),
                    );
                    return denied ? true : partial ? UNKNOWN : false;
                }),
            ),
    },
    {
        is: "it is not versioned",
        must: "keep the versions of what is overwritten or deleted",
        remedy: 'Add an aws.s3.BucketVersioning with status "Enabled"',
        met: (stack, bucket) =>
            anyOf([
                ...parts(stack, bucket, "BucketVersioning").map(({ props }) =>
                    claim(see(props, "versioningConfiguration", "status"), (status) => status === "Enabled"),
                ),
                flag(see(bucket.props, "versioning", "enabled")) ?? false,
            ]),
    },
    {
        is: "it is not encrypted with a KMS key",
        must: "be encrypted with aws:kms",
        remedy: 'Add an aws.s3.BucketServerSideEncryptionConfiguration with sseAlgorithm "aws:kms" and kmsMasterKeyId',
        met: (stack, bucket) => {
            const rules = [
                ...parts(stack, bucket, "BucketServerSideEncryptionConfiguration").flatMap(({ props }) =>
                    items(see(props, "rules")),
                ),
                ...items(see(bucket.props, "serverSideEncryptionConfiguration", "rule")),
            ];
            return anyOf(
                rules.map((rule) =>
                    claim(see(rule, "applyServerSideEncryptionByDefault", "sseAlgorithm"), (name) =>
                        /^aws:kms/.test(name),
                    ),
                ),
            );
        },
    },
    {
        is: "it has no lifecycle",
        must: "say how long it keeps what it holds",
        remedy: "Add an aws.s3.BucketLifecycleConfiguration",
        met: (stack, bucket) =>
            parts(stack, bucket, "BucketLifecycleConfiguration").length > 0 ||
            items(see(bucket.props, "lifecycleRules")).some((rule) => rule !== UNKNOWN),
    },
    {
        is: "nothing records who reads it",
        must: "log its accesses to another bucket",
        remedy: "Add an aws.s3.BucketLogging",
        met: (stack, bucket) =>
            parts(stack, bucket, "BucketLogging").length > 0 ||
            present(see(bucket.props, "logging", "targetBucket")),
    },
];

const lock: Demand = {
    is: "it has no object lock",
    must: "have one: the configuration asks for it",
    remedy: "Set objectLockEnabled on the bucket and add an aws.s3.BucketObjectLockConfiguration",
    met: (stack, bucket) =>
        parts(stack, bucket, "BucketObjectLockConfiguration").length > 0 ||
        present(see(bucket.props, "objectLockConfiguration")),
};

export const hardened = stackRule({
    name: "cloudtrail-bucket-hardened",
    title: "The bucket of a trail is private, versioned, encrypted, kept and logged",
    asserts:
        "a trail's bucket in the stack blocks public access four ways, refuses plain HTTP, is versioned, encrypted with a KMS key, has a lifecycle and access logs, and object lock where the configuration asks for it",
    severity: "high",
    level: "advisory",
    decisive: "edges",
    references: {
        securityHub: [
            "CloudTrail.6",
            "CloudTrail.7",
            "S3.5",
            "S3.8",
            "S3.9",
            "S3.13",
            "S3.14",
            "S3.15",
            "S3.17",
        ],
        cis: ["3.4"],
        configRules: [
            "s3-bucket-ssl-requests-only",
            "s3-bucket-level-public-access-prohibited",
            "s3-bucket-logging-enabled",
            "s3-bucket-versioning-enabled",
            "s3-lifecycle-policy-check",
        ],
        checkov: [
            "CKV_AWS_53",
            "CKV_AWS_54",
            "CKV_AWS_55",
            "CKV_AWS_56",
            "CKV_AWS_18",
            "CKV_AWS_21",
            "CKV_AWS_145",
            "CKV_AWS_143",
            "CKV2_AWS_6",
            "CKV2_AWS_61",
        ],
        prowler: ["cloudtrail_logs_s3_bucket_is_not_publicly_accessible"],
    },
    nist: { by: "Security Hub", controls: ["AC-3", "SC-8(1)", "AU-9(2)", "CP-9"] },
    fix: [
        'new aws.s3.BucketPublicAccessBlock("trail", { bucket: bucket.id, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true });',
    ],
    trigger: tokens.trail,
    settings: { objectLock: choice("Require object lock on the bucket of a trail", false) },
    check(stack, report, { objectLock }) {
        const buckets = new Set(
            stack.of(tokens.trail).flatMap((trail) => stack.link(trail, ["s3BucketName"], bucketTypes).to),
        );
        if (buckets.size === 0) return report.notApplicable("The bucket of the trail is outside the stack");
        for (const bucket of buckets) {
            for (const { is, must, remedy, met } of objectLock ? [...demands, lock] : demands) {
                const holds = met(stack, bucket);
                if (holds === UNKNOWN) report.wait(bucket, "its settings");
                else if (!holds) report.violation(bucket, `it keeps a trail, and ${is}`, must, remedy);
            }
        }
    },
});
