import { componentTypes } from "../../state/components";
import { makerOf } from "../../state/environments";
import { isRecord } from "../../state/exported";
import type { Graph, Resource } from "../../state/graph";
import type { PrincipalKind } from "./principal";

/** What a key of the kit is for, as its component says it in its outputs. */
const keyPurposes = ["data", "vault", "copy", "logs", "agents"] as const;

/** What a key of the kit is for. */
export type KeyPurpose = (typeof keyPurposes)[number];

/** What the keys of an environment are for, by ARN. */
export function keyPurposesIn(graph: Graph): ReadonlyMap<string, KeyPurpose> {
    const outputs = graph.all(componentTypes.encryption)[0]?.props.keyArns;
    const arns = isRecord(outputs) ? outputs : {};
    return new Map(keyPurposes.map((purpose) => [String(arns[purpose] ?? ""), purpose]));
}

/** What the kit keeps in a log group, as docs/access.md calls it, by the component that makes the group. */
const logGroupOwners = {
    [componentTypes.agents]: "the agents'",
    [componentTypes.trail]: "the trail's",
    [componentTypes.flowLogs]: "the flow logs'",
    [componentTypes.imagePipeline]: "the images'",
} as const satisfies Record<string, string>;

/** Whose logs a group of the kit keeps. */
export type LogsOwner = (typeof logGroupOwners)[keyof typeof logGroupOwners];

/** Whose logs a group keeps; undefined where it is not the kit's. */
export function logsOwnerOf(group: Resource): LogsOwner | undefined {
    return madeBy(logGroupOwners, makerOf(group));
}

/** What the kit keeps in a bucket, as docs/access.md calls it, by the component that the bucket is for. */
const bucketFiles = {
    [componentTypes.trail]: "trail",
    [componentTypes.flowLogs]: "flows",
    [componentTypes.compliance]: "configuration",
    [componentTypes.auditing]: "access logs",
} as const satisfies Record<string, string>;

/** What the kit keeps in a bucket. */
export type AuditFiles = (typeof bucketFiles)[keyof typeof bucketFiles];

/** What a bucket keeps; undefined where it is not the kit's. */
export function auditFilesIn(bucket: Resource): AuditFiles | undefined {
    const isOurs = makerOf(bucket) === componentTypes.auditBucket;
    return isOurs ? madeBy(bucketFiles, makerOf(bucket, 2)) : undefined;
}

/** The roles that the kit makes for AWS services, as docs/access.md calls them, by the component that makes each. */
const serviceRoleKinds = {
    [componentTypes.trail]: "trail role",
    [componentTypes.flowLogs]: "flow log role",
    [componentTypes.compliance]: "recorder role",
    [componentTypes.forwarding]: "forwarder role",
    [componentTypes.imagePipeline]: "image role",
} as const satisfies Record<string, PrincipalKind>;

/** A component makes two for AWS Backup; its outputs tell them apart. */
const backupRoleKinds = {
    backupArn: "backup role",
    restoreArn: "restore role",
} as const satisfies Record<string, PrincipalKind>;

/** What a service's role is for, as docs/access.md calls it. */
export type ServiceRoleKind =
    | (typeof serviceRoleKinds)[keyof typeof serviceRoleKinds]
    | (typeof backupRoleKinds)[keyof typeof backupRoleKinds];

/** What a service's role is for; undefined where it is not the kit's. */
export function serviceRoleKindOf(role: Resource, graph: Graph): ServiceRoleKind | undefined {
    const [backupRoles] = graph.all(componentTypes.backupRoles);
    return (
        madeBy(serviceRoleKinds, makerOf(role)) ??
        Object.entries(backupRoleKinds).find(
            ([output]) => role.parent === backupRoles?.urn && role.props.arn === backupRoles?.props[output],
        )?.[1]
    );
}

function madeBy<T>(values: Readonly<Record<string, T>>, component: string | undefined): T | undefined {
    return component === undefined ? undefined : values[component];
}
