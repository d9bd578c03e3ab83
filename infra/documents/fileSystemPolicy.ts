import { policyDocument, type Statement } from "./document";

/**
 * The file system policy. It only denies, so its size does not grow with the agents: each agent's role allows it its
 * own access point, and without an allowance anywhere a client (also an anonymous one) gets nothing.
 *
 * Every statement covers the NFS client actions alone: AWS Backup, replication and the policy's own administration use
 * other actions, which a broader denial would lock out. The conditions are three of the only four keys that EFS
 * honours for NFS clients.
 * https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
 */
export const fileSystemPolicy = (fileSystemArn: string): string =>
    policyDocument(
        ...confinement(fileSystemArn, fileSystemArn.replace(/:file-system\/.*$/, ":access-point/*")),
    );

/**
 * The policy of a file system that holds a restored directory for a while: the same, with one access point in place of
 * any, and nobody writes.
 */
export const restoredFileSystemPolicy = (fileSystemArn: string, accessPointArn: string): string =>
    policyDocument(...confinement(fileSystemArn, accessPointArn), {
        ...deny("DenyWrite", fileSystemArn),
        Action: "elasticfilesystem:ClientWrite",
    });

const deny = (Sid: string, Resource: string, Condition?: Statement["Condition"]): Statement => ({
    Sid,
    Effect: "Deny",
    Principal: { AWS: "*" },
    Action: "elasticfilesystem:Client*",
    Resource,
    ...(Condition ? { Condition } : {}),
});

const confinement = (fileSystemArn: string, accessPoints: string): readonly Statement[] => [
    deny("DenyPlaintext", fileSystemArn, { Bool: { "aws:SecureTransport": "false" } }),
    { ...deny("DenyRoot", fileSystemArn), Action: "elasticfilesystem:ClientRootAccess" },
    // A negated comparison also holds when the key is absent, that is when no access point is used.
    deny("DenyWithoutAccessPoint", fileSystemArn, {
        StringNotLike: { "elasticfilesystem:AccessPointArn": accessPoints },
    }),
    deny("DenyOutsideMountTargets", fileSystemArn, {
        Bool: { "elasticfilesystem:AccessedViaMountTarget": "false" },
    }),
];
