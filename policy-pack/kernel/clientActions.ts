import { covers, type Statement } from "./iam";

/** The action by which a client acts as root. */
export const rootAccess = "elasticfilesystem:ClientRootAccess";

/** All actions that EFS checks for an NFS client. */
export const clientActions = [
    "elasticfilesystem:ClientMount",
    "elasticfilesystem:ClientWrite",
    rootAccess,
] as const;

/** The condition key that names the access point of a mount. */
export const accessPointKey = "elasticfilesystem:AccessPointArn";

/**
 * The condition keys that EFS enforces for an NFS client; "any other condition keys are not enforced".
 * https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
 */
export const clientConditionKeys = [
    accessPointKey,
    "elasticfilesystem:AccessedViaMountTarget",
    "aws:SecureTransport",
    "aws:SourceIp",
] as const;

/** Whether EFS enforces a condition key, however it is written: IAM does not mind case. */
export const isClientConditionKey = (key: string): boolean =>
    clientConditionKeys.some((known) => known.toLowerCase() === key.toLowerCase());

/** Whether a statement allows an NFS client anything. */
export function allowsClient(statement: Statement): boolean {
    return statement.allow && clientActions.some((action) => covers(statement, action));
}
