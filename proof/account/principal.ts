import type { Document } from "./document";

/** Every kind of principal that the proof asks for, as the columns of docs/access.md call them. */
export const principalKinds = [
    "agents",
    "backup role",
    "restore role",
    "trail role",
    "flow log role",
    "recorder role",
    "forwarder role",
    "image role",
    "key administrators",
    "deployer",
    "auditor",
    "broad role",
    "plain role",
    "Auto Scaling role",
    "Image Builder role",
    "EC2",
    "AWS Backup",
    "CloudWatch Logs",
    "CloudTrail",
    "CloudWatch alarms",
    "Config",
    "EventBridge",
    "flow logs",
    "log delivery",
    "S3 logging",
    "another AWS service",
    "stranger",
    "anonymous",
] as const;

/** How the columns of docs/access.md call a principal. */
export type PrincipalKind = (typeof principalKinds)[number];

/** Somebody or something that asks AWS for access. */
export interface Principal {
    readonly kind: PrincipalKind;
    /** How an explanation calls it. */
    readonly name: string;
    /** The agent that it is, where it is one. */
    readonly agent?: string;
    /** ARN of a role or name of a service; undefined for a request that nobody signed. */
    readonly id: string | undefined;
    /** The account that it belongs to; undefined for AWS services and anonymous requests. */
    readonly account: string | undefined;
    readonly policies: readonly Document[];
    readonly boundary: Document | undefined;
}

/** A principal without permissions of its own: all that it can do comes from the policies of resources. */
export function withoutPermissions(
    kind: PrincipalKind,
    name: string,
    id: string | undefined,
    account: string | undefined,
): Principal {
    return { kind, name, id, account, policies: [], boundary: undefined };
}
