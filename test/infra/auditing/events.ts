/** Events in the shapes that AWS documents, of the account and file system of every mocked run. */

type Values = Readonly<Record<string, unknown>>;

export const account = "111122223333";
const region = "us-east-1";

/** A caller with a role, as CloudTrail records it. */
export const assumedRole = (roleArn: string): Values => {
    const name = roleArn.split("/").at(-1) ?? "";
    return {
        type: "AssumedRole",
        principalId: "AROAEXAMPLEROLEID0001:i-0123456789abcdef0",
        arn: `arn:aws:sts::${account}:assumed-role/${name}/i-0123456789abcdef0`,
        accountId: account,
        accessKeyId: "ASIAIOSFODNN7EXAMPLE",
        sessionContext: {
            sessionIssuer: {
                type: "Role",
                principalId: "AROAEXAMPLEROLEID0001",
                arn: roleArn,
                accountId: account,
                userName: name,
            },
            webIdFederationData: {},
            attributes: { mfaAuthenticated: "false", creationDate: "2026-11-24T08:00:00Z" },
        },
    };
};

const administrator = assumedRole(`arn:aws:iam::${account}:role/Administrator`);

function envelope(detailType: string, source: string, detail: Values, resources: readonly string[] = []) {
    return {
        version: "0",
        id: "710b0398-d48e-f3c3-afca-cfeb2fdaa656",
        "detail-type": detailType,
        source,
        account,
        time: "2026-11-24T09:00:00Z",
        region,
        resources,
        detail,
    };
}

/** A call of an AWS API, as EventBridge gets it from CloudTrail. */
export const call = (service: string, eventName: string, detail: Values) =>
    envelope("AWS API Call via CloudTrail", `aws.${service}`, {
        eventVersion: "1.10",
        userIdentity: administrator,
        eventTime: "2026-11-24T09:00:00Z",
        eventSource: `${service}.amazonaws.com`,
        eventName,
        awsRegion: region,
        sourceIPAddress: "192.0.2.10",
        userAgent: "aws-cli/2.17.0",
        requestParameters: null,
        responseElements: null,
        requestID: "11111111-2222-3333-4444-555555555555",
        eventID: "27859ac9-053c-4112-aee3-f3429719d460",
        readOnly: false,
        eventType: "AwsApiCall",
        managementEvent: true,
        recipientAccountId: account,
        eventCategory: "Management",
        ...detail,
    });

/** A call on a KMS key, which CloudTrail names among the resources. */
export const keyCall = (eventName: string, keyArn: string, detail: Values = {}) =>
    call("kms", eventName, {
        requestParameters: { keyId: keyArn.split("/").at(-1) },
        resources: [{ accountId: account, type: "AWS::KMS::Key", ARN: keyArn }],
        ...detail,
    });

export interface Connection {
    readonly fileSystemArn: string;
    readonly accessPointArn?: string;
    readonly userIdentity: Values;
    readonly eventName?: string;
    readonly root?: boolean;
    /** @default true */
    readonly write?: boolean;
}

/** What EFS records when it authorises a client: the record itself, as the trail delivers it to its log group. */
export const connectionRecord = (connection: Connection): Values => ({
    eventVersion: "1.08",
    userIdentity: connection.userIdentity,
    eventTime: "2026-11-24T09:00:00Z",
    eventSource: "elasticfilesystem.amazonaws.com",
    eventName: connection.eventName ?? "NewClientConnection",
    awsRegion: region,
    sourceIPAddress: "AWS Internal",
    userAgent: "elasticfilesystem",
    requestParameters: null,
    responseElements: null,
    eventID: "27859ac9-053c-4112-aee3-f3429719d460",
    readOnly: true,
    resources: [
        { accountId: account, type: "AWS::EFS::FileSystem", ARN: connection.fileSystemArn },
        ...(connection.accessPointArn === undefined
            ? []
            : [{ accountId: account, type: "AWS::EFS::AccessPoint", ARN: connection.accessPointArn }]),
    ],
    eventType: "AwsServiceEvent",
    recipientAccountId: account,
    serviceEventDetails: {
        permissions: {
            ClientRootAccess: connection.root ?? false,
            ClientMount: true,
            ClientWrite: connection.write ?? true,
        },
        sourceIpAddress: "10.40.128.7",
    },
});

/** The same record as EventBridge gets it. */
export const connectionEvent = (connection: Connection) =>
    envelope("AWS Service Event via CloudTrail", "aws.elasticfilesystem", connectionRecord(connection));

/** A job of AWS Backup that ended. */
export const backupJob = (state: string, resourceArn: string) =>
    envelope(
        "Backup Job State Change",
        "aws.backup",
        {
            backupJobId: "1d13bd10-9ad4-4a2e-8d0a-3d4c1d8fd0f5",
            backupSizeInBytes: "0",
            backupVaultArn: `arn:aws:backup:${region}:${account}:backup-vault:backup-0123456`,
            backupVaultName: "backup-0123456",
            bytesTransferred: "0",
            creationDate: "2026-11-24T03:00:00.000Z",
            iamRoleArn: `arn:aws:iam::${account}:role/jenkins-efs-test-backup`,
            resourceArn,
            resourceType: "EFS",
            state,
            statusMessage: "Access Denied",
            percentDone: 0,
        },
        [resourceArn],
    );

/** A copy to another vault that ended. */
export const copyJob = (state: string, resourceArn: string) =>
    envelope(
        "Copy Job State Change",
        "aws.backup",
        {
            copyJobId: "97e5c1b2-3b8d-4a8e-8a52-4d1d5ad5f1ab",
            backupSizeInBytes: 6144,
            creationDate: "2026-11-24T04:00:00.000Z",
            iamRoleArn: `arn:aws:iam::${account}:role/jenkins-efs-test-backup`,
            resourceArn,
            resourceType: "EFS",
            sourceBackupVaultArn: `arn:aws:backup:${region}:${account}:backup-vault:backup-0123456`,
            destinationBackupVaultArn: `arn:aws:backup:us-west-2:${account}:backup-vault:backup-copy-0123456`,
            state,
            statusMessage: "Access Denied",
        },
        [resourceArn],
    );

/**
 * A restore that ended, with what AWS's example of a failed one has; the source is in that of a completed one only.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html#aws-backup-events-restore-job
 */
export const restoreJob = (status: string, detail: Values = {}) =>
    envelope(
        "Restore Job State Change",
        "aws.backup",
        {
            restoreJobId: "1B234A56-789B-01CD-2A34-4567A08901FD",
            backupSizeInBytes: "22548578304",
            creationDate: "2026-11-01T06:20:07.303Z",
            iamRoleArn: `arn:aws:iam::${account}:role/jenkins-efs-test-restore`,
            percentDone: 0,
            resourceType: "EFS",
            status,
            statusMessage: "Access Denied",
            ...detail,
        },
        [`arn:aws:backup:${region}:${account}:recovery-point:42bb8260-92cd-46a2-ab8d-b29f4edb47b1`],
    );

/** What Auto Scaling says of one instance. */
export const scaling = (detailType: string, group: string, cause: string) =>
    envelope("EC2 Instance ".concat(detailType), "aws.autoscaling", {
        StatusCode: detailType.endsWith("Unsuccessful") ? "Failed" : "InProgress",
        AutoScalingGroupName: group,
        ActivityId: "9cabb81f-42de-417d-8aa7-ce16bf026590",
        Details: { "Availability Zone": "us-east-1a", "Subnet ID": "subnet-private-us-east-1a" },
        RequestId: "9cabb81f-42de-417d-8aa7-ce16bf026590",
        StatusMessage: "",
        EndTime: "2026-11-24T09:01:00Z",
        EC2InstanceId: "i-0123456789abcdef0",
        StartTime: "2026-11-24T09:00:00Z",
        Cause: cause,
    });

/** A flow record in the kit's own format. */
export const flow = (action: string, source: string): string =>
    `5 ${account} eni-0123456789abcdef0 use1-az1 ${source} 10.40.128.20 ${source} 10.40.128.20 40000 2049 6 3 180 1764000000 1764000060 ${action} OK ingress 2`;

/** A change of a security group. */
export const onGroup = (eventName: string, groupId: string) =>
    call("ec2", eventName, { requestParameters: { groupId, ipPermissions: { items: [] } } });
/** A call about a file system. */
export const onFileSystem = (eventName: string, fileSystemId: string, detail = {}) =>
    call("elasticfilesystem", eventName, { requestParameters: { fileSystemId }, ...detail });
/** A call about a mount target. */
export const onMountTarget = (eventName: string, mountTargetId: string) =>
    call("elasticfilesystem", eventName, { requestParameters: { mountTargetId } });
/** A call about a trail. */
export const onTrail = (eventName: string, requestParameters: object) =>
    call("cloudtrail", eventName, { requestParameters });

/** As EventBridge hands it on: what an event says of its region stays. */
export const inRegion = (region: string, event: ReturnType<typeof keyCall>) => ({
    ...event,
    region,
    detail: { ...event.detail, awsRegion: region },
});
