import { type Graph, textOf } from "../../state/graph";
import type { Guarded } from "./document";
import { type AuditFiles, auditFilesIn } from "./parts";
import { documentOf, required } from "./role";

/** A bucket that the proof asks about, with its policy. */
export interface Bucket extends Guarded {
    /** What the kit keeps in it; undefined where it is not the kit's. */
    readonly files: AuditFiles | undefined;
}

/** Where the accesses to one bucket are recorded. */
export interface AccessLog {
    /** ARN of the bucket that is accessed. */
    readonly sourceArn: string;
    readonly target: Guarded;
    /** What the names of the files begin with. */
    readonly prefix: string;
}

/** The buckets that a graph makes in a region, and where S3 records the accesses to each. */
export function readBuckets(graph: Graph, region: string) {
    const found = graph.all("aws:s3/bucket:Bucket").map((bucket) => {
        const policy = graph.find("aws:s3/bucketPolicy:BucketPolicy", "bucket", bucket.id);
        const guarded: Bucket = {
            name: bucket.name,
            arn: required(bucket, "arn"),
            region,
            policy: policy && documentOf(policy, "policy"),
            files: auditFilesIn(bucket),
        };
        return { id: bucket.id, guarded };
    });
    const named = (id: unknown) => found.find((bucket) => bucket.id === id)?.guarded;
    const accessLogs = graph.all("aws:s3/bucketLogging:BucketLogging").flatMap((logging): AccessLog[] => {
        const [source, target] = [named(logging.props.bucket), named(logging.props.targetBucket)];
        return source && target
            ? [{ sourceArn: source.arn, target, prefix: textOf(logging, "targetPrefix") ?? "" }]
            : [];
    });
    return { buckets: found.map(({ guarded }) => guarded), accessLogs };
}
