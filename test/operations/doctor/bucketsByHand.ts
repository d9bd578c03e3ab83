import {
    DeleteBucketEncryptionCommand,
    DeleteBucketOwnershipControlsCommand,
    DeleteBucketPolicyCommand,
    DeletePublicAccessBlockCommand,
    PutBucketLifecycleConfigurationCommand,
    PutBucketLoggingCommand,
    PutBucketVersioningCommand,
    PutObjectLockConfigurationCommand,
    S3Client,
} from "@aws-sdk/client-s3";
import { type Graph, textOf } from "../../../state/graph";
import { clientOf } from "./seeding/seeding";

/** What somebody can change of the audit buckets by hand, with the findings that tell it. */
export function bucketsByHand(
    graph: Graph,
): readonly (readonly [readonly string[], () => Promise<unknown>])[] {
    const withA = (setting: string) =>
        textOf(graph.all(`aws:s3/${setting[0]?.toLowerCase()}${setting.slice(1)}:${setting}`)[0], "bucket");
    const s3 = clientOf(S3Client);
    const logged = { Bucket: withA("BucketLogging") };
    const locked = { Bucket: withA("BucketObjectLockConfiguration") };
    return [
        [["buckets/public"], () => s3.send(new DeletePublicAccessBlockCommand(logged))],
        [["buckets/owners"], () => s3.send(new DeleteBucketOwnershipControlsCommand(logged))],
        [["buckets/key"], () => s3.send(new DeleteBucketEncryptionCommand(logged))],
        [["buckets/policy"], () => s3.send(new DeleteBucketPolicyCommand(logged))],
        [
            ["buckets/logging"],
            () => s3.send(new PutBucketLoggingCommand({ ...logged, BucketLoggingStatus: {} })),
        ],
        [
            ["buckets/versions"],
            () =>
                s3.send(
                    new PutBucketVersioningCommand({
                        Bucket: graph.find("aws:s3/bucket:Bucket", "objectLockEnabled", false)?.id,
                        VersioningConfiguration: { Status: "Suspended" },
                    }),
                ),
        ],
        [
            ["buckets/lock"],
            () =>
                s3.send(
                    new PutObjectLockConfigurationCommand({
                        ...locked,
                        ObjectLockConfiguration: { ObjectLockEnabled: "Enabled" },
                    }),
                ),
        ],
        [
            ["buckets/lifecycle"],
            () =>
                s3.send(
                    new PutBucketLifecycleConfigurationCommand({
                        ...locked,
                        LifecycleConfiguration: {
                            Rules: [
                                {
                                    ID: "mine",
                                    Status: "Enabled",
                                    Filter: { Prefix: "" },
                                    Expiration: { Days: 1 },
                                },
                            ],
                        },
                    }),
                ),
        ],
    ];
}
