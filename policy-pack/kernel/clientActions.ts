import { covers, type Statement } from "./iam";

/** The action by which a client acts as root. */
export const rootAccess = "elasticfilesystem:ClientRootAccess";

/** All actions that EFS checks for an NFS client. */
export const clientActions = [
    "elasticfilesystem:ClientMount",
    "elasticfilesystem:ClientWrite",
    rootAccess,
] as const;

/** Whether a statement allows an NFS client anything. */
export function allowsClient(statement: Statement): boolean {
    return statement.allow && clientActions.some((action) => covers(statement, action));
}
