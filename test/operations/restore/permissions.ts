import { DescribeFileSystemPolicyCommand, EFSClient } from "@aws-sdk/client-efs";
import { GetPolicyCommand, GetPolicyVersionCommand, IAMClient } from "@aws-sdk/client-iam";
import type { Call, Session } from "../../../operations/aws/session";
import type { Statement } from "../../../operations/operation";
import { asEfsReadsIt, readDocument } from "../../../proof/account/document";
import { Evaluator } from "../../../proof/account/evaluate";
import { writtenPolicy } from "../../../proof/account/written";
import { type Asked, assertLeast } from "../leastPrivilege";
import { account, region, restoreRoleArn, tags } from "./environment";

const efs = `arn:aws:elasticfilesystem:${region}:${account}`;

/** What a caller asks of IAM for a call; more than one where AWS looks at what comes with it. */
const askedBy =
    (mark: string) =>
    ({ action, input, region: where }: Call): readonly Asked[] => {
        const own = {
            "aws:ResourceTag/project": tags.project,
            "aws:ResourceTag/environment": tags.environment,
            [`aws:ResourceTag/${mark}`]: "0123456789ab",
        };
        const fileSystem = {
            resource: `${efs}:file-system/${input.FileSystemId ?? input.ResourceId}`,
            context: own,
        };
        const requested = Object.fromEntries(
            [input.Tags].flat().map((each) => {
                const { Key, Value } = Object(each);
                return [`aws:RequestTag/${Key}`, String(Value)];
            }),
        );
        const known: Readonly<Record<string, Asked>> = {
            "backup:ListRecoveryPointsByBackupVault": {
                resource: `arn:aws:backup:${where}:${account}:backup-vault:${input.BackupVaultName}`,
            },
            "backup:StartRestoreJob": { resource: String(input.RecoveryPointArn) },
            "elasticfilesystem:CreateAccessPoint": fileSystem,
            "elasticfilesystem:CreateMountTarget": fileSystem,
            "elasticfilesystem:PutFileSystemPolicy": fileSystem,
            "elasticfilesystem:DescribeFileSystems": { resource: `${efs}:file-system/fs-1` },
            "elasticfilesystem:DescribeMountTargets": { resource: fileSystem.resource },
            "elasticfilesystem:DescribeAccessPoints": { resource: fileSystem.resource },
            "elasticfilesystem:DeleteFileSystem": fileSystem,
            "elasticfilesystem:DeleteMountTarget": { resource: `${efs}:file-system/fs-1`, context: own },
            "elasticfilesystem:DeleteAccessPoint": {
                resource: `${efs}:access-point/${input.AccessPointId}`,
                context: own,
            },
            "elasticfilesystem:TagResource": { resource: fileSystem.resource, context: requested },
        };
        const found = known[action] ?? { resource: String(input.PolicyArn ?? "*") };
        return [found];
    };

/** Permissions that AWS looks for at a call, beside that of the call's own name. */
const implied: Readonly<Record<string, readonly { readonly action: string; readonly asked: Asked }[]>> = {
    "backup:StartRestoreJob": [
        {
            action: "iam:PassRole",
            asked: {
                resource: restoreRoleArn,
                context: { "iam:PassedToService": "backup.amazonaws.com" },
            },
        },
    ],
    "elasticfilesystem:CreateAccessPoint": [
        {
            action: "elasticfilesystem:TagResource",
            asked: {
                resource: `${efs}:access-point/fsap-1`,
                context: { "elasticfilesystem:CreateAction": "CreateAccessPoint" },
            },
        },
    ],
    // https://docs.aws.amazon.com/efs/latest/ug/API_CreateMountTarget.html and API_DeleteMountTarget.html
    "elasticfilesystem:CreateMountTarget": [
        "CreateNetworkInterface",
        "DescribeNetworkInterfaces",
        "DescribeSubnets",
    ].map((name) => ({
        action: `ec2:${name}`,
        asked:
            name === "CreateNetworkInterface"
                ? { resource: `arn:aws:ec2:${region}:${account}:network-interface/eni-1` }
                : { resource: "*" },
    })),
    "elasticfilesystem:DeleteMountTarget": [
        {
            action: "ec2:DeleteNetworkInterface",
            asked: { resource: `arn:aws:ec2:${region}:${account}:network-interface/eni-1` },
        },
    ],
};

/**
 * Holds a policy of the command to the calls that it made, and to what AWS looks for beside them.
 * @param mark the tag by which the restored file system is told
 */
export async function assertLeastOf(
    statements: readonly Statement[],
    calls: readonly Call[],
    mark = "restore-run",
): Promise<void> {
    const more = calls.flatMap(({ action }) =>
        (implied[action] ?? []).map((each) => ({ ...each, region, input: {} })),
    );
    const extra = new Map<Call, Asked>(more.map((call) => [call, call.asked]));
    const own = askedBy(mark);
    await assertLeast(statements, account, [...calls, ...more], (call) => {
        const asked = extra.get(call);
        return asked === undefined ? own(call) : [asked];
    });
}

const evaluator = new Evaluator();

/** How IAM and EFS decide about an agent's mount of a restored file system, its writes and root, with the documents that a local AWS has. */
export async function reachOf(
    PolicyArn: string,
    name: string,
    FileSystemId: string,
    accessPointArn: string,
    session: Session,
): Promise<readonly string[]> {
    const [client, iam] = [session.client(EFSClient), session.client(IAMClient)];
    const { Policy = "" } = await client.send(new DescribeFileSystemPolicyCommand({ FileSystemId }));
    const inForce = await iam.send(new GetPolicyCommand({ PolicyArn }));
    const VersionId = inForce.Policy?.DefaultVersionId;
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
    const agent = {
        kind: "agents",
        name,
        id: `arn:aws:iam::${account}:role/jenkins-efs/dev/agent-${name}`,
        account,
        policies: [readDocument(name, decodeURIComponent(PolicyVersion?.Document ?? ""))],
        boundary: writtenPolicy("boundary-policy.json", "jenkins-efs", "aws"),
    } as const;
    return Promise.all(
        ["ClientMount", "ClientWrite", "ClientRootAccess"].map(async (action) => {
            const { outcome } = await evaluator.decide(agent, {
                action: `elasticfilesystem:${action}`,
                resource: `${efs}:file-system/${FileSystemId}`,
                account,
                context: {
                    "aws:SecureTransport": "true",
                    "elasticfilesystem:AccessPointArn": accessPointArn,
                    "elasticfilesystem:AccessedViaMountTarget": "true",
                },
                resourcePolicy: asEfsReadsIt(readDocument("the restored", Policy)),
            });
            return outcome;
        }),
    );
}
