import { flowFields } from "./flowLogs";

/** What the queries look for. */
export interface Sought {
    readonly fileSystemArn: string;
    readonly keyArns: readonly string[];
}

/** A saved query of CloudWatch Logs Insights. */
export interface SavedQuery {
    /** The question, in short; also how docs/auditing.md calls it. */
    readonly name: string;
    /** The group that it runs in. */
    readonly source: "agents" | "flows" | "trail";
    readonly text: (sought: Sought) => string;
}

const lines = (...parts: readonly string[]): string => parts.join("\n| ");
const list = (values: readonly string[]): string => `[${values.map((value) => `"${value}"`).join(", ")}]`;
const service = (name: string): string => `${name}.amazonaws.com`;

/** `pkt-srcaddr` as `pkt_srcaddr`: a hyphen in a field's name is a minus in a query. */
const flowColumns = flowFields.map((field) => field.replaceAll("-", "_"));

/** Calls that change who may do what. */
const policyCalls = [
    "AttachRolePolicy",
    "CreateAccessPoint",
    "CreateGrant",
    "CreatePolicyVersion",
    "DeleteAccessPoint",
    "DeleteBackupVaultAccessPolicy",
    "DeleteBackupVaultLockConfiguration",
    "DeleteFileSystemPolicy",
    "DeleteRolePermissionsBoundary",
    "DeleteRolePolicy",
    "DetachRolePolicy",
    "PutBackupVaultAccessPolicy",
    "PutBackupVaultLockConfiguration",
    "PutBucketPolicy",
    "PutFileSystemPolicy",
    "PutKeyPolicy",
    "PutResourcePolicy",
    "PutRolePermissionsBoundary",
    "PutRolePolicy",
    "RevokeGrant",
    "UpdateAssumeRolePolicy",
];

/** The questions that an auditor asks, ready to run. */
export const savedQueries: readonly SavedQuery[] = [
    {
        name: "path-changes",
        source: "agents",
        // One change is a SYSCALL record, which says who, PATH records, which say what, and a CWD record, which says what
        // a relative path is relative to; their serial is the same.
        text: () =>
            lines(
                "filter @logStream like /audit$/ and @message like /type=(SYSCALL|PATH|CWD) /",
                "parse @message /type=(?<record>\\w+) msg=audit\\((?<second>[0-9.]+):(?<serial>\\d+)\\)/",
                "parse @message / uid=(?<uid>\\d+) /",
                'parse @message / exe="(?<program>[^"]+)"/',
                'parse @message / (?:name|cwd)="?(?<path>[^" ]+)/',
                "parse @message / nametype=(?<change>\\w+)/",
                "fields @timestamp, @logStream, serial, record, uid, program, change, path",
                "sort serial desc, record desc",
                "limit 1000",
            ),
    },
    {
        name: "refused-mounts",
        source: "agents",
        text: () =>
            lines(
                "filter @logStream like /(kit|efs-mount)$/ and @message like /(?i)access denied|FAILED/",
                "fields @timestamp, @logStream, @message",
                "sort @timestamp desc",
                "limit 200",
            ),
    },
    {
        name: "rejected-flows",
        source: "flows",
        text: () =>
            lines(
                `parse @message "${flowFields.map(() => "*").join(" ")}" as ${flowColumns.join(", ")}`,
                'filter action = "REJECT"',
                "stats sum(packets) as refused, earliest(@timestamp) as first_seen, latest(@timestamp) as last_seen by pkt_srcaddr, dstaddr, dstport, az_id",
                "sort refused desc",
            ),
    },
    {
        name: "connections-per-agent",
        source: "trail",
        text: ({ fileSystemArn }) =>
            lines(
                `filter eventSource = "${service("elasticfilesystem")}" and eventName in ["NewClientConnection", "UpdateClientConnection"]`,
                `filter resources.0.ARN = "${fileSystemArn}" or resources.1.ARN = "${fileSystemArn}"`,
                "stats count(*) as connections, earliest(eventTime) as first_seen, latest(eventTime) as last_seen by userIdentity.arn, resources.1.ARN, serviceEventDetails.sourceIpAddress, serviceEventDetails.permissions.ClientWrite, serviceEventDetails.permissions.ClientRootAccess",
                "sort last_seen desc",
            ),
    },
    {
        name: "key-uses",
        source: "trail",
        text: ({ keyArns }) =>
            lines(
                `filter eventSource = "${service("kms")}" and resources.0.ARN in ${list(keyArns)}`,
                "fields resources.0.ARN as key, coalesce(userIdentity.arn, userIdentity.invokedBy) as caller",
                "stats count(*) as uses, latest(eventTime) as last_use by key, caller, eventName, errorCode",
                "sort uses desc",
            ),
    },
    {
        name: "denied-calls",
        source: "trail",
        text: () =>
            lines(
                "filter errorCode like /AccessDenied|Unauthorized/",
                `filter eventSource in ${list(["backup", "elasticfilesystem", "kms", "secretsmanager"].map(service))}`,
                "fields eventTime, eventSource, eventName, userIdentity.arn, sourceIPAddress, errorMessage",
                "sort eventTime desc",
                "limit 200",
            ),
    },
    {
        name: "policy-changes",
        source: "trail",
        text: () =>
            lines(
                `filter eventName in ${list(policyCalls)} and not ispresent(errorCode)`,
                "fields eventTime, eventName, userIdentity.arn, sourceIPAddress, requestParameters.roleName, requestParameters.policyArn, requestParameters.keyId, requestParameters.fileSystemId",
                "sort eventTime desc",
                "limit 200",
            ),
    },
    {
        name: "credential-reads",
        source: "trail",
        text: () =>
            lines(
                `filter eventSource = "${service("secretsmanager")}" and eventName = "GetSecretValue"`,
                "stats count(*) as reads, latest(eventTime) as last_read by requestParameters.secretId, userIdentity.arn, sourceIPAddress, errorCode",
                "sort last_read desc",
            ),
    },
];
