import { isRecord } from "../../state/exported";
import type { Graph } from "../../state/graph";
import type { Thing } from "./facts";

/** The heading of the expectations about buckets in docs/access.md. */
export const bucketsTitle = "Audit buckets";

const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** What guards the audit buckets beside their policies. */
export function bucketsIn(graph: Graph): readonly Thing[] {
    return graph.all("aws:s3/bucket:Bucket").map(({ id, name }): Thing => {
        const of = (type: string) => graph.find(type, "bucket", id)?.props ?? {};
        const block = of("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
        const versioning = of("aws:s3/bucketVersioning:BucketVersioning").versioningConfiguration;
        const encryption = of(
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        );
        const fact = (isTrue: boolean) => ({ isTrue, because: `bucket ${id}` });
        return {
            kind: "every",
            name,
            facts: {
                "may become public": fact(!blocks.every((key) => block[key] === true)),
                "keeps what is overwritten": fact(isRecord(versioning) && versioning.status === "Enabled"),
                "is encrypted as the kit says": fact(encryption.rules !== undefined),
            },
        };
    });
}
