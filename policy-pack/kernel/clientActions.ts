import { covers, type Statement } from "./iam";

/** The action by which a client acts as root. */
export const rootAccess = "elasticfilesystem:ClientRootAccess";

/** All actions that EFS checks for an NFS client. */
export const clientActions = [
    "elasticfilesystem:ClientMount",
    "elasticfilesystem:ClientWrite",
    rootAccess,
] as const;

/**
 * The condition keys that EFS enforces for an NFS client, in lower case; "any other condition keys are not enforced".
 * https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
 */
export const clientConditionKeys: readonly string[] = [
    "elasticfilesystem:accesspointarn",
    "elasticfilesystem:accessedviamounttarget",
    "aws:securetransport",
    "aws:sourceip",
];

/** Whether a statement allows an NFS client anything. */
export function allowsClient(statement: Statement): boolean {
    return statement.allow && clientActions.some((action) => covers(statement, action));
}
