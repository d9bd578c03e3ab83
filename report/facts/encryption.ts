import { ownFileSystemsIn } from "../../state/environments";
import { isRecord } from "../../state/exported";
import { calledOf, type Graph, type Resource, recordsOf } from "../../state/graph";
import { type Key, Keys } from "./keys";

/** Something that holds data, and what it is encrypted with. */
export interface Encrypted {
    readonly what: string;
    readonly resource: string;
    /** Label of the customer managed key; undefined where AWS manages one, or nothing is encrypted. */
    readonly key: string | undefined;
    /** What stands in a key's place where there is none of the customer's. */
    readonly otherwise: "a key that AWS manages" | "S3's own key" | "not encrypted";
}

/** What is encrypted, with which key. */
export interface Encryption {
    readonly atRest: readonly Encrypted[];
    readonly keys: readonly (Key & { readonly serves: number })[];
}

const fileSystem = "aws:efs/fileSystem:FileSystem";

/** How each kind of resource names its key. */
const kinds: Readonly<Record<string, readonly [what: string, property: string]>> = {
    [fileSystem]: ["Files of the agents", "kmsKeyId"],
    "aws:backup/vault:Vault": ["Recovery points", "kmsKeyArn"],
    "aws:secretsmanager/secret:Secret": ["An agent's Jenkins secret", "kmsKeyId"],
    "aws:cloudwatch/logGroup:LogGroup": ["Logs", "kmsKeyId"],
    "aws:cloudtrail/trail:Trail": ["Files of the trail", "kmsKeyId"],
    "aws:sns/topic:Topic": ["Messages of the alarms", "kmsMasterKeyId"],
};

/** Reads what is encrypted at rest. */
export function readEncryption(graph: Graph): Encryption {
    const keys = new Keys(graph);
    const own = ownFileSystemsIn(graph);
    const direct = Object.entries(kinds).flatMap(([type, [what, property]]) =>
        graph.all(type).map(
            (resource): Encrypted => ({
                what:
                    resource.type === fileSystem && !own.includes(resource)
                        ? "Other files of the stack"
                        : what,
                resource: calledOf(resource),
                key: keys.label(resource.props[property]),
                otherwise: resource.props.encrypted === false ? "not encrypted" : "a key that AWS manages",
            }),
        ),
    );
    const atRest = [...direct, ...disks(graph, keys), ...replicas(graph, keys), ...buckets(graph, keys)];
    return {
        atRest,
        keys: keys.all.map((key) => ({
            ...key,
            serves: atRest.filter((encrypted) => encrypted.key === key.label).length,
        })),
    };
}

function disks(graph: Graph, keys: Keys): readonly Encrypted[] {
    return graph.all("aws:ec2/launchTemplate:LaunchTemplate").flatMap((template) =>
        recordsOf(template, "blockDeviceMappings").flatMap(({ ebs, deviceName }) =>
            isRecord(ebs)
                ? {
                      what: "Disk of an agent",
                      resource: `${template.name} ${String(deviceName ?? "")}`.trim(),
                      key: keys.label(ebs.kmsKeyId),
                      otherwise:
                          String(ebs.encrypted) === "true"
                              ? ("a key that AWS manages" as const)
                              : "not encrypted",
                  }
                : [],
        ),
    );
}

function replicas(graph: Graph, keys: Keys): readonly Encrypted[] {
    return graph.all("aws:efs/replicationConfiguration:ReplicationConfiguration").flatMap((replication) =>
        recordsOf(replication, "destination").map(
            ({ region, kmsKeyId }): Encrypted => ({
                what: "Replica of the files",
                resource: `${replication.name} in ${String(region ?? "this region")}`,
                key: keys.label(kmsKeyId),
                otherwise: "a key that AWS manages",
            }),
        ),
    );
}

function buckets(graph: Graph, keys: Keys): readonly Encrypted[] {
    return graph.all("aws:s3/bucket:Bucket").map((bucket) => {
        const rule = defaultEncryption(graph, bucket);
        return {
            what: "Audit files",
            resource: bucket.id,
            key: keys.label(rule?.kmsMasterKeyId),
            otherwise: rule?.sseAlgorithm === "aws:kms" ? "a key that AWS manages" : "S3's own key",
        };
    });
}

function defaultEncryption(graph: Graph, bucket: Resource): Readonly<Record<string, unknown>> | undefined {
    const settings = graph.find(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "bucket",
        bucket.id,
    );
    const [rule] = recordsOf(settings, "rules");
    const chosen = rule?.applyServerSideEncryptionByDefault;
    return isRecord(chosen) ? chosen : undefined;
}
