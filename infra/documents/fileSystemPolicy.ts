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
export function fileSystemPolicy(fileSystemArn: string): string {
    const deny = (Sid: string, Condition: Statement["Condition"]): Statement => ({
        Sid,
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: "elasticfilesystem:Client*",
        Resource: fileSystemArn,
        ...(Condition ? { Condition } : {}),
    });
    const accessPoints = fileSystemArn.replace(/:file-system\/.*$/, ":access-point/*");
    return policyDocument(
        deny("DenyPlaintext", { Bool: { "aws:SecureTransport": "false" } }),
        { ...deny("DenyRoot", undefined), Action: "elasticfilesystem:ClientRootAccess" },
        // A negated comparison also holds when the key is absent, that is when no access point is used.
        deny("DenyWithoutAccessPoint", {
            StringNotLike: { "elasticfilesystem:AccessPointArn": accessPoints },
        }),
        deny("DenyOutsideMountTargets", { Bool: { "elasticfilesystem:AccessedViaMountTarget": "false" } }),
    );
}
